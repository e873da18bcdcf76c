import { useTranslation } from 'react-i18next';
import type { TerritoryCheck } from '../../../../db/contract/diversion-territory.ts';
import { errorSentence } from '../../../client/error-sentence.ts';
import { count } from '../../../components/format/format.ts';
import type { Box } from '../base-map.ts';
import type { MapLeaf } from './draft.ts';
import { newOf } from './new-findings.ts';
import type { useCheck } from './use-territory.ts';

interface Props {
  readonly check: ReturnType<typeof useCheck>;
  readonly leaves: readonly MapLeaf[];
  readonly onLook: (box: Box) => void;
}

/** What is wrong with the draft, and what it means for others; each line looks there on the map. */
export function FindingsList({ check, leaves, onLook }: Props) {
  const { t } = useTranslation('territory');
  const { data, error, isNews } = check;
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined) return <p role="status">{t('checking')}</p>;
  const { findings } = data;
  return (
    <div aria-busy={!isNews} data-check={isNews ? 'done' : 'running'}>
      {!isNews && <p role="status">{t('checking')}</p>}
      <Faults check={data} onLook={onLook} />
      {findings !== null && <Findings findings={findings} leaves={leaves} onLook={onLook} />}
    </div>
  );
}

/** What keeps the draft from being proposed. */
function Faults({ check, onLook }: { readonly check: TerritoryCheck; readonly onLook: Props['onLook'] }) {
  const { t } = useTranslation('territory');
  const { isEmpty, unknownAdcodes, drawn, dates } = check;
  const faults = [
    ...(isEmpty ? [{ text: t('faults.empty'), at: null }] : []),
    ...(dates === null ? [] : [{ text: datesText(dates, t), at: null }]),
    ...(unknownAdcodes.length === 0 ? [] : [{ text: t('faults.unknown', { codes: unknownAdcodes.join(' · ') }), at: null }]), // biome-ignore format: one fault
    ...drawn.map(({ kind, polygon, at }) => ({ text: t('faults.drawn', { n: polygon + 1, fault: t(`file.faults.${kind}`) }), at })), // biome-ignore format: one fault
  ];
  if (faults.length === 0) return null;
  return (
    <ul className="wrong" role="alert">
      {faults.map(({ text, at }) => (
        <li key={`${text} ${at}`}>
          {text}{' '}
          {at !== null && (
            <button type="button" className="link" onClick={() => onLook([at[0], at[1], at[0], at[1]])}>
              {t('show')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

const datesText = (
  dates: NonNullable<TerritoryCheck['dates']>,
  t: ReturnType<typeof useTranslation<'territory'>>['t'],
): string => (dates.kind === 'not_future' ? t('faults.notFuture') : t('faults.laterVersion', { from: dates.from }));

function Findings({
  findings: { overlaps, gaps, orphans },
  leaves,
  onLook,
}: Pick<Props, 'leaves' | 'onLook'> & { readonly findings: NonNullable<TerritoryCheck['findings']> }) {
  const { t } = useTranslation('territory');
  const nameOf = (adcode: string): string => {
    const leaf = leaves.find((one) => [one.adcode, one.city, one.province].includes(adcode));
    if (leaf === undefined) return adcode;
    if (leaf.adcode === adcode) return `${leaf.name}（${leaf.cityName}）`;
    return leaf.city === adcode ? leaf.cityName : leaf.provinceName;
  };
  const some = (adcodes: readonly string[]): string => adcodes.slice(0, 3).map(nameOf).join('、') + (adcodes.length > 3 ? '…' : ''); // biome-ignore format: one text
  return (
    <>
      <p className="quiet">{t('findings.seen')}</p>
      <Part
        kind="overlap"
        total={overlaps.totalRows}
        added={newOf(overlaps)}
        rows={overlaps.rows.map(({ dealerId, dealerName, adcodes, edges, box, isNew }) => ({
          key: dealerId,
          text: [dealerName, some(adcodes), ...(edges.length > 0 ? [t('findings.drawn')] : [])]
            .filter(Boolean)
            .join(' · '),
          isNew,
          look: () => onLook(box),
        }))}
      />
      <Part
        kind="gap"
        total={gaps.totalRows}
        added={newOf(gaps)}
        rows={gaps.rows.map(({ adcode, isPartial, box, isNew }) => ({
          key: adcode,
          text: isPartial ? t('findings.partly', { name: nameOf(adcode) }) : nameOf(adcode),
          isNew,
          look: () => onLook(box),
        }))}
      />
      <Part
        kind="orphan"
        total={orphans.totalRows}
        added={newOf(orphans)}
        rows={orphans.rows.map(({ id, code, name, at: [x, y], isNew }) => ({
          key: id,
          text: `${name} · ${code}`,
          isNew,
          look: () => onLook([x, y, x, y]),
        }))}
      />
    </>
  );
}

interface Row {
  readonly key: string;
  readonly text: string;
  readonly isNew: boolean;
  readonly look: () => void;
}

function Part({
  kind,
  total,
  added,
  rows,
}: {
  readonly kind: 'overlap' | 'gap' | 'orphan';
  readonly total: number;
  readonly added: ReturnType<typeof newOf>;
  readonly rows: readonly Row[];
}) {
  const { t } = useTranslation('territory');
  return (
    <section aria-label={t(`findings.${kind}`)} data-finding={kind} data-total={total} data-new={added.n}>
      <h3>
        <span className={`territory-sign ${kind}`} aria-hidden="true" /> {t(`findings.${kind}`)}{' '}
        <span className="quiet">{t('findings.count', { n: count(total), added: added.told })}</span>
      </h3>
      <ul className="plain">
        {rows.map(({ key, text, isNew, look }) => (
          <li key={key}>
            <button type="button" className="link" onClick={look}>
              {text}
            </button>{' '}
            {isNew && <strong className="territory-new">{t('findings.isNew')}</strong>}
          </li>
        ))}
      </ul>
      {total > rows.length && (
        <p className="quiet">{t('app:why.cut', { shown: count(rows.length), total: count(total) })}</p>
      )}
    </section>
  );
}
