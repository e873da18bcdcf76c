import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../db/contract/diversion.ts';
import { count } from '../../components/format/format.ts';
import { flowKey } from './flow-shapes.ts';

interface Props {
  readonly flows: readonly Flow[];
  readonly totalFlows: number;
  readonly isChosen: (flow: Flow) => boolean;
  readonly onPick: (flow: Flow) => void;
  readonly onPlace: (adcode: string, name: string) => void;
  readonly onWhy: (flow: Flow) => void;
}

/** Everything the map shows of flows, as a table: for keyboards, screen readers, and machines that draw no map. */
export function FlowTable({ flows, totalFlows, isChosen, onPick, onPlace, onWhy }: Props) {
  const { t } = useTranslation();
  const heads = ['scans', 'codes', 'terminals', 'km'] as const;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="flow-table" tabIndex={0} aria-label={t('diversion.table')}>
      {flows.length < totalFlows && (
        <p className="why-cut">{t('why.cut', { shown: count(flows.length), total: count(totalFlows) })}</p>
      )}
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col" className="number">
              {t('diversion.columns.rank')}
            </th>
            <th scope="col">{t('rebates.dealer')}</th>
            <th scope="col">{t('diversion.columns.place')}</th>
            {heads.map((head) => (
              <th key={head} scope="col" className="number">
                {t(`diversion.columns.${head}`)}
              </th>
            ))}
            <th scope="col">{t('diversion.columns.first')}</th>
            <th scope="col">{t('diversion.columns.last')}</th>
            <th scope="col">{t('diversion.columns.why')}</th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow, at) => (
            <tr key={flowKey(flow)} data-chosen={isChosen(flow)}>
              <td className="number">{at + 1}</td>
              <td>
                <button type="button" className="link" aria-pressed={isChosen(flow)} onClick={() => onPick(flow)}>
                  {flow.dealerName}
                </button>
              </td>
              <td>
                →{' '}
                <button type="button" className="link" onClick={() => onPlace(flow.place, flow.placeName)}>
                  {flow.placeName}
                </button>
              </td>
              <td className="number">{count(flow.scans)}</td>
              <td className="number">{count(flow.codes)}</td>
              <td className="number">{count(flow.terminals)}</td>
              <td className="number">{flow.distanceM === null ? '—' : count(Math.round(flow.distanceM / 1000))}</td>
              <td>{flow.firstScannedOn}</td>
              <td>{flow.lastScannedOn}</td>
              <td>
                <button
                  type="button"
                  className="link"
                  aria-label={t('diversion.scansOfFlow', { dealer: flow.dealerName, place: flow.placeName })}
                  onClick={() => onWhy(flow)}
                >
                  {t('diversion.columns.scansOf')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
