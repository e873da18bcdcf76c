import './diversion.css';
import './map-tools.css';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { DiversionTotals, Flow } from '../../../db/contract/diversion.ts';
import type { SliceUnit } from '../../../db/domain/time/periods.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { OVERVIEW } from '../../client/first-questions.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection, useSelectionStore } from '../../client/selection.ts';
import { count, moment } from '../../components/format/format.ts';
import { Pane } from '../../components/pane/pane.tsx';
import { CasesSheet } from './cases-sheet.tsx';
import { ChangeList } from './compare/change-list.tsx';
import { ChangesTable } from './compare/changes-table.tsx';
import { CompareBar } from './compare/compare-bar.tsx';
import { comparisonLines, comparisonTitle } from './compare/comparison-text.ts';
import { useComparison } from './compare/use-comparison.ts';
import { FlowList } from './flow-list.tsx';
import { FlowTable } from './flow-table.tsx';
import { ImportsSheet } from './imports/imports-sheet.tsx';
import { Legend } from './legend.tsx';
import { CodeLifePanel } from './life/code-life-panel.tsx';
import { useCodeLife } from './life/use-code-life.ts';
import { legalLine } from './map-legal.ts';
import { MapMore, type MapTool } from './map-more.tsx';
import { useMapPicture } from './picture/use-map-picture.tsx';
import { type ScansQuestion, ScansWhyDrawer } from './scans-why-drawer.tsx';
import { narrowedTo, spanText, useMapTime } from './time/map-time.ts';
import { TimelineBar } from './time/timeline-bar.tsx';
import { useBaseMap } from './use-base-map.ts';

export { fetchBaseMap } from './use-base-map.ts';

// The library that draws is the largest part of the page: the flows beside the map do not wait for it.
const DiversionMap = lazy(async () => ({ default: (await import('./diversion-map.tsx')).DiversionMap }));

const NO_FLOWS: readonly Flow[] = [];
/** Whose goods went where, in whatever period. */
type DealerPlace = Pick<Flow, 'dealerId' | 'dealerName' | 'place'>;

