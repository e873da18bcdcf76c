import './performance.css';
import { Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { Bar, KpiKey, performance } from '../../../db/contract/performance.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { DASHBOARD } from '../../client/first-questions.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection, useSelectionStore } from '../../client/selection.ts';
import { count, moment, money } from '../../components/format/format.ts';
import { Pane } from '../../components/pane/pane.tsx';
import { part } from '../../components/part/part.tsx';
import { barsOption, type ChartLook, trendOption } from './chart-options.ts';
import { BarsTable, TrendTable } from './figures-table.tsx';
import { KpiCard } from './kpi-card.tsx';
import { KpiWhyDrawer } from './kpi-why-drawer.tsx';

type Dashboard = z.output<typeof performance.getDashboard.output>;
// The figures do not wait for the library that draws.
const chart = part(async () => (await import('./chart.tsx')).Chart);
const VIEWS = ['bars', 'trend'] as const;

/** 业绩仪表盘: the figures of the selection, its regions or dealers against their targets, and thirteen months. */
export function PerformancePane({ theme }: { readonly theme: 'light' | 'dark' }) {
  const { t } = useTranslation();
  const selection = useSelection();
  const [why, setWhy] = useState<KpiKey | null>(null);
  // While the figures are being asked for.
  useEffect(chart.fetch, []);
  const answer = useAsk(...DASHBOARD, { selection });
  const { data, error } = answer;
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
      {data !== undefined && (
        <div className="dashboard">
          <div className="kpis">
            {data.kpis.map((kpi) => (
              <KpiCard key={kpi.key} kpi={kpi} currency={data.currency} onWhy={setWhy} />
            ))}
          </div>
          <Figures data={data} theme={theme} />
        </div>
      )}
      {why !== null && <KpiWhyDrawer kpi={why} onClose={() => setWhy(null)} />}
    </Pane>
  );
}

/** Bars or trend, each as a chart or as a table. */
function Figures({ data, theme }: { readonly data: Dashboard; readonly theme: string }) {
  const { t, i18n } = useTranslation();
  const selection = useSelection();
  const narrow = useSelectionStore((state) => state.narrow);
  const [view, setView] = useState<(typeof VIEWS)[number]>('bars');
  const [asTable, setAsTable] = useState(false);
  const { currency, trend } = data;
  const bars = data.bars.rows;
  const unit = t('performance.unit', { currency: t(`currencies.${currency}`) });
  const words = useMemo(
    () => ({
      language: i18n.language,
      unit,
      net: t('performance.net_sales'),
      target: t('performance.targetWord'),
      lastYear: t('performance.sameLastYear'),
      sprint: t('performance.sprint'),
    }),
    [unit, t, i18n.language],
  );
  const chosen = useMemo(
    () => new Set([...selection.dealerIds, ...(selection.regionId === null ? [] : [selection.regionId])]),
    [selection],
  );
  const pick = useCallback(
    (bar: Bar): void =>
      bar.kind === 'region' ? narrow({ regionId: bar.id }) : narrow({ dealerIds: [bar.id] }, { [bar.id]: bar.name }),
    [narrow],
  );
  const pickAt = useCallback(
    (index: number): void => {
      const bar = bars[index];
      if (bar !== undefined) pick(bar);
    },
    [bars, pick],
  );
  const option = useCallback(
    (look: ChartLook) => (view === 'bars' ? barsOption(bars, chosen, words, look) : trendOption(trend, words, look)),
    [view, bars, trend, chosen, words],
  );
  const amount = (fen: number | null): string => (fen === null ? t('performance.noTarget') : money(fen, currency));
  const isEmpty = view === 'bars' && bars.length === 0;
  return (
    <>
      <div className="chart-tools">
        <fieldset aria-label={t('performance.view')}>
          {VIEWS.map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
              {t(`performance.views.${one}`)}
            </button>
          ))}
        </fieldset>
        {view === 'bars' && data.bars.truncated && (
          <span className="quiet">
            {t('why.cut', { shown: count(bars.length), total: count(data.bars.totalRows) })}
          </span>
        )}
        <button type="button" className="spread" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t('asTable')}
        </button>
      </div>
      <Suspense fallback={<div className="chart" />}>
        {isEmpty ? (
          <p className="figures-empty">{t('performance.noBars')}</p>
        ) : asTable && view === 'bars' ? (
          <BarsTable bars={bars} chosen={chosen} onPick={pick} />
        ) : asTable ? (
          <TrendTable trend={trend} />
        ) : view === 'bars' ? (
          <chart.Component
            key={`bars/${theme}`}
            label={t('performance.views.bars')}
            option={option}
            items={bars.map((bar) => ({
              id: bar.id,
              isChosen: chosen.has(bar.id),
              sentence: t('performance.barSentence', {
                name: bar.name,
                net: amount(bar.netFen),
                target: amount(bar.targetFen),
              }),
            }))}
            onPick={pickAt}
          />
        ) : (
          <chart.Component
            key={`trend/${theme}/${i18n.language}`}
            label={t('performance.views.trend')}
            option={option}
            items={trend.map(({ month, netFen, targetFen, previousYearFen }) => ({
              id: month,
              isChosen: false,
              sentence: t('performance.monthSentence', {
                month: month.slice(0, 7),
                net: amount(netFen),
                target: amount(targetFen),
                lastYear: amount(previousYearFen),
              }),
            }))}
          />
        )}
      </Suspense>
    </>
  );
}
