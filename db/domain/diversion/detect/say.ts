import type { Term } from '../schema/detect.ts';

/** Fills the sentence of a term in both languages. */
export type Say = (
  key: Term['key'],
  numbers: Readonly<Record<string, number>>,
) => { readonly zh: string; readonly en: string };
