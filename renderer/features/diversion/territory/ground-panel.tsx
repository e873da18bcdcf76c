import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerritoryVersion } from '../../../../db/contract/diversion-territory.ts';
import { count } from '../../../components/format/format.ts';
import { type Box, boxOf } from '../base-map.ts';
import { groundOf, type MapLeaf, toggled, useDraft, withoutPolygon } from './draft.ts';
import { PolygonFile } from './polygon-file.tsx';
import type { CornerEditing } from './use-corners.ts';

/** What a click on the map adds or takes away. */
export type Level = 'county' | 'city' | 'province';
const LEVELS: readonly Level[] = ['county', 'city', 'province'];
const SHOWN_MAX = 120;

interface Props {
  readonly leaves: readonly MapLeaf[];
  readonly current: TerritoryVersion | null;
  readonly level: Level;
  readonly onLevel: (level: Level) => void;
  readonly sketch: readonly unknown[] | null;
  readonly onSketch: (sketch: readonly (readonly [number, number])[] | null) => void;
  readonly onEndSketch: () => void;
  readonly corners: CornerEditing;
  readonly onLook: (box: Box) => void;
}

/** The ground of the draft: divisions by search and tick, drawn polygons, and where it comes from. */
export function GroundPanel(props: Props) {
  const { leaves, current, level, onLevel } = props;
  const { t } = useTranslation('territory');
  const { now, change } = useDraft();
  return (
    <>
      <p className="quiet">
        {current === null ? t('noVersion') : t('version', { from: current.from })} ·{' '}
        {t('sum', { divisions: count(now.leaves.size), polygons: count(now.polygons.length) })}{' '}
        <button type="button" className="link" onClick={() => change(groundOf(leaves, current))}>
          {t('reset')}
        </button>
      </p>
      <fieldset className="row" aria-label={t('level.title')}>
        <span className="quiet">{t('level.title')}</span>
        {LEVELS.map((name) => (
          <button
            key={name}
            type="button"
            className="choice"
            aria-pressed={level === name}
            onClick={() => onLevel(name)}
          >
            {t(`level.${name}`)}
          </button>
        ))}
      </fieldset>
      <Divisions leaves={leaves} />
      <Polygons {...props} />
    </>
  );
}

/** A division with everything below it. */
interface Node {
  readonly adcode: string;
  readonly name: string;
  readonly of: string;
  readonly leaves: readonly string[];
}

function nodesOf(leaves: readonly MapLeaf[]): readonly Node[] {
  const nodes = new Map<string, { adcode: string; name: string; of: string; leaves: string[] }>();
  const add = (adcode: string, name: string, of: string, leaf: string): void => {
    const node = nodes.get(adcode);
    if (node === undefined) nodes.set(adcode, { adcode, name, of, leaves: [leaf] });
    else if (!node.leaves.includes(leaf)) node.leaves.push(leaf);
  };
  for (const leaf of leaves) {
    add(leaf.province, leaf.provinceName, '', leaf.adcode);
    add(leaf.city, leaf.cityName, leaf.provinceName, leaf.adcode);
    add(leaf.adcode, leaf.name, leaf.cityName, leaf.adcode);
  }
  return [...nodes.values()];
}

/** Without a search: what is in. With one: every division of that name or code. */
function Divisions({ leaves }: { readonly leaves: readonly MapLeaf[] }) {
  const { t } = useTranslation('territory');
  const { now, change } = useDraft();
  const [search, setSearch] = useState('');
  const nodes = useMemo(() => nodesOf(leaves), [leaves]);
  const wanted = search.trim();
  const isWhole = ({ leaves: its }: Node): boolean => its.every((leaf) => now.leaves.has(leaf));
  const found = nodes.filter((node) =>
    wanted === ''
      ? node.leaves.length === 1 && isWhole(node)
      : node.name.includes(wanted) || node.adcode.startsWith(wanted),
  );
  return (
    <section className="territory-divisions" aria-label={t('divisions')}>
      <input
        className="input"
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <ul className="plain" aria-label={t('divisions')}>
        {found.slice(0, SHOWN_MAX).map((node) => (
          <li key={node.adcode}>
            <label className="row">
              <input
                type="checkbox"
                checked={isWhole(node)}
                onChange={() => change(toggled(now, leaves, node.adcode))}
              />
              <span>{node.name}</span> <span className="quiet">{`${node.of} ${node.adcode}`}</span>
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="quiet">{t(wanted === '' ? 'nothingIn' : 'notFound')}</p>}
      {found.length > SHOWN_MAX && (
        <p className="quiet">{t('app:why.cut', { shown: count(SHOWN_MAX), total: count(found.length) })}</p>
      )}
    </section>
  );
}

function Polygons({ sketch, onSketch, onEndSketch, corners, onLook }: Props) {
  const { t } = useTranslation('territory');
  const { now, change } = useDraft();
  return (
    <section className="territory-polygons" aria-label={t('polygons.title')}>
      <h3>{t('polygons.title')}</h3>
      {sketch === null ? (
        <button type="button" className="button" onClick={() => onSketch([])}>
          {t('polygons.draw')}
        </button>
      ) : (
        <div className="row" role="status">
          <span>{t('polygons.drawing', { n: count(sketch.length) })}</span>
          <button type="button" className="button primary" disabled={sketch.length < 3} onClick={onEndSketch}>
            {t('polygons.done')}
          </button>
          <button type="button" className="button" onClick={() => onSketch(null)}>
            {t('frame:cancel')}
          </button>
        </div>
      )}
      <PolygonFile onLook={onLook} />
      <ul className="plain" aria-label={t('polygons.title')}>
        {now.polygons.map((polygon, n) => {
          const box = boxOf([], polygon.flat());
          const name = t('polygons.one', { n: n + 1, corners: count(polygon.reduce((sum, { length }) => sum + length - 1, 0)) }); // biome-ignore format: one name
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a polygon is known by its place; its corners move
            <li key={n} className="row">
              <button type="button" className="link" onClick={() => box !== null && onLook(box)}>
                {name}
              </button>
              <button
                type="button"
                className="link spread"
                aria-label={t('corners.editOne', { name })}
                aria-pressed={corners.polygon === n}
                onClick={() => {
                  onSketch(null);
                  corners.edit(corners.polygon === n ? null : n);
                  if (corners.polygon !== n && box !== null) onLook(box);
                }}
              >
                {t('corners.edit')}
              </button>
              <button
                type="button"
                className="link"
                aria-label={t('polygons.removeOne', { name })}
                onClick={() => {
                  corners.edit(null);
                  change(withoutPolygon(now, n));
                }}
              >
                {t('polygons.remove')}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
