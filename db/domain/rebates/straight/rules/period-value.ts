import { parseDecimal, type Rational } from '../../../money/rational.ts';
import type { PeriodValue } from '../../schema/rule.ts';

/** The value given for an account and a period: the most specific entry decides (both, dealer, period, all). */
export function periodValue(values: readonly PeriodValue[], account: string, period: string): Rational | null {
  const fits = (one: PeriodValue, byDealer: boolean, byPeriod: boolean): boolean =>
    (byDealer ? one.dealer === account : one.dealer === undefined) &&
    (byPeriod ? one.period === period : one.period === undefined);
  const found =
    values.find((one) => fits(one, true, true)) ??
    values.find((one) => fits(one, true, false)) ??
    values.find((one) => fits(one, false, true)) ??
    values.find((one) => fits(one, false, false));
  return found === undefined ? null : parseDecimal(found.value);
}
