/** A cell of a dealer's file, as far as it can be read without guessing. */
export type ClaimCell =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }
  /** A number as the file has it, in plain decimal digits. */
  | { readonly kind: 'number'; readonly text: string }
  /** A formula, or a cell whose formula failed: what it shows depends on what is not in the file. */
  | { readonly kind: 'formula'; readonly text: string };

/** A sheet of a dealer's file. Rows and columns count from 0. */
export interface ClaimTable {
  /** Name of the sheet; empty for a text file. */
  readonly sheet: string;
  readonly rows: readonly (readonly ClaimCell[])[];
  /** Merged ranges, both ends included. */
  readonly merged: readonly {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  }[];
  /** Whether serial day numbers count from 1904, as some old files do. */
  readonly from1904: boolean;
}

/** What a file may hold; more is refused before it is read. */
export const CLAIM_LIMITS = { bytes: 20_000_000, rows: 50_000, columns: 256, problems: 50 } as const;

export const CLAIM_PROBLEMS = [
  'too_large',
  'unreadable',
  'encoding_unknown',
  'too_many_rows',
  'too_many_columns',
  'no_header',
  'no_lines',
  'column_twice',
  'merged_cell',
  'formula_cell',
  'amount_missing',
  'amount_unclear',
  'date_unclear',
  'quantity_unclear',
  'nothing_to_match',
] as const;
export type ClaimProblemCode = (typeof CLAIM_PROBLEMS)[number];

export interface ClaimProblem {
  readonly code: ClaimProblemCode;
  /** The cell, such as `Sheet1!B7`; the row or the byte where there is no cell. */
  readonly place: string;
  /** What stands there. */
  readonly found: string;
}

/** A dealer's file that cannot be read. Nothing of it was taken. */
export class ClaimProblems extends Error {
  readonly problems: readonly ClaimProblem[];
  constructor(problems: readonly ClaimProblem[]) {
    super(problems.map(({ code, place, found }) => `${place}: ${code} ${found}`).join('\n'));
    this.name = 'ClaimProblems';
    this.problems = problems;
  }
}

/** `A`, `Z`, `AA`: the letters of a column. */
export function columnName(column: number): string {
  let name = '';
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  }
  return name;
}

/** `Sheet1!B7`, as spreadsheets name a cell. */
export const cellName = (sheet: string, row: number, column: number): string =>
  `${sheet === '' ? '' : `${sheet}!`}${columnName(column)}${row + 1}`;
