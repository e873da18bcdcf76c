import { useTranslation } from 'react-i18next';
import type { Comparison, FlowChange, PlaceChange } from '../../../../db/contract/diversion-compare.ts';
import { UNCHANGED_PERCENT } from '../../../../db/domain/diversion/compare/changes.ts';
import { count } from '../../../components/format/format.ts';
import { flowKey } from '../flow-shapes.ts';
import { spanText } from '../time/map-time.ts';
import { ChangeSign, differenceText } from './change-signs.tsx';
import { caveatsOf } from './comparison-text.ts';

interface Props {
  readonly comparison: Comparison;
  /** What a name does; on paper it does nothing. */
  readonly onDealer?: (flow: FlowChange) => void;
  readonly onPlace?: (adcode: string, name: string) => void;
}

/** Everything that the map shows of two periods: what became of every flow, and of every city. */
export function ChangesTable({ comparison, onDealer, onPlace }: Props) {
  const { t } = useTranslation();
  const { now, other, flows, places } = comparison;
  const heads = (first: readonly string[]) => (
    <thead>
      <tr>
        {first.map((text) => (
          <th key={text} scope="col">
            {text}
          </th>
        ))}
        {[spanText(now.period), spanText(other.period), t('diversion.compare.difference')].map((text) => (
          <th key={text} scope="col" className="number">
            {text}
          </th>
        ))}
        <th scope="col">{t('diversion.compare.change')}</th>
      </tr>
    </thead>
  );
  const place = ({ place: adcode, placeName }: Pick<PlaceChange, 'place' | 'placeName'>) => (
    <Name text={placeName} onClick={onPlace && (() => onPlace(adcode, placeName))} />
  );
  return (
    <>
      <p className="quiet">
        {[t('diversion.compare.unchangedNote', { percent: UNCHANGED_PERCENT }), ...caveatsOf(comparison, t)].join(' ')}
      </p>
      {flows.truncated && (
        <p className="quiet">
          {t('diversion.compare.cut', { shown: count(flows.rows.length), total: count(flows.totalRows) })}
        </p>
      )}
      <table className="data-table" aria-label={t('diversion.compare.flows')}>
        {heads([t('rebates.dealer'), t('diversion.columns.place')])}
        <tbody>
          {flows.rows.map((flow) => (
            <tr key={flowKey(flow)} data-change={flow.change}>
              <td>
                <Name text={flow.dealerName} onClick={onDealer && (() => onDealer(flow))} />
              </td>
              <td>→ {place(flow)}</td>
              <ChangeCells change={flow} />
            </tr>
          ))}
        </tbody>
      </table>
      <table className="data-table" aria-label={t('diversion.compare.places')}>
        {heads([t('diversion.compare.city'), t('diversion.compare.dealers')])}
        <tbody>
          {places.map((one) => (
            <tr key={one.place} data-change={one.change}>
              <td>{place(one)}</td>
              <td>{count(one.dealers)}</td>
              <ChangeCells change={one} />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function ChangeCells({
  change: { now, other, change },
}: {
  readonly change: Pick<FlowChange, 'now' | 'other' | 'change'>;
}) {
  const { t } = useTranslation();
  return (
    <>
      <td className="number">{count(now)}</td>
      <td className="number">{count(other)}</td>
      <td className="number">{differenceText(now, other, count)}</td>
      <td>
        <ChangeSign change={change} /> {t(`diversion.compare.changes.${change}`)}
      </td>
    </>
  );
}

function Name({ text, onClick }: { readonly text: string; readonly onClick: (() => void) | undefined }) {
  if (onClick === undefined) return text;
  return (
    <button type="button" className="link" onClick={onClick}>
      {text}
    </button>
  );
}
