import { equals, fromPpm, ONE } from '../../money/rational.ts';
import { fromDay, toDay } from '../../time/days.ts';
import { relationOf } from '../read/check-stacking.ts';
import type { Agreement, AgreementTerms } from '../schema/agreement.ts';
import type { Stacking } from '../schema/document.ts';
import type { LineMatch } from '../schema/primitives.ts';
import { type Find, agreement as named, text } from './findings.ts';

const LISTS = ['sku', 'brand', 'category', 'productLine', 'kind', 'document'] as const;

/** What is meant by both; null when no line can be. */
function common(a: LineMatch, b: LineMatch): LineMatch | null {
  const both: Record<string, unknown> = {};
  let empty = false;
  const cut = (x: readonly string[] | undefined, y: readonly string[] | undefined): readonly string[] | undefined => {
    const left = x === undefined || y === undefined ? (x ?? y) : x.filter((one) => y.includes(one));
    empty ||= left?.length === 0;
    return left;
  };
  for (const field of LISTS) both[field] = cut(a[field], b[field]);
  const names = new Set([...Object.keys(a.attributes ?? {}), ...Object.keys(b.attributes ?? {})]);
  both.attributes = Object.fromEntries(
    [...names].map((name) => [name, cut(a.attributes?.[name], b.attributes?.[name]) ?? []]),
  );
  both.from = [a.from, b.from].reduce((x, y) => (y !== undefined && (x === undefined || y > x) ? y : x));
  both.to = [a.to, b.to].reduce((x, y) => (y !== undefined && (x === undefined || y < x) ? y : x));
  const { from, to }: LineMatch = both;
  return empty || (from !== undefined && to !== undefined && from >= to) ? null : both;
}

/** Whether every line that is meant by `inner` is meant by `outer`. */
const within = (inner: LineMatch, outer: LineMatch): boolean =>
  LISTS.every((field) => {
    const [few, many]: (readonly string[] | undefined)[] = [inner[field], outer[field]];
    return many === undefined || (few?.every((one) => many.includes(one)) ?? false);
  }) &&
  Object.entries(outer.attributes ?? {}).every(([name, many]) =>
    inner.attributes?.[name]?.every((one) => many.includes(one)),
  ) &&
  (outer.from === undefined || (inner.from !== undefined && inner.from >= outer.from)) &&
  (outer.to === undefined || (inner.to !== undefined && inner.to <= outer.to));

type Scope = AgreementTerms['scope'];
const includedIn = (scope: Scope): LineMatch[] => scope?.include?.map(({ match }) => match) ?? [{}];
/** What a scope leaves out wholly. */
const goneFrom = (scope: Scope): LineMatch[] =>
  (scope?.exclude ?? [])
    .filter(({ ratioPpm, appliesTo }) => equals(fromPpm(ratioPpm), ONE) && appliesTo === 'both')
    .map(({ match }) => match);

/** Whether the agreements can meet on a line: the same dealer, day and goods. */
export function canMeet(a: Agreement, b: Agreement): boolean {
  if ((a.to !== undefined && a.to <= b.from) || (b.to !== undefined && b.to <= a.from)) return false;
  const dealersOf = ({ dealers, groups }: Agreement): readonly string[] | undefined =>
    dealers?.flatMap((one) => [one, ...(groups?.find(({ id }) => id === one)?.members ?? [])]);
  const [mine, yours] = [dealersOf(a), dealersOf(b)];
  if (mine !== undefined && yours !== undefined && !mine.some((one) => yours.includes(one))) return false;
  const gone = [...goneFrom(a.scope), ...goneFrom(b.scope)];
  return includedIn(a.scope).some((x) =>
    includedIn(b.scope).some((y) => {
      const both = common(x, y);
      return both !== null && !gone.some((out) => within(both, out));
    }),
  );
}

/** Agreements beside each other: overlaps, stacking, order, and versions of one agreement. */
export function lintSet(agreements: readonly Agreement[], stacking: Stacking | undefined, find: Find): void {
  lintPairs(agreements, stacking, find);
  lintVersions(agreements, find);
  stacking?.edges.forEach(({ from, to, basis }, n) => {
    if (basis !== 'net' && basis !== 'rebate') return;
    find('order_dependent', 'notice', ['stacking', 'edges', n], { from: named(from), to: named(to) });
  });
  stacking?.choices.forEach(({ kind, agreements: own }, n) => {
    const [first = '', second = ''] = own;
    if (kind !== 'priority') return;
    find('order_dependent', 'notice', ['stacking', 'choices', n], { from: named(first), to: named(second) }, 'order_priority'); // biome-ignore format: one finding
  });
}

function lintPairs(agreements: readonly Agreement[], stacking: Stacking | undefined, find: Find): void {
  const related = relationOf(stacking);
  const told = new Set<string>();
  agreements.forEach((a, n) => {
    agreements.slice(n + 1).forEach((b, m) => {
      const key = JSON.stringify([a.id, b.id].sort());
      if (a.id === b.id || told.has(key) || !canMeet(a, b)) return;
      const relation = related(a.id, b.id);
      if (relation === 'direct') return;
      told.add(key);
      const figures = { a: named(a.id), b: named(b.id) };
      const at = ['agreements', n + 1 + m];
      const differ = JSON.stringify(a.period) !== JSON.stringify(b.period);
      const independent = stacking?.others === 'independent';
      if (differ && (relation !== null || independent)) {
        find('period_convention_missing', 'error', ['stacking', 'edges'], figures);
      } else if (relation === null && independent) find('overlap', 'warning', at, figures);
      else if (relation === null) {
        find('stacking_missing', 'error', at, figures);
        if (differ) find('period_convention_missing', 'error', ['stacking', 'edges'], figures);
      }
    });
  });
}

/** Days between versions that none governs, and days that a later version takes over. */
function lintVersions(agreements: readonly Agreement[], find: Find): void {
  const placed = agreements.map((agreement, n) => ({ agreement, n }));
  for (const [id, versions] of Map.groupBy(placed, ({ agreement }) => agreement.id)) {
    const ordered = versions.toSorted((a, b) => a.agreement.version - b.agreement.version);
    for (const [at, { agreement, n }] of ordered.entries()) {
      const before = ordered[at - 1]?.agreement;
      if (before === undefined) continue;
      if (before.to === undefined || before.to > agreement.from) {
        find('version_overlap', 'notice', ['agreements', n, 'from'], {
          id: named(id),
          version: text(String(agreement.version)),
          before: text(String(before.version)),
          from: text(agreement.from),
        });
      } else if (before.to < agreement.from) {
        const to = fromDay(toDay(agreement.from) - 1);
        find('version_gap', 'warning', ['agreements', n, 'from'], {
          id: named(id),
          from: text(before.to),
          to: text(to),
        });
      }
    }
  }
}
