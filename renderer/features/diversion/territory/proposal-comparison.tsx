import { useTranslation } from 'react-i18next';
import { errorSentence } from '../../../client/error-sentence.ts';
import { count } from '../../../components/format/format.ts';
import { type GroundChange, useDraft } from './draft.ts';
import { kindsOf, newOf } from './new-findings.ts';
import type { useCheck } from './use-territory.ts';

interface Props {
  /** Whether it is still to be decided: only then it can be held against the others. */
  readonly isOpen: boolean;
  readonly hadGround: boolean;
  readonly changed: GroundChange;
  readonly check: ReturnType<typeof useCheck>;
  readonly onFindings: () => void;
}

/** The proposal that is on the map: what it would change, and what the check of this laptop finds. */
export function Comparison({ isOpen, hadGround, changed, check, onFindings }: Props) {
  const { t } = useTranslation('territory');
  const { now } = useDraft();
  const { added, removed, oldPolygons } = changed;
  return (
    <div className="proposal-comparison" data-added={added.size} data-removed={removed.size}>
      <span>
        {hadGround
          ? t('comparison.differs', { added: count(added.size), removed: count(removed.size) })
          : t('comparison.first', { n: count(now.leaves.size) })}
      </span>
      {oldPolygons.length > 0 && <span>{t('comparison.oldPolygons', { n: count(oldPolygons.length) })}</span>}
      {isOpen && <Found check={check} onFindings={onFindings} />}
    </div>
  );
}

function Found({ check: { data, error, isNews }, onFindings }: Pick<Props, 'check' | 'onFindings'>) {
  const { t } = useTranslation('territory');
  if (error !== null) {
    return (
      <span className="wrong" role="alert">
        {errorSentence(error, t)}
      </span>
    );
  }
  if (!isNews || data === undefined) return <span role="status">{t('checking')}</span>;
  const { findings, dates } = data;
  return (
    <>
      {(findings === null || dates !== null) && (
        <span className="wrong" role="alert">
          {t('comparison.faulty')}
        </span>
      )}
      <ul className="plain" aria-label={t('tabs.findings')}>
        {kindsOf(findings).map(([kind, found]) => {
          const { n, told } = newOf(found);
          return (
            <li key={kind} data-compared={kind} data-total={found.totalRows} data-new={n}>
              <span className={`territory-sign ${kind}`} aria-hidden="true" /> {t(`findings.${kind}`)}{' '}
              <span className={n > 0 ? 'territory-new' : 'quiet'}>
                {t('findings.count', { n: count(found.totalRows), added: told })}
              </span>
            </li>
          );
        })}
      </ul>
      <button type="button" className="link" onClick={onFindings}>
        {t('comparison.findings')}
      </button>
    </>
  );
}
