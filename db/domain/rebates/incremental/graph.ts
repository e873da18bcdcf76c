import type { CalculationDocument, Stacking } from '../schema/document.ts';

export type Choice = Stacking['choices'][number];
export type Basis = Stacking['edges'][number]['basis'];

/** Agreements by what they build on: a depth-first walk, members of a choice of the best deal side by side. */
export class Graph {
  readonly levels: readonly { readonly ids: readonly string[]; readonly choice: Choice | null }[];
  readonly #edges: Stacking['edges'];
  readonly #choices: readonly Choice[];

  constructor({ agreements, stacking }: CalculationDocument) {
    this.#edges = stacking?.edges ?? [];
    this.#choices = stacking?.choices ?? [];
    const levels: { ids: readonly string[]; choice: Choice | null }[] = [];
    const placed = new Set<string>();
    const place = (id: string): void => {
      if (placed.has(id)) return;
      const choice =
        this.#choices.find(({ kind, agreements: ids }) => kind === 'best_deal' && ids.includes(id)) ?? null;
      const ids = choice?.agreements ?? [id];
      for (const one of ids) placed.add(one);
      for (const { from } of this.#edges.filter(({ to }) => ids.includes(to))) place(from);
      levels.push({ ids, choice });
    };
    for (const { id } of agreements) place(id);
    this.levels = levels;
  }

  sources(id: string, basis: Basis): string[] {
    return this.#edges.filter((edge) => edge.to === id && edge.basis === basis).map(({ from }) => from);
  }

  /** Agreements whose figures change with those of `id`. */
  followers(id: string): { readonly to: string; readonly basis: Basis }[] {
    return this.#edges.filter(({ from, basis }) => from === id && basis !== 'gross');
  }

  /** Agreements that take a line before `id` does. */
  preferred(id: string): string[] {
    return this.#choices
      .filter(({ kind, agreements }) => kind === 'priority' && agreements.includes(id))
      .flatMap(({ agreements }) => agreements.slice(0, agreements.indexOf(id)));
  }

  /** Whether the lines of an agreement are chosen one by one, so that none may be bundled. */
  choosesLines(id: string): boolean {
    return this.#choices.some((one) => one.kind === 'best_deal' && one.per === 'line' && one.agreements.includes(id));
  }
}
