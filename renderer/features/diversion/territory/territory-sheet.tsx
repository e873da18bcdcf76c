import '../diversion.css';
import '../cases.css';
import './territory.css';
import { type KeyboardEvent, lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { TerritoryVersion } from '../../../../db/contract/diversion-territory.ts';
import { errorSentence } from '../../../client/error-sentence.ts';
import { count } from '../../../components/format/format.ts';
import { Sheet } from '../../../components/sheet/sheet.tsx';
import { type Box, boxOf, divisionsOf } from '../base-map.ts';
import { useBaseMap } from '../use-base-map.ts';
import { ChooseBar } from './choose-bar.tsx';
import { CornerBar } from './corner-bar.tsx';
import { changeOf, toggled, useDraft, withPolygons } from './draft.ts';
import { FindingsList } from './findings-list.tsx';
import { GroundPanel, type Level } from './ground-panel.tsx';
import { ProposalsPanel } from './proposals-panel.tsx';
import { ProposeBar } from './propose-bar.tsx';
import { ReplayPanel } from './replay-panel.tsx';
import type { Look } from './territory-map.tsx';
import { useCorners } from './use-corners.ts';
import { leavesOfMap, useCheck, useDraftShape, useTerritoryDesk, useVersions } from './use-territory.ts';

const TerritoryMap = lazy(async () => ({ default: (await import('./territory-map.tsx')).TerritoryMap }));

const TABS = ['ground', 'findings', 'replay', 'proposals'] as const;
type Corner = readonly [number, number];

/** 区域设计: where a dealer may sell a product line is drawn, checked, replayed on the past, proposed and decided. */
export function TerritorySheet({ theme, onClose }: { readonly theme: string; readonly onClose: () => void }) {
  const { t, i18n } = useTranslation('territory');
  const { base, retry } = useBaseMap();
  const map = typeof base === 'object' ? base : null;
  const leaves = useMemo(() => leavesOfMap(map), [map]);
  const desk = useTerritoryDesk();
  const versions = useVersions(leaves);
  const isReady = versions.isBegun;
  const draft = useDraftShape(leaves);
  const check = useCheck(draft);
  const { now, change, undo, redo, past, future, begunOf, opened } = useDraft();
  const corners = useCorners();
  const [tab, setTab] = useState<(typeof TABS)[number]>('ground');
  const [level, setLevel] = useState<Level>('county');
  const [sketch, setSketch] = useState<readonly Corner[] | null>(null);
  const [hasWebgl, setHasWebgl] = useState(true);
  const [look, setLook] = useState<Look | null>(null);
  const noWebgl = useCallback((): void => setHasWebgl(false), []);
  const lookAt = useCallback((box: Box): void => setLook({ box }), []);
  const { before, isAnswered } = versions;
  const changed = useMemo(() => changeOf(before, now), [before, now]);
  // The chosen territory, or the proposal with what it would end, comes into view; a change of it later moves nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once, when there is something else to see
  useEffect(() => {
    if (map === null || !isReady || !isAnswered) return;
    const codes = new Set([...now.leaves, ...(before?.leaves ?? [])]);
    const box = boxOf(divisionsOf(map.counties, codes), [now, before].flatMap((ground) => ground?.polygons.flat(2) ?? [])); // biome-ignore format: one box
    if (box !== null) setLook({ box });
  }, [map, isReady, isAnswered, begunOf, opened]);
  const others = useMemo(() => othersOf(versions.data?.others.rows ?? []), [versions.data]);
  const corner = useCallback((at: [number, number]): void => setSketch((drawn) => [...(drawn ?? []), at]), []);
  const division = useCallback(
    (properties: Readonly<Record<string, string>>): void => {
      const code = properties[level === 'county' ? 'adcode' : level];
      if (isReady && code !== undefined) change(toggled(useDraft.getState().now, leaves, code));
    },
    [isReady, level, leaves, change],
  );
  const endSketch = (): void => {
    if (sketch === null || sketch.length < 3) return;
    const ring = [...sketch, sketch[0] as Corner].map(([x, y]): [number, number] => [x, y]);
    change(withPolygons(now, [[ring]]));
    setSketch(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isField = event.target instanceof Element && event.target.matches('input, textarea, select');
    const take = (work: () => void): void => {
      event.preventDefault();
      work();
    };
    if (sketch !== null && event.key === 'Escape') take(() => setSketch(null));
    else if (corners.isMoving && event.key === 'Escape') take(corners.giveUp);
    else if (corners.polygon !== null && event.key === 'Escape') take(() => corners.edit(null));
    else if (isField) return;
    else if (sketch !== null && event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) take(endSketch);
    else if (sketch !== null && event.key === 'Backspace') take(() => setSketch(sketch.slice(0, -1)));
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') take(event.shiftKey ? redo : undo);
  };
  const findings = check.data?.findings ?? null;
  const troubles =
    findings === null ? 0 : findings.overlaps.totalRows + findings.gaps.totalRows + findings.orphans.totalRows;
  const error = desk.error ?? versions.error;
  return (
    <Sheet
      place="wide"
      title={t('title')}
      closeText={t('frame:close')}
      onClose={onClose}
      footer={
        draft === null || opened !== null ? undefined : (
          <ProposeBar draft={draft} check={check} desk={desk.data} onProposed={() => setTab('proposals')} />
        )
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the map and the buttons inside, which have the focus */}
      <div className="territory-designer" onKeyDown={onKeyDown}>
        <ChooseBar desk={desk.data} />
        {error !== null && (
          <p className="wrong" role="alert">
            {errorSentence(error, t)}
          </p>
        )}
        <div className="territory-work">
          <div className="territory-map diversion">
            {map !== null && hasWebgl && (
              <Suspense fallback={<div className="map" />}>
                <TerritoryMap
                  key={`${theme}/${i18n.language}`}
                  base={map}
                  leaves={now.leaves}
                  polygons={corners.polygons}
                  changed={changed}
                  others={others}
                  findings={findings}
                  look={look}
                  sketch={sketch}
                  corners={corners.polygon === null ? null : { ...corners, polygon: corners.polygon }}
                  onCorner={corner}
                  onDivision={division}
                  onCannotDraw={noWebgl}
                />
              </Suspense>
            )}
            {(base === 'failed' || !hasWebgl) && (
              <p className="map-missing" role="status">
                {t(base === 'failed' ? 'app:diversion.noFiles' : 'noMap')}{' '}
                {base === 'failed' && (
                  <button type="button" className="button" onClick={retry}>
                    {t('app:retry')}
                  </button>
                )}
              </p>
            )}
            {corners.polygon !== null && <CornerBar editing={{ ...corners, polygon: corners.polygon }} check={check} />}
            <ul className="territory-legend map-cover" aria-label={t('legend.title')}>
              {(['own', 'added', 'removed', 'others', 'overlap', 'gap', 'orphan'] as const).map((sign) => (
                <li key={sign}>
                  <span className={`territory-sign ${sign}`} aria-hidden="true" /> {t(`legend.${sign}`)}
                </li>
              ))}
            </ul>
          </div>
          <div className="territory-side">
            <fieldset className="row" aria-label={t('title')}>
              {TABS.map((name) => (
                <button
                  key={name}
                  type="button"
                  className="choice"
                  aria-pressed={tab === name}
                  onClick={() => setTab(name)}
                >
                  {t(`tabs.${name}`)}
                  {name === 'findings' && troubles > 0 ? ` ${count(troubles)}` : ''}
                </button>
              ))}
              <span className="spread">
                <button type="button" className="button" disabled={past.length === 0} onClick={undo} title="Ctrl Z">
                  {t('undo')}
                </button>{' '}
                <button
                  type="button"
                  className="button"
                  disabled={future.length === 0}
                  onClick={redo}
                  title="Ctrl Shift Z"
                >
                  {t('redo')}
                </button>
              </span>
            </fieldset>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
            <section className="territory-panel" tabIndex={0} aria-label={t(`tabs.${tab}`)}>
              {tab === 'proposals' ? (
                <ProposalsPanel
                  desk={desk.data}
                  leaves={leaves}
                  hadGround={before !== null}
                  changed={changed}
                  check={check}
                  onFindings={() => setTab('findings')}
                />
              ) : !isReady ? (
                <p role="status" className="quiet">
                  {t(versions.isChosen ? 'frame:loading' : 'chooseFirst')}
                </p>
              ) : tab === 'ground' ? (
                <GroundPanel
                  leaves={leaves}
                  current={versions.current}
                  level={level}
                  onLevel={setLevel}
                  sketch={sketch}
                  onSketch={(drawn) => {
                    corners.edit(null);
                    setSketch(drawn);
                  }}
                  corners={corners}
                  onEndSketch={endSketch}
                  onLook={lookAt}
                />
              ) : tab === 'findings' ? (
                <FindingsList check={check} leaves={leaves} onLook={lookAt} />
              ) : (
                <ReplayPanel draft={draft} isSound={check.isNews && findings !== null} />
              )}
            </section>
          </div>
        </div>
      </div>
    </Sheet>
  );
}

const othersOf = (versions: readonly z.output<typeof TerritoryVersion>[]): readonly string[] => [
  ...new Set(versions.flatMap(({ adcodes }) => adcodes)),
];
