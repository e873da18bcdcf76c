import type { z } from 'zod';
import { add, fromPpm, isZero, multiply, parseDecimal, ZERO } from '../../../money/rational.ts';
import { toDay } from '../../../time/days.ts';
import type { SourceLine } from '../../schema/document.ts';
import type { PaymentRule } from '../../schema/rule.ts';
import type { Lines } from '../entries.ts';
import { lazy } from '../lazy.ts';
import type { Earning, Part } from './earning.ts';

/** Days a line took to be paid; null while it is not, or has no day to count from. */
export function daysToPay(line: SourceLine, countFrom: z.infer<typeof PaymentRule>['countFrom'], today: number) {
  const start = countFrom === 'order' ? line.date : countFrom === 'shipment' ? line.shippedOn : line.invoicedOn;
  if (start === undefined || line.paidOn === undefined) return null;
  if (toDay(start) > today || toDay(line.paidOn) > today) return null;
  return toDay(line.paidOn) - toDay(start);
}

/** 回款返利: each line by the days it took to be paid. */
export function earnPayment(rule: z.infer<typeof PaymentRule>, lines: Lines, today: number): Earning {
  const bands = rule.bands.map(({ ratePpm = 0, perUnit = 0 }) => ({
    rate: fromPpm(ratePpm),
    perUnit: parseDecimal(perUnit),
  }));
  const lineTiers = lines.entries.map(({ line }) => {
    const days = daysToPay(line, rule.countFrom, today);
    const band = days === null ? -1 : rule.bands.findIndex(({ upToDays }) => days <= upToDays);
    return band < 0 ? null : band;
  });
  const shares = lazy(() =>
    lines.counted.map(({ m, u }, at) => {
      const band = bands[lineTiers[at] ?? -1];
      return band === undefined ? ZERO : add(multiply(m, band.rate), multiply(u, band.perUnit));
    }),
  );
  const parts = bands.flatMap(({ rate, perUnit }, tier): Part[] => {
    const { m, u } = lines.only((_, at) => lineTiers[at] === tier).totals;
    const both: Part[] = [
      { kind: 'rate', tier, base: m, rate, amount: multiply(m, rate) },
      { kind: 'per_unit', tier, base: u, rate: perUnit, amount: multiply(u, perUnit) },
    ];
    return both.filter((part) => !isZero(part.amount));
  });
  const { totals } = lines;
  return {
    qualifier: totals.q,
    measure: totals.m,
    units: totals.u,
    tier: null,
    parts,
    shares,
    lineTiers: () => lineTiers,
  };
}
