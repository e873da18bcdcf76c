import './performance.css';
import { useTranslation } from 'react-i18next';
import type { Bar, Kpi } from '../../../db/contract/performance.ts';
import type { Currency } from '../../../db/contract/primitives.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection, useSelectionStore } from '../../client/selection.ts';
import { figure, moment } from '../../components/format/format.ts';
import { Pane } from '../../components/pane/pane.tsx';
import { BarsChart } from './bars-chart.tsx';

/** Figures of which less is better. */
const LESS_IS_BETTER = new Set(['sales_cycle', 'contract_approval']);

/** Change against last year: in points for a share, in percent for anything else. */
function KpiCard({ kpi, currency }: { readonly kpi: Kpi; readonly currency: Currency }) {
  const { t } = useTranslation();
  const { value, previousYear, unit, key } = kpi;
  const comparable = value !== null && previousYear !== null && previousYear !== 0;
  const exactChange = comparable
    ? unit === 'ppm'
      ? (value - previousYear) / 10_000
      : (100 * (value - previousYear)) / Math.abs(previousYear)
    : 0;
  // As it is shown: what reads 0.0 is neither better nor worse.
  const change = Math.round(exactChange * 10) / 10;
  const better = LESS_IS_BETTER.has(key) ? change < 0 : change > 0;
  return (
    <div className="kpi" data-kpi={key} data-value={value ?? ''}>
      <div className="quiet">{t(`performance.${key}`)}</div>
      <div className="value">{figure(value, unit, t('days'), currency)}</div>
      <div className="quiet">
        {comparable ? (
          <span className={change === 0 ? '' : better ? 'better' : 'worse'}>
            {change > 0 ? '↑' : change < 0 ? '↓' : '='}
            {Math.abs(change).toFixed(1)}
            {unit === 'ppm' ? ' pp' : '%'} {t('performance.lastYear')}
          </span>
        ) : (
          t('performance.noLastYear')
        )}
      </div>
    </div>
  );
}

/** 业绩仪表盘: the figures of the selection, and its regions or dealers against their targets. */
export function PerformancePane({ theme }: { readonly theme: 'light' | 'dark' }) {
  const { t } = useTranslation();
  const selection = useSelection();
  const narrow = useSelectionStore((state) => state.narrow);
  const answer = useAsk('performance.getDashboard', (client) => client.performance.getDashboard, { selection });
  const { data, error } = answer;
  const pick = (bar: Bar): void =>
    bar.kind === 'region' ? narrow({ regionId: bar.id }) : narrow({ dealerIds: [bar.id] }, { [bar.id]: bar.name });
  return (
    <Pane
      title={t('performance.title')}
      summary={data === undefined ? '' : t('asOf', { at: moment(data.asOf.syncedAt, new Date()) })}
      state={error !== null ? 'error' : data === undefined ? 'loading' : 'ready'}
      emptyText={t('performance.empty')}
      errorText={errorSentence(error, t)}
      retryText={t('retry')}
      onRetry={() => void answer.refetch()}
    >
      <div className="dashboard">
        <div className="kpis">
          {data?.kpis.map((kpi) => (
            <KpiCard key={kpi.key} kpi={kpi} currency={data.currency} />
          ))}
        </div>
        <BarsChart key={theme} bars={data?.bars.rows ?? []} currency={data?.currency ?? 'CNY'} onPick={pick} />
      </div>
    </Pane>
  );
}
