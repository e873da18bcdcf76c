import { largestRemainder } from '../../money/largest-remainder.ts';
import {
  equals, ofUnits, type Rational, roundTo, subtract, toDecimal, toFraction, unitsToDecimal,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import { fromDay } from '../../time/days.ts';
import type { Rounding } from '../schema/agreement.ts';
import type { ResultEntry } from '../schema/result.ts';
import type { Outcome } from '../straight/outcome.ts';
import { rounded } from '../straight/pay.ts';
import { amountOfParts } from '../straight/rules/earning.ts';

/** An exact value as text: a decimal, or a fraction when none ends. */
export const exactText = (value: Rational): string => toDecimal(value) ?? toFraction(value);

/** A rounded amount with all its places; exact where the agreement does not round. */
export function amountText(value: Rational, { mode, scale }: Rounding): string {
  return mode === 'NONE' ? exactText(value) : unitsToDecimal(roundTo(value, scale, mode), scale);
}

/** An amount with all its places, or exactly where those are too few: amounts of agreements that round otherwise. */
export function wholeText(value: Rational, rounding: Rounding): string {
  return equals(rounded(value, rounding), value) ? amountText(value, rounding) : exactText(value);
}

const tierNo = (tier: number | null): number | null => (tier === null ? null : tier + 1);

/** An outcome as it is shown: every number as text, every change as a step. */
export function tellOutcome(outcome: Outcome): ResultEntry {
  const { agreement, account, span, earned, rounding, steps, exact, payable, split } = outcome;
  const gross = amountOfParts(earned.parts);
  const [shares, allocated, lineTiers] = [outcome.shares(), outcome.allocated(), earned.lineTiers?.()];
  const partUnits =
    rounding.mode === 'NONE'
      ? null
      : largestRemainder(
          earned.parts.map(({ amount }) => amount),
          roundTo(gross, rounding.scale, rounding.mode),
          rounding.scale,
        );
  const text = (value: Rational): string => amountText(value, rounding);
  const told = steps.map(({ kind, amount, of }) => ({
    kind,
    ...(of === undefined ? {} : { of }),
    exact: exactText(amount),
  }));
  return {
    agreement: agreement.id,
    version: agreement.version,
    dealer: account,
    period: { key: span.key, from: fromDay(span.from), to: fromDay(span.to) },
    final: outcome.final,
    unit: agreement.pays,
    qualifier: exactText(earned.qualifier),
    measure: exactText(earned.measure),
    units: exactText(earned.units),
    tier: tierNo(earned.tier),
    parts: earned.parts.map(({ kind, tier, base, rate, amount }, n) => ({
      kind,
      tier: tierNo(tier),
      base: base === null ? null : exactText(base),
      rate: rate === null ? null : exactText(rate),
      exact: exactText(amount),
      allocated: partUnits === null ? exactText(amount) : text(ofUnits(partUnits[n] ?? 0n, rounding.scale)),
    })),
    ...(earned.singles === null
      ? {}
      : {
          singles: earned.singles.map(({ key, earning, limited }) => ({
            key,
            qualifier: exactText(earning.qualifier),
            measure: exactText(earning.measure),
            tier: tierNo(earning.tier),
            exact: exactText(subtract(amountOfParts(earning.parts), { n: -limited.n, d: limited.d })),
          })),
        }),
    steps: [...told, { kind: 'rounding', exact: exactText(subtract(payable, exact)) }],
    earned: exactText(gross),
    exact: exactText(exact),
    exactFraction: toFraction(exact),
    payable: text(payable),
    payees: [...outcome.payees]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([dealer, amount]) => ({ dealer, payable: text(amount) })),
    lines: earned.lines.counted
      .map(({ entry, q, m }, n) => ({
        line: entry.line.id,
        dealer: entry.payee,
        qualifierWeight: exactText(entry.weights.qualifier),
        measureWeight: exactText(entry.weights.measure),
        qualifier: exactText(q),
        measure: exactText(m),
        tier: tierNo(lineTiers?.[n] ?? earned.tier),
        exact: exactText(shares[n] ?? { n: 0n, d: 1n }),
        allocated: text(allocated[n] ?? { n: 0n, d: 1n }),
      }))
      .sort((a, b) => (a.line < b.line ? -1 : 1)),
    others: outcome.items().map(({ kind, of, exact: value, allocated: part }) => ({
      kind,
      ...(of === undefined ? {} : { of }),
      exact: exactText(value),
      allocated: text(part),
    })),
    ...(split === null ? {} : { split: split.map(({ key, payable: part }) => ({ part: key, payable: text(part) })) }),
    ...(earned.note === undefined ? {} : { note: earned.note }),
  };
}
