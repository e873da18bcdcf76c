import {
  add,
  divide,
  isZero,
  maximum,
  minimum,
  multiply,
  parseDecimal,
  type Rational,
  subtract,
  ZERO,
} from '../../../money/rational.ts';
import type { Agreement } from '../../schema/agreement.ts';
import type { SourceLine } from '../../schema/document.ts';
import { Lines } from '../entries.ts';
import { lazy } from '../lazy.ts';
import { amountOfParts, type Earning, sumsOf } from './earning.ts';
import { earnGrowth } from './growth.ts';
import { earnMix } from './mix.ts';
import { earnOverTime } from './over-time.ts';
import { earnPackages } from './packages.ts';
import { earnPayment } from './payment.ts';
import { earnPlain } from './plain.ts';
import { measuresOf, type Situation } from './situation.ts';
import { earnTarget } from './target.ts';
import { earnTiered } from './tiered.ts';

/** One document, line, SKU … of a rule that is applied to each of them. */
export interface Single {
  readonly key: string;
  readonly earning: Earning;
  /** Added by the floor or taken by the cap of each one. */
  readonly limited: Rational;
}

/** What was earned before minimum, cap and policies of the period, and by which of several. */
export interface Earned extends Earning {
  readonly lines: Lines;
  readonly singles: readonly Single[] | null;
  /** Sum of what the limits of every single one changed; already in the shares, not in the parts. */
  readonly limited: Rational;
}

/** Applies the rule of an agreement to what counts. `today` is the day of the run. */
export function earn(situation: Situation, today: number): Earned {
  const { agreement, entries } = situation;
  const { rule } = agreement;
  const lines = new Lines(entries, agreement, measuresOf(rule));
  if (!('per' in rule) || rule.per === 'period') {
    return { ...apply(situation, lines, today), lines, singles: null, limited: ZERO };
  }
  const keyed = new Map<string, number[]>();
  entries.forEach(({ line }, at) => {
    const key = keyOf(rule.per, line);
    const places = keyed.get(key);
    if (places === undefined) keyed.set(key, [at]);
    else places.push(at);
  });
  const groups = [...keyed]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, places]): Group => {
      const earning = apply(situation, lines.at(places), today);
      const before = amountOfParts(earning.parts);
      const after = limit(agreement, before);
      return { places, before, after, single: { key, earning, limited: subtract(after, before) } };
    });
  const singles = groups.map(({ single }) => single);
  const { totals } = lines;
  return {
    ...sumsOf(totals),
    tier: null,
    parts: singles.flatMap(({ earning }) => earning.parts),
    shares: lazy(() => sharesOfSingles(lines, groups)),
    lineTiers: lazy(() => tiersOfSingles(lines, groups)),
    lines,
    singles,
    limited: singles.reduce((sum, { limited }) => add(sum, limited), ZERO),
  };
}

/** A single one with the places of its lines, and its amount before and after its limits. */
interface Group {
  readonly places: readonly number[];
  readonly before: Rational;
  readonly after: Rational;
  readonly single: Single;
}

function sharesOfSingles({ entries }: Lines, groups: readonly Group[]): readonly Rational[] {
  const shares: Rational[] = entries.map(() => ZERO);
  for (const { places, before, after, single } of groups) {
    const own = single.earning.shares();
    places.forEach((at, n) => {
      shares[at] = isZero(before)
        ? divide(after, { n: BigInt(places.length), d: 1n })
        : multiply(own[n] ?? ZERO, divide(after, before));
    });
  }
  return shares;
}

function tiersOfSingles({ entries }: Lines, groups: readonly Group[]): readonly (number | null)[] {
  const tiers: (number | null)[] = entries.map(() => null);
  for (const { places, single: { earning } } of groups) {
    const own = earning.lineTiers?.();
    places.forEach((at, n) => {
      tiers[at] = own?.[n] ?? earning.tier;
    });
  } // biome-ignore format: one destructuring
  return tiers;
}

function keyOf(per: string, line: SourceLine): string {
  if (per === 'line') return line.id;
  if (per === 'document') return line.document ?? line.id;
  const fields: Readonly<Record<string, string | undefined>> = {
    sku: line.sku,
    brand: line.brand,
    category: line.category,
    product_line: line.productLine,
  };
  return fields[per] ?? '';
}

function limit({ each }: Agreement, amount: Rational): Rational {
  let limited = amount;
  if (each?.minimum !== undefined) limited = maximum(limited, parseDecimal(each.minimum));
  if (each?.maximum !== undefined) limited = minimum(limited, parseDecimal(each.maximum));
  return limited;
}

function apply(situation: Situation, lines: Lines, today: number): Earning {
  const { rule } = situation.agreement;
  switch (rule.kind) {
    case 'percent':
    case 'per_unit':
    case 'lump_sum':
      return earnPlain(rule, lines, situation.scale);
    case 'free_goods':
    case 'package':
      return earnPackages(rule, lines);
    case 'growth':
      return earnGrowth(rule, lines, situation);
    case 'target':
      return earnTarget(rule, lines, situation);
    case 'payment':
      return earnPayment(rule, lines, today);
    case 'mix':
      return earnMix(rule, lines, situation);
    case 'over_time':
      return earnOverTime(rule, lines, situation);
    default:
      return earnTiered(rule, lines, situation.scale);
  }
}
