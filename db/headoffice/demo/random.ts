import { createSequence } from '../../domain/statistics/sequence.ts';

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Integer in [min, max]. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** About normal around 0 with deviation 1 (sum of twelve uniforms). */
  normal(): number;
  /** UUIDv7 whose time is the given instant (milliseconds since 1970). */
  id(instant: number): string;
}

export function createRandom(seed: number): Random {
  const step = createSequence(seed);
  const next = (): number => step() / 2 ** 32;
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const hex = (digits: number): string => (step() >>> (32 - digits * 4)).toString(16).padStart(digits, '0');
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick<T>(items: readonly T[]): T {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    normal() {
      let sum = -6;
      for (let n = 0; n < 12; n += 1) sum += next();
      return sum;
    },
    id(instant) {
      const time = Math.floor(instant).toString(16).padStart(12, '0');
      const variant = (8 + (step() >>> 30)).toString(16);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
    },
  };
}
