import { type Problem, type ProblemCode, pathOf } from '../problem.ts';

/** Collects problems, so that all of a document are told at once. */
export type Report = (code: ProblemCode, keys: readonly PropertyKey[], message: string) => void;

/** A report and what it was told. */
export function openReport(): { readonly report: Report; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  return { problems, report: (code, keys, message) => void problems.push({ code, path: pathOf(keys), message }) };
}
