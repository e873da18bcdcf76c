import { compare, fromPpm, isZero, maximum, negate, type Rational, ratio } from '../../money/rational.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import type { Decimal } from '../schema/primitives.ts';
import { tableOf } from './curve.ts';
import { count, type Find, share, text } from './findings.ts';

type Path = readonly PropertyKey[];

/** Rates up to 0.01 % are hardly agreed upon, but 2 or 100 where 2 % or 100 % was meant lies there. */
const LEAST_RATE = ratio(1, 10_000);
/** Thresholds of growth, attainment and share are larger: 0.9 and 120 for 90 % and 120 % lie below 0.1 %. */
const LEAST_THRESHOLD = ratio(1, 1000);

/** Every field in parts per million, wherever it stands. */
function ppmOf(value: unknown, at: Path): readonly (readonly [Path, Decimal])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, own]: [string, unknown]) => {
    const place = [...at, Array.isArray(value) ? Number(key) : key];
    if (key.endsWith('Ppm') && (typeof own === 'string' || typeof own === 'number')) return [[place, own] as const];
    return ppmOf(own, place);
  });
}

/** Shares so small that a percentage was written where parts per million belong. */
export function lintUnits(agreement: Agreement, at: Path, find: Find): void {
  const told = (place: Path, value: Rational, least: Rational): void => {
    const size = maximum(value, negate(value));
    if (!isZero(size) && compare(size, least) <= 0) find('tiny_share', 'warning', place, { share: share(value) });
  };
  for (const [place, value] of ppmOf(agreement, at)) told(place, fromPpm(value), LEAST_RATE);
  const table = tableOf(agreement.rule);
  if (table === null || table.axis === 'value' || table.axis === 'number') return;
  table.steps.forEach(({ from }, n) => {
    if (from !== null) told([...at, 'rule', 'tiers', n, 'from'], from, LEAST_THRESHOLD);
  });
}

/** Lines of one document that say the same under different ids, as when a file was read twice. */
export function lintLines(lines: readonly SourceLine[], find: Find): void {
  const seen = new Map<string, string>();
  const again: { readonly n: number; readonly id: string; readonly first: string }[] = [];
  lines.forEach((line, n) => {
    if (line.document === undefined || line.cancelledOn !== undefined) return;
    const { id, recordedOn: _, ...said } = line;
    const key = JSON.stringify(Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1)));
    const first = seen.get(key);
    if (first === undefined) seen.set(key, id);
    else again.push({ n, id, first });
  });
  const [one] = again;
  if (one === undefined) return;
  const figures = { id: text(one.id), first: text(one.first), count: count(ratio(again.length)) };
  find('duplicate_lines', 'warning', ['lines', one.n], figures);
}
