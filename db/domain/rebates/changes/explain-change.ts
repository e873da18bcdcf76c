import { add, isZero, parseDecimal, type Rational, ratio, subtract, sum, ZERO } from '../../money/rational.ts';
import type { ResultEntry, ResultRun } from '../schema/result.ts';
import { exactText } from '../tell/tell-outcome.ts';
import { CHANGE_CAUSES, type ChangeCause } from './causes.ts';

/** Amounts are exact texts, decimals or fractions. */
export interface LineChange {
  readonly line: string;
  readonly before: string;
  readonly after: string;
  readonly amount: string;
  readonly tierBefore: number | null;
  readonly tierAfter: number | null;
}

export interface CauseOfChange {
  readonly cause: ChangeCause;
  /** Sum of its lines, or what no line brought. */
  readonly amount: string;
  /** Largest first. */
  readonly lines: readonly LineChange[];
}

/** How a period of an agreement changed. The amounts of the causes sum to the difference, to the last fraction. */
export interface EntryChange {
  readonly agreement: string;
  readonly dealer: string;
  readonly period: ResultEntry['period'];
  /** Null: the period, or the agreement, was not there yet. */
  readonly before: Side | null;
  /** Null: it is there no more. */
  readonly after: Side | null;
  readonly difference: string;
  readonly causes: readonly CauseOfChange[];
}

interface Side {
  readonly payable: string;
  readonly version: number;
  readonly tier: number | null;
  readonly qualifier: string;
}

/** The number that an exact text stands for. */
function exactOf(text: string): Rational {
  const [n = '', d] = text.split('/');
  return d === undefined ? parseDecimal(n) : ratio(BigInt(n), BigInt(d));
}

const LIMITS: ReadonlySet<string> = new Set([
  'each_limit',
  'gate',
  'accrual',
  'minimum',
  'cap',
  'better_deal',
  'floor',
]);

const keyOf = ({ agreement, dealer, period }: ResultEntry): string => JSON.stringify([agreement, dealer, period.key]);

/**
 * Holds two results of the same agreements against each other, as of two days or of two states of the rows, and tells for
 * every period that changed which lines, versions, tiers, limits and roundings account for the difference.
 */
export function explainChange(before: ResultRun, after: ResultRun): readonly EntryChange[] {
  const then = new Map(before.results.map((entry) => [keyOf(entry), entry] as const));
  const now = new Map(after.results.map((entry) => [keyOf(entry), entry] as const));
  return [...new Set([...then.keys(), ...now.keys()])].sort().flatMap((key) => {
    const change = changeOf(then.get(key) ?? null, now.get(key) ?? null);
    return change === null ? [] : [change];
  });
}

const sideOf = (entry: ResultEntry | null): Side | null =>
  entry === null
    ? null
    : { payable: entry.payable, version: entry.version, tier: entry.tier, qualifier: entry.qualifier };

function changeOf(before: ResultEntry | null, after: ResultEntry | null): EntryChange | null {
  const entry = after ?? before;
  if (entry === null) return null;
  const amountOf = (one: ResultEntry | null, of: 'payable' | 'exact'): Rational =>
    one === null ? ZERO : exactOf(one[of]);
  const difference = subtract(amountOf(after, 'payable'), amountOf(before, 'payable'));
  const causes = causesOf(before, after);
  if (isZero(difference) && causes.length === 0) return null;
  const { agreement, dealer, period } = entry;
  return {
    agreement,
    dealer,
    period,
    before: sideOf(before),
    after: sideOf(after),
    difference: exactText(difference),
    causes,
  };
}

function causesOf(before: ResultEntry | null, after: ResultEntry | null): CauseOfChange[] {
  const found = new Map<ChangeCause, { amounts: Rational[]; lines: { change: LineChange; amount: Rational }[] }>();
  const at = (cause: ChangeCause) => {
    const known = found.get(cause) ?? { amounts: [], lines: [] };
    found.set(cause, known);
    return known;
  };
  const limitsDiffer = limitsOf(before) !== limitsOf(after);
  const then = new Map((before?.lines ?? []).map((line) => [line.line, line] as const));
  const now = new Map((after?.lines ?? []).map((line) => [line.line, line] as const));
  for (const line of new Set([...then.keys(), ...now.keys()])) {
    const [a, b] = [then.get(line), now.get(line)];
    const amount = subtract(exactOf(b?.exact ?? '0'), exactOf(a?.exact ?? '0'));
    if (isZero(amount)) continue;
    const change = {
      line,
      before: a?.exact ?? '0',
      after: b?.exact ?? '0',
      amount: exactText(amount),
      tierBefore: a?.tier ?? null,
      tierAfter: b?.tier ?? null,
    };
    const cause = causeOf(a, b, before?.version !== after?.version, limitsDiffer);
    at(cause).amounts.push(amount);
    at(cause).lines.push({ change, amount });
  }
  const besideOf = (entry: ResultEntry | null): Rational =>
    sum((entry?.others ?? []).map(({ exact }) => exactOf(exact)));
  const beside = subtract(besideOf(after), besideOf(before));
  if (!isZero(beside)) at('beside').amounts.push(beside);
  const roundingOf = (entry: ResultEntry | null): Rational =>
    entry === null ? ZERO : subtract(exactOf(entry.payable), exactOf(entry.exact));
  const rounding = subtract(roundingOf(after), roundingOf(before));
  if (!isZero(rounding)) at('rounding').amounts.push(rounding);
  const size = ({ n, d }: Rational): number => Math.abs(Number(n) / Number(d));
  return CHANGE_CAUSES.flatMap((cause) => {
    const known = found.get(cause);
    if (known === undefined) return [];
    const lines = known.lines
      .toSorted((x, y) => size(y.amount) - size(x.amount) || (x.change.line < y.change.line ? -1 : 1))
      .map(({ change }) => change);
    return [{ cause, amount: exactText(known.amounts.reduce(add, ZERO)), lines }];
  });
}

type Line = ResultEntry['lines'][number];

function causeOf(
  before: Line | undefined,
  after: Line | undefined,
  versionsDiffer: boolean,
  limitsDiffer: boolean,
): ChangeCause {
  if (before === undefined) return 'line_added';
  if (after === undefined) return 'line_removed';
  if (versionsDiffer) return 'version';
  if (before.measure !== after.measure || before.measureWeight !== after.measureWeight) return 'line_changed';
  if (before.tier !== after.tier) return 'tier';
  return limitsDiffer ? 'limits' : 'pooled';
}

/** What limits did to an entry, as a text to compare. */
const limitsOf = (entry: ResultEntry | null): string =>
  JSON.stringify(entry?.steps.filter(({ kind }) => LIMITS.has(kind)).map(({ kind, exact }) => [kind, exact]) ?? []);