/** 防窜货预警地图: where goods were scanned, and which flows leave their territory; as a map and as a table. */
export function DiversionPane({
  theme,
  onTerritory,
}: {
  readonly theme: 'light' | 'dark';
  /** Opens the territory designer. */
  readonly onTerritory: () => void;
}) {
  const { t, i18n } = useTranslation();
  const whole = useSelection();
  const [time, setTime] = useMapTime();
  const { comparison, isBoth, error: comparisonError } = useComparison(whole, time);
  const selection = useMemo(() => narrowedTo(time, whole, comparison), [time, whole, comparison]);
  const narrow = useSelectionStore((state) => state.narrow);
  const answer = useAsk(...OVERVIEW, { selection });
  const { data, error } = answer;
  // The figures come first.
  const { base, retry } = useBaseMap(data !== undefined);
  const life = useCodeLife(base);
  const [asTable, setAsTable] = useState(false);
  const [hasWebgl, setHasWebgl] = useState(true);
  const [covers, setCovers] = useState(0);
  const [isCases, setCases] = useState(false);
  const [isImports, setImports] = useState(false);
  const [why, setWhy] = useState<ScansQuestion | null>(null);
  const hasDealers = selection.dealerIds.length > 0;
  const served = useAsk(
    'diversion.getTerritories',
    (client) => client.diversion.getTerritories,
    { selection },
    hasDealers,
  ).data;
  const territory = useMemo(
    () => (hasDealers ? [...new Set(served?.territories.flatMap(({ adcodes }) => adcodes))] : []),
    [hasDealers, served],
  );
  const flows = data?.flows.rows ?? NO_FLOWS;
  const totalFlows = data?.flows.totalRows ?? 0;
  const isChosen = useCallback(
    (flow: DealerPlace): boolean => selection.dealerIds.includes(flow.dealerId) || selection.place === flow.place,
    [selection],
  );
  const pick = useCallback(
    (flow: DealerPlace): void => narrow({ dealerIds: [flow.dealerId] }, { [flow.dealerId]: flow.dealerName }),
    [narrow],
  );
  const place = useCallback(
    (adcode: string, name: string): void => narrow({ place: adcode }, { [adcode]: name }),
    [narrow],
  );
  const hasPlace = selection.place !== null;
  const clearPlace = useCallback((): void => {
    if (hasPlace) narrow({ place: null });
  }, [hasPlace, narrow]);
  const noWebgl = useCallback((): void => setHasWebgl(false), []);
  const whyFlow = (flow: Flow): void => setWhy({ of: 'flow', flow, figure: flow.scans });
  const slice = useCallback((unit: SliceUnit, at: number): void => setTime({ kind: 'slices', unit, at }), [setTime]);
  const endTime = (): void => setTime({ kind: 'whole' });
  const cannotDraw = !hasWebgl || base === 'failed';
  const isTable = asTable || cannotDraw;
  const summary =
    data === undefined
      ? ''
      : t('diversion.summary', {
          outside: count(data.totals.outside),
          dealers: count(data.totals.dealersOutside),
          unjudged: count(data.totals.unjudged),
          asOf: t('asOf', { at: moment(data.asOf.syncedAt, new Date()) }),
        });
  const legal = typeof base === 'object' ? legalLine(base, t) : '';
  const shownBoth = isBoth ? comparison : null;
  const picture = useMapPicture(
    {
      title:
        shownBoth === null ? `${t('diversion.title')} ${spanText(selection.period)}` : comparisonTitle(shownBoth, t),
      lines:
        shownBoth !== null
          ? comparisonLines(shownBoth, t)
          : data === undefined
            ? []
            : [summary, totalsText(data.totals, t)],
      legal,
    },
    flows,
    shownBoth,
  );
  const tools: readonly MapTool[] = [
    { name: 'timeline', run: () => setTime({ kind: 'slices', unit: 'week', at: 0 }) },
    { name: 'compare', run: () => setTime({ kind: 'compared', with: 'before', shown: 'both' }) },
    { name: 'life', run: () => life.setOpen(true) },
    ...(isTable
      ? []
      : ([
          { name: 'picture', run: picture.save },
          { name: 'print', run: picture.print },
        ] as const)),
    { name: 'imports', run: () => setImports(true) },
    { name: 'territory', run: onTerritory },
  ];
  return (
    <Pane
      title={t('diversion.title')}
      summary={summary}
      state={error !== null ? 'error' : data === undefined ? 'loading' : 'ready'}
      emptyText={t('diversion.empty')}
      errorText={errorSentence(error, t)}
      retryText={t('retry')}
      onRetry={() => void answer.refetch()}
    >
      <div className={isTable ? 'diversion as-table' : 'diversion'}>
        {!isTable && typeof base === 'object' && (
          <Suspense fallback={<div className="map" />}>
            <DiversionMap
              key={`${theme}/${i18n.language}`}
              base={base}
              selection={selection}
              flows={flows}
              isChosen={isChosen}
              dataVersion={data?.asOf.dataVersion ?? 0}
              territory={territory}
              covers={`${covers}/${flows.length}`}
              onPlace={place}
              onClearPlace={clearPlace}
              onFlow={pick}
              comparison={shownBoth}
              life={life.shapes}
              onMap={picture.onMap}
              onCannotDraw={noWebgl}
            />
          </Suspense>
        )}
        {!cannotDraw && (
          <button
            type="button"
            className="map-switch map-cover"
            aria-pressed={isTable}
            onClick={() => setAsTable(!asTable)}
          >
            {t('asTable')}
          </button>
        )}
        <button
          type="button"
          className="map-cases map-cover"
          title={t('cases:openHint')}
          onClick={() => setCases(true)}
        >
          {t('cases:open')}
        </button>
        <MapMore tools={tools} />
        {time.kind === 'slices' && (
          <TimelineBar
            selection={whole}
            unit={time.unit}
            at={time.at}
            isBusy={answer.isFetching}
            asTable={isTable}
            onChange={slice}
            onUse={(period) => {
              narrow({ period });
              endTime();
            }}
            onClose={endTime}
          />
        )}
        {time.kind === 'compared' && (
          <CompareBar
            time={time}
            comparison={comparison}
            error={comparisonError}
            onChange={setTime}
            withSigns={isBoth && !isTable}
            onClose={endTime}
          />
        )}
        {life.isOpen && (
          <CodeLifePanel
            key={life.code ?? ''}
            code={life.code}
            life={life.life}
            error={life.error}
            onCode={life.setCode}
            onClose={() => life.setOpen(false)}
          />
        )}
        {cannotDraw && (
          <p className="map-missing" role="status">
            {t(base === 'failed' ? 'diversion.noFiles' : 'diversion.noMap')}{' '}
            {base === 'failed' && (
              <Button size="small" onClick={retry}>
                {t('retry')}
              </Button>
            )}
          </p>
        )}
        {data?.totals.scans === 0 && (
          <div className="map-note" role="status">
            {t('diversion.empty')}
          </div>
        )}
        {data !== undefined && data.totals.scans > 0 && flows.length === 0 && !isBoth && isTable && (
          <p className="map-missing">{t('diversion.noFlows')}</p>
        )}
        {shownBoth !== null && !isTable && !life.isOpen && (
          <ChangeList
            flows={shownBoth.flows}
            isChosen={isChosen}
            onPick={pick}
            onToggle={() => setCovers((n) => n + 1)}
          />
        )}
        {shownBoth !== null && isTable && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <section className="flow-table" tabIndex={0} aria-label={t('diversion.compare.table')}>
            <ChangesTable comparison={shownBoth} onDealer={pick} onPlace={place} />
          </section>
        )}
        {flows.length > 0 && !isBoth && !isTable && !life.isOpen && (
          <FlowList
            flows={flows}
            totalFlows={totalFlows}
            isChosen={isChosen}
            onPick={pick}
            onWhy={whyFlow}
            onToggle={() => setCovers((n) => n + 1)}
          />
        )}
        {flows.length > 0 && !isBoth && isTable && (
          <FlowTable
            flows={flows}
            totalFlows={totalFlows}
            isChosen={isChosen}
            onPick={pick}
            onPlace={place}
            onWhy={whyFlow}
          />
        )}
        {data !== undefined && (!isBoth || isTable) && (
          <Legend
            totals={data.totals}
            hasTerritory={territory.length > 0}
            withSigns={!isTable}
            onWhy={(verdict) => setWhy({ of: 'verdict', verdict, figure: data.totals[verdict] })}
          />
        )}
        {!isTable && legal !== '' && <div className="legal map-cover">{legal}</div>}
      </div>
      {isCases && <CasesSheet onClose={() => setCases(false)} />}
      {picture.page}
      {isImports && <ImportsSheet onClose={() => setImports(false)} />}
      {why !== null && <ScansWhyDrawer question={why} selection={selection} onClose={() => setWhy(null)} />}
    </Pane>
  );
}

const totalsText = (totals: z.output<typeof DiversionTotals>, t: TFunction): string =>
  (['inside', 'outside', 'unjudged', 'unlocated'] as const)
    .map((verdict) => `${t(`diversion.verdicts.${verdict}`)} ${count(totals[verdict])}`)
    .join(' · ');
