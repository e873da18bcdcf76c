import { logGamma } from '../../statistics/gamma.ts';
import type { StockLine } from '../schema/detect.ts';

export interface DarkStock {
  readonly dealer: string;
  readonly productLine: string | null;
  readonly shipped: number;
  readonly explained: number;
  readonly scannedInside: number;
  readonly scanRate: number;
  readonly missing: { readonly low: number; readonly middle: number; readonly high: number };
}

/** Fewest matched dealers from which a scan rate is believed. */
const FEWEST = 3;
const LEVEL = 0.95;

/**
 * Goods shipped that are nowhere to be seen. Of what a dealer sold inside a share is scanned there; how large a share,
 * the other dealers tell, each as one draw of a beta distribution. His missing goods are those with which what was
 * scanned is still likely: the beta-binomial interval, whether or not anything was ever scanned outside.
 * @param insideOf distinct codes of a dealer and product line scanned inside
 */
export function estimateDarkStock(
  stock: readonly StockLine[],
  insideOf: (dealer: string, productLine: string | null) => number,
): readonly DarkStock[] {
  const lines = stock.map((line) => ({
    ...line,
    productLine: line.productLine ?? null,
    sold: Math.max(0, line.shipped - line.counted - line.returned),
    inside: insideOf(line.dealer, line.productLine ?? null),
  }));
  return lines.flatMap((line) => {
    const matched = lines.filter((other) => other !== line && other.productLine === line.productLine && other.sold > 0);
    if (line.sold === 0 || matched.length < FEWEST) return [];
    const { a, b } = fitBeta(matched.map(({ inside, sold }) => Math.min(1, inside / sold)));
    const likely = likelySold(line.inside, line.sold, a, b);
    return [
      {
        dealer: line.dealer,
        productLine: line.productLine,
        shipped: line.shipped,
        explained: line.counted + line.returned,
        scannedInside: line.inside,
        scanRate: a / (a + b),
        missing: {
          low: Math.max(0, line.sold - likely.high),
          middle: Math.max(0, line.sold - likely.middle),
          high: Math.max(0, line.sold - likely.low),
        },
      },
    ];
  });
}

/** Beta distribution of rates by median and spread around it, so that a few dealers who divert do not move it. */
function fitBeta(rates: readonly number[]): { readonly a: number; readonly b: number } {
  const sorted = [...rates].sort((x, y) => x - y);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const mean = Math.min(0.99, Math.max(0.001, at(0.5)));
  // Three quarters of a normal lie within 1.15 deviations: the upper side only, where nobody diverts.
  const deviation = Math.max(0.1 * mean, (at(0.875) - mean) / 1.15);
  const total = Math.max(2, (mean * (1 - mean)) / deviation ** 2 - 1);
  return { a: mean * total, b: (1 - mean) * total };
}

/** How many goods were sold inside, given how many were scanned: flat over 0..most, beta-binomial likelihood. */
function likelySold(
  scanned: number,
  most: number,
  a: number,
  b: number,
): { readonly low: number; readonly middle: number; readonly high: number } {
  const step = Math.max(1, Math.floor(most / 2000));
  const sizes: number[] = [];
  const logs: number[] = [];
  for (let sold = Math.min(scanned, most); sold <= most; sold += step) {
    const missed = Math.max(0, sold - scanned);
    sizes.push(sold);
    logs.push(logGamma(sold + 1) - logGamma(missed + 1) + logGamma(missed + b) - logGamma(sold + a + b));
  }
  const top = logs.reduce((most_, value) => Math.max(most_, value), -Infinity);
  const weights = logs.map((value) => Math.exp(value - top));
  const total = weights.reduce((sum, value) => sum + value, 0);
  const quantile = (share: number): number => {
    let sum = 0;
    for (const [n, weight] of weights.entries()) {
      sum += weight;
      if (sum >= share * total) return sizes[n] as number;
    }
    return most;
  };
  return { low: quantile((1 - LEVEL) / 2), middle: quantile(0.5), high: quantile((1 + LEVEL) / 2) };
}
