import { RebateProblems } from '../problem.ts';
import type { CalculationDocument, Stacking } from '../schema/document.ts';

/** The same agreements in another order. */
export interface Variant {
  readonly kind: 'as_proposed' | 'edge_reversed' | 'priority_changed' | 'additive';
  readonly agreements: readonly string[];
  readonly stacking: Stacking | undefined;
}

/** Lists of up to this many agreements are tried in every order, longer ones backwards only. */
const EVERY_ORDER = 4;

function permutations(list: readonly string[]): string[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, n) => permutations(list.toSpliced(n, 1)).map((rest) => [first, ...rest]));
}

/** Every other order that the stacking could have had: edges turned round, priorities changed, everything additive. */
export function variantsOf({ stacking }: Pick<CalculationDocument, 'stacking'>): Variant[] {
  const variants: Variant[] = [{ kind: 'as_proposed', agreements: [], stacking }];
  if (stacking === undefined) return variants;
  const builds = stacking.edges.some(({ basis }) => basis === 'net' || basis === 'rebate');
  stacking.edges.forEach(({ from, to, basis }, n) => {
    if (basis !== 'net' && basis !== 'rebate') return;
    const edges = stacking.edges.with(n, { from: to, to: from, basis });
    variants.push({ kind: 'edge_reversed', agreements: [to, from], stacking: { ...stacking, edges } });
  });
  stacking.choices.forEach((choice, n) => {
    if (choice.kind !== 'priority') return;
    const { agreements } = choice;
    const orders = agreements.length <= EVERY_ORDER ? permutations(agreements) : [agreements.toReversed()];
    for (const order of orders) {
      if (order.every((id, at) => id === agreements[at])) continue;
      const choices = stacking.choices.with(n, { ...choice, agreements: order });
      variants.push({ kind: 'priority_changed', agreements: order, stacking: { ...stacking, choices } });
    }
  });
  if (builds) {
    const edges = stacking.edges.map((edge) =>
      edge.basis === 'net' || edge.basis === 'rebate' ? { ...edge, basis: 'gross' as const } : edge,
    );
    variants.push({ kind: 'additive', agreements: [], stacking: { ...stacking, edges } });
  }
  return variants;
}

/** The value, or null when the document of a variant cannot be calculated: an edge that cannot be turned round. */
export function unlessRefused<T>(calculate: () => T): T | null {
  try {
    return calculate();
  } catch (error) {
    if (error instanceof RebateProblems) return null;
    throw error;
  }
}
