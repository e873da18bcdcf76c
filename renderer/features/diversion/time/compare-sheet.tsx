import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../../db/contract/diversion.ts';
import { useSelectionStore } from '../../../client/selection.ts';
import { count } from '../../../components/format/format.ts';
import { Sheet } from '../../../components/sheet/sheet.tsx';
import { flowKey } from '../flow-shapes.ts';
import { flowChanges } from './flow-changes.ts';

interface Flows {
  readonly rows: readonly Flow[];
  readonly truncated: boolean;
}
interface Props {
  readonly now: Flows;
  readonly other: Flows;
  readonly nowSpan: string;
  readonly otherSpan: string;
  readonly onClose: () => void;
}

/** What changed in the flows from one period to the other; a dealer or a place narrows the whole workstation. */
export function CompareSheet({ now, other, nowSpan, otherSpan, onClose }: Props) {
  const { t } = useTranslation();
  const narrow = useSelectionStore((state) => state.narrow);
  const changes = flowChanges(now.rows, other.rows);
  return (
    <Sheet
      place="broad"
      title={t('diversion.compare.title', { now: nowSpan, other: otherSpan })}
      closeText={t('why.close')}
      onClose={onClose}
    >
      {(now.truncated || other.truncated) && <p className="quiet">{t('diversion.compare.cut')}</p>}
      <table className="data-table" aria-label={t('diversion.compare.table')}>
        <thead>
          <tr>
            <th scope="col">{t('rebates.dealer')}</th>
            <th scope="col">{t('diversion.columns.place')}</th>
            <th scope="col" className="number">
              {nowSpan}
            </th>
            <th scope="col" className="number">
              {otherSpan}
            </th>
            <th scope="col" className="number">
              {t('diversion.compare.change')}
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ flow, now: codes, other: before }) => (
            <tr key={flowKey(flow)}>
              <td>
                <button
                  type="button"
                  className="link"
                  onClick={() => narrow({ dealerIds: [flow.dealerId] }, { [flow.dealerId]: flow.dealerName })}
                >
                  {flow.dealerName}
                </button>
              </td>
              <td>
                →{' '}
                <button
                  type="button"
                  className="link"
                  onClick={() => narrow({ place: flow.place }, { [flow.place]: flow.placeName })}
                >
                  {flow.placeName}
                </button>
              </td>
              <td className="number">{count(codes)}</td>
              <td className="number">{count(before)}</td>
              <td className={codes > before ? 'number breach' : 'number'}>
                {before === 0 && `${t('diversion.compare.new')} `}
                {codes === 0 && `${t('diversion.compare.gone')} `}
                {codes > before ? '▲' : codes < before ? '▼' : '='} {count(Math.abs(codes - before))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}
