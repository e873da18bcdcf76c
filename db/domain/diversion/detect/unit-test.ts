import { logAtLeast } from '../../statistics/counts.ts';
import { CHANNELS, type Channel, type Counted, type Exposure, firstChannels } from './evidence.ts';
import { dispersionAt, type Scatter } from './scatter.ts';

/** The stretch of weeks in which a unit stands out most. */
export interface Finding {
  /** ln p over every stretch that was tried. */
  readonly logP: number;
  readonly fromWeek: number;
  /** First week after it. */
  readonly toWeek: number;
  readonly lots: number;
  readonly expected: number;
}

export interface UnitModel {
  readonly exposure: Exposure;
  /** Lots expected by channel for each lot seen. */
  readonly perLot: Readonly<Record<Channel, number>>;
  readonly scatter: Scatter;
  readonly windowWeeks: number;
}

/**
 * Layer 5a: how unlikely the lots of a unit are by chance. Windows of the given length and of twice, four times, … it, up
 * to everything, slide by weeks (a dump is short, a leak is long); the best window pays for all that were tried. Who saw the
 * lots is weighed apart.
 */
export function testUnit(evidence: readonly Counted[], { exposure, perLot, scatter, windowWeeks }: UnitModel): Finding {
  const weeks = exposure.lots.trade.length;
  const seen = weeklyLots(evidence, weeks);
  const sums = Object.fromEntries(CHANNELS.map((channel) => [channel, runningSum(exposure.lots[channel])])) as Record<Channel, Float64Array>; // biome-ignore format: one line
  const counts = Object.fromEntries(CHANNELS.map((channel) => [channel, runningSum(seen[channel])])) as Record<Channel, Float64Array>; // biome-ignore format: one line
  const within = (values: Float64Array, from: number, to: number): number =>
    (values[to] as number) - (values[from] as number);
  let best: Finding = { logP: 0, fromWeek: 0, toWeek: weeks, lots: 0, expected: 0 };
  let scales = 0;
  for (let length = Math.min(windowWeeks, weeks); ; length = Math.min(length * 2, weeks)) {
    scales += 1;
    // Windows half a length apart are nearly different tests, those in between nearly the same.
    const tries = Math.log(Math.max(1, (2 * weeks) / length - 1));
    for (let to = length; to <= weeks; to += 1) {
      // Only where the newest week brings something.
      const news = CHANNELS.reduce((sum, channel) => sum + (seen[channel][to - 1] as number), 0);
      if (news === 0 && to < weeks) continue;
      let lots = 0;
      let expected = 0;
      for (const channel of CHANNELS) {
        const count = within(counts[channel], to - length, to);
        const mean = within(sums[channel], to - length, to) * perLot[channel];
        lots += count;
        expected += mean;
      }
      const logP = Math.min(0, logAtLeast(lots, expected, dispersionAt(scatter, expected)) + tries);
      if (logP < best.logP) best = { logP, fromWeek: to - length, toWeek: to, lots, expected };
    }
    if (length === weeks) break;
  }
  return { ...best, logP: Math.min(0, best.logP + Math.log(scales)) };
}

/** Lots by the week in which the channel first saw them. */
export function weeklyLots(evidence: readonly Counted[], weeks: number): Record<Channel, Float64Array> {
  const lots = { trade: new Float64Array(weeks), consumer: new Float64Array(weeks) };
  for (const { week, channel } of firstChannels(evidence)) {
    const list = lots[channel];
    list[week] = (list[week] as number) + 1;
  }
  return lots;
}

function runningSum(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, n) => {
    sums[n + 1] = (sums[n] as number) + value;
  });
  return sums;
}

/** A chart of weekly lots against what is expected (S. W. Roberts' EWMA, Technometrics 1, 1959). */
export interface Leak {
  /** First week whose average left the limits; null when it never did. */
  readonly signalWeek: number | null;
  /** Weeks above the limits. */
  readonly weeksOver: number;
}

export function chartLeak(
  evidence: readonly Counted[],
  { exposure, perLot, scatter }: UnitModel,
  lambda: number,
  limit: number,
): Leak {
  const weeks = exposure.lots.trade.length;
  const seen = weeklyLots(evidence, weeks);
  let average = 0;
  let variance = 0;
  let signalWeek: number | null = null;
  let weeksOver = 0;
  for (let week = 0; week < weeks; week += 1) {
    const lots = CHANNELS.reduce((sum, channel) => sum + (seen[channel][week] as number), 0);
    const mean = CHANNELS.reduce((sum, channel) => sum + (exposure.lots[channel][week] as number) * perLot[channel], 0);
    average = (1 - lambda) * average + lambda * (lots - mean);
    variance = (1 - lambda) ** 2 * variance + lambda ** 2 * (mean + mean ** 2 / dispersionAt(scatter, mean));
    // A week's average of rare counts is no normal variable: fewer than one lot above what is expected is no leak.
    if (average > limit * Math.sqrt(variance) && average > lambda) {
      signalWeek ??= week;
      weeksOver += 1;
    }
  }
  return { signalWeek, weeksOver };
}
