import { canonicalJson } from '../../hash/canonical-json.ts';
import { RebateProblems } from '../problem.ts';
import type { CalculationResult, ResultEntry, ResultRun } from '../schema/result.ts';
import { accountsOf } from './carve.ts';
import { contentHashOf, resultFor } from './make-proof.ts';
import type { Proof } from './schema.ts';

/** A figure of a sheet that the engine does not find again. */
export interface Difference {
  /** Agreement, period and field, such as `FL-Q 2026Q1 payable`. */
  readonly place: string;
  readonly stated: string | null;
  readonly recomputed: string | null;
}

export interface ProofCheck {
  readonly hash: { readonly stated: string; readonly found: string };
  readonly differences: readonly Difference[];
  /** Why the document cannot be calculated at all; null when it can. */
  readonly refused: string | null;
}

/** Whether a sheet states what its lines and rules give, and is the one that was hashed. */
export const agrees = ({ hash, differences, refused }: ProofCheck): boolean =>
  hash.stated === hash.found && differences.length === 0 && refused === null;

/** Recomputes a sheet from its document, and holds every figure of it against what it states. */
export function checkProof(proof: Proof): ProofCheck {
  const hash = { stated: proof.contentHash, found: contentHashOf(proof) };
  let recomputed: CalculationResult;
  try {
    recomputed = resultFor(proof.document, accountsOf(proof.document.agreements, proof.dealer.id), proof.dealer.id);
  } catch (error) {
    if (!(error instanceof RebateProblems)) throw error;
    return { hash, differences: [], refused: error.message };
  }
  return { hash, differences: compareFigures(proof.result, recomputed), refused: null };
}

function compareFigures(stated: CalculationResult, recomputed: CalculationResult): Difference[] {
  const [left, right] = [figuresOf(stated), figuresOf(recomputed)];
  const places = new Set([...right.keys(), ...left.keys()]);
  const differences: Difference[] = [];
  for (const place of places) {
    const [a, b] = [left.get(place) ?? null, right.get(place) ?? null];
    if (a !== b) differences.push({ place, stated: a, recomputed: b });
  }
  return differences;
}

/** Every figure of a result by its place. */
function figuresOf({ runs, currency }: CalculationResult): Map<string, string> {
  const figures = new Map<string, string>([['currency', currency]]);
  const put = (place: string, value: unknown): void => {
    figures.set(place, typeof value === 'string' ? value : canonicalJson(value));
  };
  for (const run of runs) {
    for (const entry of run.results) putEntry(put, entry);
    putRun(put, run);
  }
  return figures;
}

function putEntry(put: (place: string, value: unknown) => void, entry: ResultEntry): void {
  const place = `${entry.agreement} ${entry.dealer} ${entry.period.key}`;
  const { lines, steps, parts, ...rest } = entry;
  for (const [field, value] of Object.entries(rest)) put(`${place} ${field}`, value);
  steps.forEach((step, n) => {
    put(`${place} step ${n + 1} ${step.kind}${step.of === undefined ? '' : ` ${step.of}`}`, step.exact);
  });
  parts.forEach((part, n) => {
    put(`${place} part ${n + 1} ${part.kind}`, part);
  });
  for (const { line, ...figures } of lines) {
    for (const [field, value] of Object.entries(figures)) put(`${place} line ${line} ${field}`, value);
  }
}

function putRun(put: (place: string, value: unknown) => void, run: ResultRun): void {
  for (const [field, value] of Object.entries(run.totals)) put(`total ${field}`, value);
  put('as of', run.asOf);
  put('periods', run.periods);
  put('postings', run.postings);
  put('lines not counted', run.uncounted);
}
