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
import { type Counted, count, totalsOf } from '../entries.ts';
import { amountOfParts, type Earning } from './earning.ts';
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
  readonly counted: readonly Counted[];
  readonly singles: readonly Single[] | null;
  /** Sum of what the limits of every single one changed; already in the shares, not in the parts. */
  readonly limited: Rational;
}

/** Applies the rule of an agreement to what counts. `today` is the day of the run. */
export function earn(situation: Situation, today: number): Earned {
  const { agreement, entries } = situation;
  const { rule } = agreement;
  const counted = entries.map((entry) => count(entry, agreement, measuresOf(rule)));
  if (!('per' in rule) || rule.per === 'period') {
    return { ...apply(situation, counted, today), counted, singles: null, limited: ZERO };
  }
  const keyed = new Map<string, number[]>();
  counted.forEach(({ entry: { line } }, at) => {
    const key = keyOf(rule.per, line);
    const places = keyed.get(key);
    if (places === undefined) keyed.set(key, [at]);
    else places.push(at);
  });
  const shares: Rational[] = counted.map(() => ZERO);
  const lineTiers: (number | null)[] = counted.map(() => null);
  const singles = [...keyed]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, places]): Single => {
      const earning = apply(
        situation,
        places.flatMap((at) => counted[at] ?? []),
        today,
      );
      const before = amountOfParts(earning.parts);
      const after = limit(agreement, before);
      places.forEach((at, n) => {
        const share = earning.shares[n] ?? ZERO;
        shares[at] = isZero(before)
          ? divide(after, { n: BigInt(places.length), d: 1n })
          : multiply(share, divide(after, before));
        lineTiers[at] = earning.lineTiers?.[n] ?? earning.tier;
      });
      return { key, earning, limited: subtract(after, before) };
    });
  const totals = totalsOf(counted);
  return {
    qualifier: totals.q,
    measure: totals.m,
    units: totals.u,
    tier: null,
    parts: singles.flatMap(({ earning }) => earning.parts),
    shares,
    lineTiers,
    counted,
    singles,
    limited: singles.reduce((sum, { limited }) => add(sum, limited), ZERO),
  };
}

function keyOf(per: string, line: Counted['entry']['line']): string {
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

function apply(situation: Situation, counted: readonly Counted[], today: number): Earning {
  const { rule } = situation.agreement;
  switch (rule.kind) {
    case 'percent':
    case 'per_unit':
    case 'lump_sum':
      return earnPlain(rule, counted, situation.scale);
    case 'free_goods':
    case 'package':
      return earnPackages(rule, counted);
    case 'growth':
      return earnGrowth(rule, counted, situation);
    case 'target':
      return earnTarget(rule, counted, situation);
    case 'payment':
      return earnPayment(rule, counted, today);
    case 'mix':
      return earnMix(rule, counted, situation);
    case 'over_time':
      return earnOverTime(rule, counted, situation);
    default:
      return earnTiered(rule, counted, situation.scale);
  }
}
