import { useTranslation } from 'react-i18next';
import type { Comparison } from '../../../../db/contract/diversion-compare.ts';
import { CHANGES, UNCHANGED_PERCENT } from '../../../../db/domain/diversion/compare/changes.ts';
import { COMPARED_WITH, type ComparedWith } from '../../../../db/domain/diversion/compare/periods.ts';
import { errorSentence } from '../../../client/error-sentence.ts';
import { count } from '../../../components/format/format.ts';
import type { ComparedTime } from '../time/map-time.ts';
import { ChangeSign } from './change-signs.tsx';
import { caveatsOf, sideText } from './comparison-text.ts';

interface Props {
  readonly time: ComparedTime;
  /** Null until it is there. */
  readonly comparison: Comparison | null;
  readonly error: Error | null;
  /** Both periods are on the map, whose signs have to be explained. */
  readonly withSigns: boolean;
  readonly onChange: (time: ComparedTime) => void;
  readonly onClose: () => void;
}

/** What is compared with what, both periods on the map at once or one of them, and what the signs mean. */
export function CompareBar({ time, comparison, error, withSigns, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const choice = (shown: ComparedTime['shown'], text: string) => (
    <button
      type="button"
      className="choice"
      disabled={comparison === null}
      aria-pressed={time.shown === shown}
      onClick={() => onChange({ ...time, shown })}
    >
      {text}
    </button>
  );
  const side = (of: 'now' | 'other'): string => (comparison === null ? '…' : sideText(comparison, of, t));
  return (
    <section className="time-bar compare-bar map-cover" aria-label={t('diversion.tools.compare')}>
      <div className="time-row">
        {choice('both', t('diversion.compare.both'))}
        {choice('now', side('now'))}
        {choice('other', side('other'))}
        <select
          className="field"
          aria-label={t('diversion.compare.with')}
          value={time.with}
          onChange={({ target }) => onChange({ ...time, with: target.value as ComparedWith })}
        >
          {COMPARED_WITH.map((one) => (
            <option key={one} value={one}>
              {t(`diversion.compare.${one}`)}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="icon-button spread"
          aria-label={t('why.close')}
          title={t('why.close')}
          onClick={onClose}
        >
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      {error !== null && (
        <p className="time-note wrong" role="alert">
          {errorSentence(error, t)}
        </p>
      )}
      {comparison !== null && withSigns && (
        <ul className="change-legend" aria-label={t('diversion.compare.legend')}>
          {CHANGES.map((change) => (
            <li key={change} data-change={change}>
              <ChangeSign change={change} withLine /> {t(`diversion.compare.changes.${change}`)}{' '}
              <strong>{t('diversion.compare.flowCount', { n: count(comparison.flowsOf[change]) })}</strong>
            </li>
          ))}
        </ul>
      )}
      <p className="time-note quiet" role="status">
        {comparison !== null && caveatsOf(comparison, t).join(' ')}
        {withSigns && (
          <span className="legend-note"> {t('diversion.compare.legendNote', { percent: UNCHANGED_PERCENT })}</span>
        )}
      </p>
    </section>
  );
}
