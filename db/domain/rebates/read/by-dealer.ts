import type { Agreement } from '../schema/agreement.ts';
import { concerns } from '../straight/accounts.ts';

/**
 * Finds what concerns a dealer without looking through all of it each time.
 * @returns a function from dealer to those of `all` whose agreement is about him, in their order
 */
export function agreementsBy<T>(
  all: readonly T[],
  agreementOf: (one: T) => Agreement,
): (dealer: string) => readonly T[] {
  const named = new Map<string, T[]>();
  const everybody: T[] = [];
  for (const one of all) {
    const { dealers, groups = [] } = agreementOf(one);
    if (dealers === undefined) {
      everybody.push(one);
      continue;
    }
    const members = groups.filter(({ id }) => dealers.includes(id)).flatMap((group) => group.members);
    for (const dealer of new Set([...dealers, ...members])) {
      const own = named.get(dealer);
      if (own === undefined) named.set(dealer, [one]);
      else own.push(one);
    }
  }
  if (everybody.length === 0) return (dealer) => named.get(dealer) ?? [];
  const found = new Map<string, readonly T[]>();
  return (dealer) => {
    let own = found.get(dealer);
    if (own === undefined) {
      own = all.filter((one) => concerns(agreementOf(one), dealer));
      found.set(dealer, own);
    }
    return own;
  };
}
