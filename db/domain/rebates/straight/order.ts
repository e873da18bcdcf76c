import { refuse } from '../problem.ts';
import type { CalculationDocument, Stacking } from '../schema/document.ts';

export type Choice = Stacking['choices'][number];

/** Agreements that are calculated together: one, or all of a choice of the best deal. */
export interface Stage {
  readonly ids: readonly string[];
  readonly choice: Choice | null;
}

/**
 * The order in which agreements are calculated: it follows from the edges alone. Within what they leave open it is that of
 * the ids, and makes no difference.
 * @throws RebateProblems stacking_cycle
 */
export function stagesOf({ agreements, stacking }: CalculationDocument): Stage[] {
  const ids = [...new Set(agreements.map(({ id }) => id))].sort();
  const best = (stacking?.choices ?? []).filter(({ kind }) => kind === 'best_deal');
  const stageOf = new Map<string, Stage>();
  for (const choice of best) {
    const stage = { ids: choice.agreements, choice };
    for (const id of choice.agreements) stageOf.set(id, stage);
  }
  for (const id of ids) if (!stageOf.has(id)) stageOf.set(id, { ids: [id], choice: null });
  const waiting = new Set(stageOf.values());
  const ordered: Stage[] = [];
  const done = new Set<string>();
  while (waiting.size > 0) {
    const next = [...waiting].find((stage) =>
      (stacking?.edges ?? []).every(({ from, to }) => !stage.ids.includes(to) || done.has(from)),
    );
    if (next === undefined) {
      throw refuse('stacking_cycle', ['stacking', 'edges'], 'The edges run in a circle: no agreement can be first');
    }
    waiting.delete(next);
    ordered.push(next);
    for (const id of next.ids) done.add(id);
  }
  return ordered;
}
