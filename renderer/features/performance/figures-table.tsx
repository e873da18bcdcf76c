import { useTranslation } from 'react-i18next';
import type { Bar, TrendPoint } from '../../../db/contract/performance.ts';
import { rate, yuan } from '../../components/format/format.ts';

const amount = (fen: number | null): string => (fen === null ? '—' : yuan(fen));

interface BarsProps {
  readonly bars: readonly Bar[];
  readonly chosen: ReadonlySet<string>;
  readonly onPick: (bar: Bar) => void;
}

/** The bars as a table: exact figures, and each name chooses. */
export function BarsTable({ bars, chosen, onPick }: BarsProps) {
  const { t } = useTranslation();
  const [first] = bars;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="figures" tabIndex={0} aria-label={t('performance.views.bars')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t(first?.kind === 'dealer' ? 'rebates.dealer' : 'region')}</th>
            <Amounts />
            <th scope="col" className="number">
              {t('performance.sprint')}
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.id} data-chosen={chosen.has(bar.id)}>
              <td>
                <button type="button" className="link" aria-pressed={chosen.has(bar.id)} onClick={() => onPick(bar)}>
                  {bar.name}
                </button>
              </td>
              <td className="number">{amount(bar.netFen)}</td>
              <td className="number">{amount(bar.targetFen)}</td>
              <td className="number">{amount(bar.previousYearFen)}</td>
              <td className="number">{bar.sprintPpm === null ? '—' : rate(Math.round(bar.sprintPpm / 1000) * 1000)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The thirteen months as a table. */
export function TrendTable({ trend }: { readonly trend: readonly TrendPoint[] }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="figures" tabIndex={0} aria-label={t('performance.views.trend')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('performance.month')}</th>
            <Amounts />
          </tr>
        </thead>
        <tbody>
          {trend.map(({ month, netFen, targetFen, previousYearFen }) => (
            <tr key={month}>
              <td>{month.slice(0, 7)}</td>
              <td className="number">{amount(netFen)}</td>
              <td className="number">{amount(targetFen)}</td>
              <td className="number">{amount(previousYearFen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Amounts() {
  const { t } = useTranslation();
  return (
    <>
      <th scope="col" className="number">
        {t('performance.net_sales')}
      </th>
      <th scope="col" className="number">
        {t('performance.targetWord')}
      </th>
      <th scope="col" className="number">
        {t('performance.sameLastYear')}
      </th>
    </>
  );
}
