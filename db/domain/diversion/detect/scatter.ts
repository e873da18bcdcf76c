import { logExactly } from '../../statistics/counts.ts';

/**
 * How counts scatter around what is expected: variance m·(1 + clumping) + spread·m². Sightings come in clumps (one
 * purchase, one parcel), and what is expected is itself not known better than to a share.
 */
export interface Scatter {
  /** Of a negative-binomial count of variance m + m²/r with r in proportion to m; 0 where everything comes by itself. */
  readonly clumping: number;
  /** Squared coefficient of variation of what is expected. */
  readonly spread: number;
}

/** Before there is data. */
export const FIRST_SCATTER: Scatter = { clumping: 0.1, spread: 0.5 };

/** Dispersion r of the negative-binomial count with the variance of a scatter: variance m + m²/r. */
export const dispersionAt = ({ clumping, spread }: Scatter, mean: number): number => 1 / (clumping / mean + spread);

/** Counts above say what may be a diversion, and nothing about what is normal. */
const MOST = 3;
const BINS_PER_E = 3;

/** Cells of like expectation: how many held 0, 1, … `MOST` lots. */
interface Bin {
  weight: number;
  sum: number;
  readonly cells: number[];
}

/** Counts of cells by what is expected there, so that a million cells are a hundred numbers. */
export class ScatterBins {
  readonly #bins = new Map<number, Bin>();

  add(mean: number, count: number, weight = 1): void {
    if (mean <= 0 || count > MOST) return;
    const key = Math.floor(Math.log(mean) * BINS_PER_E);
    let bin = this.#bins.get(key);
    if (bin === undefined) {
      bin = { weight: 0, sum: 0, cells: new Array(MOST + 1).fill(0) };
      this.#bins.set(key, bin);
    }
    bin.weight += weight;
    bin.sum += weight * mean;
    bin.cells[count] = (bin.cells[count] as number) + weight;
  }

  /**
   * The scatter under which the small counts are likeliest, given that they are small: how many cells held two or three
   * lots beside those that held one tells of clumps, and cells that were diverted to hold more.
   */
  fit(): Scatter {
    let best: Scatter = FIRST_SCATTER;
    let most = Number.NEGATIVE_INFINITY;
    for (const clumping of CLUMPINGS) {
      for (const spread of SPREADS) {
        const likelihood = this.#logLikelihood({ clumping, spread }) + prior(clumping, spread);
        if (likelihood <= most) continue;
        most = likelihood;
        best = { clumping, spread };
      }
    }
    return best;
  }

  #logLikelihood(scatter: Scatter): number {
    let sum = 0;
    for (const { weight, sum: total, cells } of this.#bins.values()) {
      const mean = total / weight;
      const dispersion = dispersionAt(scatter, mean);
      const logs = cells.map((_, count) => logExactly(count, mean, dispersion));
      const all = Math.log(logs.reduce((part, log) => part + Math.exp(log), 0));
      logs.forEach((log, count) => {
        sum += (cells[count] as number) * (log - all);
      });
    }
    return sum;
  }
}

const CLUMPINGS = [0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.1, 1.5, 2, 3] as const;
const SPREADS = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2, 1.6, 2.4] as const;

/** Weakly towards what is taken before there is data: as much as a handful of cells would say. */
const prior = (clumping: number, spread: number): number =>
  -0.5 * Math.log(clumping / FIRST_SCATTER.clumping) ** 2 - 0.5 * Math.log(spread / FIRST_SCATTER.spread) ** 2;
