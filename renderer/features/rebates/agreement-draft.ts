import { useReducer } from 'react';
import { divide, multiply, ratio, toDecimal } from '../../../db/domain/money/rational.ts';
import type { Finding } from '../../../db/domain/rebates/policy/findings.ts';
import { lintPolicy } from '../../../db/domain/rebates/policy/lint.ts';
import type { Problem } from '../../../db/domain/rebates/problem.ts';
import { shapeProblems } from '../../../db/domain/rebates/read/read-document.ts';
import { AgreementTerms } from '../../../db/domain/rebates/schema/agreement.ts';
import { LintDocument } from '../../../db/domain/rebates/schema/policy.ts';
import { fraction } from '../../../db/domain/rebates/tell/fraction.ts';

/** Terms as they are being written: anything JSON can say, right or wrong. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Draft {
  readonly terms: JsonObject;
  readonly effectiveFrom: string;
  readonly effectiveTo: string;
  readonly signedOn: string;
}

interface History {
  readonly past: readonly Draft[];
  readonly present: Draft;
  readonly future: readonly Draft[];
}
type Act = { readonly kind: 'change'; readonly draft: Draft } | { readonly kind: 'undo' } | { readonly kind: 'redo' };

export function moved(history: History, act: Act): History {
  const { past, present, future } = history;
  switch (act.kind) {
    case 'change':
      if (JSON.stringify(act.draft) === JSON.stringify(present)) return history;
      return { past: [...past, present], present: act.draft, future: [] };
    case 'undo': {
      const before = past.at(-1);
      return before === undefined
        ? history
        : { past: past.slice(0, -1), present: before, future: [present, ...future] };
    }
    case 'redo': {
      const [next, ...later] = future;
      return next === undefined ? history : { past: [...past, present], present: next, future: later };
    }
  }
}

/** A draft that remembers every step. */
export function useDraft(first: Draft) {
  const [history, act] = useReducer(moved, { past: [], present: first, future: [] });
  return {
    draft: history.present,
    change: (draft: Draft) => act({ kind: 'change', draft }),
    undo: history.past.length === 0 ? null : () => act({ kind: 'undo' }),
    redo: history.future.length === 0 ? null : () => act({ kind: 'redo' }),
  };
}

type Step = string | number;

/** The value at a path; undefined where there is none. */
export const at = (value: Json | undefined, path: readonly Step[]): Json | undefined =>
  path.reduce<Json | undefined>((inner, step) => {
    if (Array.isArray(inner)) return (inner as readonly Json[])[Number(step)];
    return isObject(inner) ? inner[String(step)] : undefined;
  }, value);

/** The same value with another one at a path; undefined takes it out. Objects are made where there are none. */
export function put(value: Json | undefined, path: readonly Step[], next: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return next ?? null;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    if (rest.length === 0 && next === undefined) return list.toSpliced(Number(step), 1);
    return list.with(Number(step), put(list[Number(step)], rest, next));
  }
  const own = isObject(value) ? value : {};
  if (rest.length === 0 && next === undefined) {
    return Object.fromEntries(Object.entries(own).filter(([name]) => name !== step));
  }
  return { ...own, [step]: put(own[String(step)], rest, next) };
}

/** What was found about a draft: problems that keep it from being calculated, findings of the linter, and its terms. */
export interface Checked {
  readonly terms: AgreementTerms | null;
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
}

/** Looks a draft through as it is typed: the schema, then everything that must hold between its parts, then the linter. */
export function checkDraft({ terms, effectiveFrom, effectiveTo }: Draft): Checked {
  const shape = AgreementTerms.safeParse(terms);
  if (!shape.success) return { terms: null, problems: shapeProblems(shape.error), findings: [] };
  const document = LintDocument.safeParse({
    agreements: [{ id: 'A', from: effectiveFrom, to: effectiveTo, ...shape.data }],
  });
  if (!document.success) return { terms: shape.data, problems: local(shapeProblems(document.error)), findings: [] };
  const { problems, findings } = lintPolicy(document.data);
  return {
    terms: shape.data,
    problems: local(problems),
    findings: findings.map((finding) => ({ ...finding, path: finding.path.slice(2) })),
  };
}

const local = (problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => ({ ...problem, path: problem.path.replace('$.agreements[0]', '$') }));

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Parts per million as percent, and back; what is no number stays as it was written, for the schema to refuse. */
export const percentOf = (ppm: Json | undefined): string => {
  const text = ppm === undefined ? '' : String(ppm);
  return DECIMAL.test(text) ? (toDecimal(divide(fraction(text), ratio(10_000))) ?? text) : text;
};
export const ppmOf = (percent: string): string =>
  DECIMAL.test(percent) ? (toDecimal(multiply(fraction(percent), ratio(10_000))) ?? percent) : percent;
