import type { Proof } from './schema.ts';
import { sheetBody } from './sheet-body.ts';
import type { SheetWords } from './voice.ts';

/** Ids by which the program of a sheet finds its parts. */
export const SHEET_IDS = {
  main: 'sheet',
  proof: 'proof',
  verdict: 'verdict',
  language: 'language',
  print: 'print',
} as const;

/** What a sheet shows, as markup. */
export const bodyMarkup = (proof: Proof, words: SheetWords): string => sheetBody(proof, words).markup;

/** How much of a text is told around the place where two of them part. */
const AROUND = 40;

/** Where two texts part, with what stands around it in each. */
export function firstDifference(stated: string, shown: string): { readonly stated: string; readonly shown: string } {
  let at = 0;
  while (at < stated.length && stated[at] === shown[at]) at++;
  const from = Math.max(0, at - AROUND);
  return { stated: stated.slice(from, at + AROUND), shown: shown.slice(from, at + AROUND) };
}
