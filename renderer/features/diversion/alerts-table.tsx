import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../db/contract/diversion-alerts.ts';
import { count, orNone } from '../../components/format/format.ts';
import { decimals, oneDecimal } from './alert-text.ts';
import { Chance } from './chance.tsx';

interface Props {
  readonly alerts: readonly Alert[];
  readonly isChosen: (alert: Alert) => boolean;
  readonly onDealer: (alert: Alert) => void;
  readonly onPlace: (alert: Alert) => void;
  readonly onExplain: (alert: Alert) => void;
}

const COLUMNS = ['tier', 'dealer', 'city', 'line', 'codes', 'lots', 'expected', 'chance', 'border', 'first', 'last', 'score', 'why'] as const; // biome-ignore format: one line
const NUMBERS: ReadonlySet<string> = new Set(['codes', 'lots', 'expected', 'chance', 'border', 'score']);

/** Alerts, heaviest first. Dealer and city narrow the workstation; the last column explains. */
export function AlertsTable({ alerts, isChosen, onDealer, onPlace, onExplain }: Props) {
  const { t } = useTranslation('cases');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="alerts-table" tabIndex={0} aria-label={t('alerts.table')}>
      <table className="data-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={NUMBERS.has(column) ? 'number' : undefined}>
                {t(`alerts.columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {alerts.map((one) => (
            <tr key={one.key} data-tier={one.tier} data-chosen={isChosen(one)}>
              <td>
                <span className={`tier ${one.tier}`}>
                  <span aria-hidden="true">{t(`alerts.signs.${one.tier}`)}</span> {t(`alerts.tiers.${one.tier}`)}
                </span>
                {!one.withinBudget && <span className="quiet"> · {t('alerts.beyondMark')}</span>}
              </td>
              <td>
                <button type="button" className="link" aria-pressed={isChosen(one)} onClick={() => onDealer(one)}>
                  {one.dealerName}
                </button>
              </td>
              <td>
                →{' '}
                <button type="button" className="link" onClick={() => onPlace(one)}>
                  {one.cityName}
                </button>
              </td>
              <td>{orNone(one.productLineName)}</td>
              <td className="number">{count(one.codes)}</td>
              <td className="number">{count(one.lots)}</td>
              <td className="number">{decimals(one.window.expected)}</td>
              <td className="number">
                <Chance log10P={one.log10P} />
              </td>
              <td className="number">{decimals(one.distanceKm.median)}</td>
              <td>{one.firstScannedOn}</td>
              <td>{one.lastScannedOn}</td>
              <td className="number">{oneDecimal(one.score)}</td>
              <td>
                <button
                  type="button"
                  className="link"
                  aria-label={t('alerts.explainOf', { dealer: one.dealerName, place: one.cityName })}
                  onClick={() => onExplain(one)}
                >
                  {t('alerts.explain')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
