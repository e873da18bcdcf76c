import type { Finding, FindingReason } from '../schema/scan-import.ts';

/** Rows that are named of each finding. */
const NAMED = 5;
const ORDER: readonly Finding['outcome'][] = ['refused', 'set_aside', 'noted'];

interface Counted {
  readonly outcome: Finding['outcome'];
  readonly reason: FindingReason;
  rows: number;
  readonly first: { readonly row: number; readonly detail: string | null }[];
}

/** Counts what is found about rows, and keeps the first of each kind. */
export class Findings {
  readonly #found = new Map<FindingReason, Counted>();

  add(outcome: Finding['outcome'], reason: FindingReason, row: number, detail: string | null): void {
    const found = this.#of(outcome, reason);
    found.rows += 1;
    if (found.first.length < NAMED) found.first.push({ row, detail: detail === null ? null : detail.slice(0, 200) });
  }

  /** Rows that are not told one by one; row 0 is none. */
  addMany(outcome: Finding['outcome'], reason: FindingReason, rows: number, detail: string): void {
    const found = this.#of(outcome, reason);
    found.rows += rows;
    if (found.first.length < NAMED) found.first.push({ row: 0, detail: detail.slice(0, 200) });
  }

  /** Refusals before what is set aside before what is only noted, most rows first. */
  list(): Finding[] {
    return [...this.#found.values()].sort(
      (a, b) =>
        ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome) || b.rows - a.rows || (a.reason < b.reason ? -1 : 1),
    );
  }

  #of(outcome: Finding['outcome'], reason: FindingReason): Counted {
    const known = this.#found.get(reason);
    if (known !== undefined) return known;
    const made: Counted = { outcome, reason, rows: 0, first: [] };
    this.#found.set(reason, made);
    return made;
  }
}
