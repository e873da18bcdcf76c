import { multiply, type Rational, ratio } from '../../money/rational.ts';

/**
 * What a dealer pays for money in a year, in parts per million: 6 %, about a small trader's loan. An assumption, which decides
 * only over gains that hardly pay: what makes dealers stock up is the jump of a tier, which lies far above it.
 */
export const HOLDING_PPM_A_YEAR = 60_000;
const DAYS_OF_A_YEAR = 365;

/**
 * What it costs a dealer to hold goods ahead of his need: their money, for as many days as he ordered ahead. Who gains less
 * than that by stocking up (压货) has no reason to, so it is no incentive; differences of 1 分 that come from rounding each
 * period by itself are none either.
 */
export const holdingCost = (goods: Rational, days: number): Rational =>
  multiply(goods, ratio(HOLDING_PPM_A_YEAR * days, 1_000_000 * DAYS_OF_A_YEAR));
