import { type CellObject, read, utils, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import {
  CLAIM_LIMITS,
  type ClaimCell,
  type ClaimProblemCode,
  ClaimProblems,
  type ClaimTable,
  cellName,
} from '../domain/rebates/dispute/claim-table.ts';

const refuse = (code: ClaimProblemCode, place: string, found = ''): ClaimProblems =>
  new ClaimProblems([{ code, place, found }]);

const startsWith = (bytes: Uint8Array, ...signature: readonly number[]): boolean =>
  signature.every((byte, n) => bytes[n] === byte);
const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, 0x50, 0x4b, 0x03, 0x04);
const isOle = (bytes: Uint8Array): boolean => startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0);

/**
 * The first sheet of a dealer's file, with its cells as they stand: xlsx and xls, or delimited text in UTF-8, UTF-16 or GBK,
 * whatever its name says. Formulas are not worked out.
 * @throws ClaimProblems
 */
export function readClaimFile(bytes: Uint8Array): ClaimTable {
  if (bytes.length > CLAIM_LIMITS.bytes) throw refuse('too_large', '', String(bytes.length));
  return isZip(bytes) || isOle(bytes) ? readBook(bytes) : readText(decode(bytes));
}

function readBook(bytes: Uint8Array): ClaimTable {
  let book: WorkBook;
  try {
    // One row more than there may be tells that there are more, without reading all of a million.
    book = read(bytes, { type: 'array', cellFormula: true, cellText: false, cellHTML: false, sheets: 0, sheetRows: CLAIM_LIMITS.rows + 1 });
  } catch (error) {
    throw refuse('unreadable', '', error instanceof Error ? error.message : String(error));
  } // biome-ignore format: one call
  const name = book.SheetNames[0] ?? '';
  const sheet = book.Sheets[name];
  const ref = sheet?.['!ref'];
  if (sheet === undefined || ref === undefined) throw refuse('no_lines', cellName(name, 0, 0));
  const { s, e } = utils.decode_range(ref);
  if (e.c >= CLAIM_LIMITS.columns) throw refuse('too_many_columns', cellName(name, s.r, CLAIM_LIMITS.columns), String(e.c + 1));
  if (e.r >= CLAIM_LIMITS.rows) throw refuse('too_many_rows', cellName(name, CLAIM_LIMITS.rows, 0));
  return {
    sheet: name,
    rows: Array.from({ length: e.r + 1 }, (_, row) => Array.from({ length: e.c + 1 }, (__, column) => cellOf(sheet, row, column))),
    merged: (sheet['!merges'] ?? []).map(({ s: from, e: to }) => ({ top: from.r, left: from.c, bottom: to.r, right: to.c })),
    from1904: book.Workbook?.WBProps?.date1904 === true,
  };
} // biome-ignore format: one field a line

function cellOf(sheet: WorkSheet, row: number, column: number): ClaimCell {
  const cell: CellObject | undefined = sheet[utils.encode_cell({ r: row, c: column })];
  if (cell === undefined || cell.t === 'z') return { kind: 'empty' };
  if (cell.f !== undefined) return { kind: 'formula', text: `=${cell.f}` };
  if (cell.t === 'e') return { kind: 'formula', text: '#' };
  if (typeof cell.v === 'number') return { kind: 'number', text: digitsOf(cell.v) };
  return cell.v === undefined || cell.v === '' ? { kind: 'empty' } : { kind: 'text', text: String(cell.v) };
}

/** A double in plain digits, the fewest that mean it; `1e+21` and its like stay as they are and are refused as amounts. */
function digitsOf(value: number): string {
  const text = String(value);
  const small = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (small === null) return text;
  const [, sign = '', first = '', rest = '', exponent = '0'] = small;
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${first}${rest}`;
}

/** Text of a file without a label of its encoding: a mark at its beginning, else what its bytes can only be. */
function decode(bytes: Uint8Array): string {
  const fatal = (encoding: string): string | null => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  };
  if (startsWith(bytes, 0xff, 0xfe)) return checked(fatal('utf-16le'));
  if (startsWith(bytes, 0xfe, 0xff)) return checked(fatal('utf-16be'));
  // A table has ASCII in it (commas, digits), which in UTF-16 is every other byte zero, on the even or the odd places.
  const zeros = [0, 0];
  for (const [n, byte] of bytes.subarray(0, 4096).entries()) if (byte === 0) zeros[n % 2] = (zeros[n % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd > 0) return checked(fatal(odd > even ? 'utf-16le' : 'utf-16be'));
  return checked(fatal('utf-8') ?? fatal('gb18030'));
}

function checked(text: string | null): string {
  if (text === null || text.includes('\u0000')) throw refuse('encoding_unknown', '');
  return text;
}

/** The separator that stands most often in the first lines. */
function separatorOf(text: string): string {
  const start = text.split(/\r?\n/, 10).join('\n');
  const counts = [',', '\t', ';', '，'].map((separator) => ({ separator, count: start.split(separator).length }));
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).separator;
}

function readText(text: string): ClaimTable {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, delimiter: separatorOf(text), relax_column_count: true, relax_quotes: true, to: CLAIM_LIMITS.rows + 1, max_record_size: 1_000_000 });
  } catch (error) {
    throw refuse('unreadable', '', error instanceof Error ? error.message : String(error));
  } // biome-ignore format: one call
  return {
    sheet: '',
    merged: [],
    from1904: false,
    rows: rows.map((cells) =>
      cells.map((cell): ClaimCell => {
        // Spreadsheets write ="001" to keep the noughts of a number; anything else that begins so is a formula.
        const kept = /^="([^"]*)"$/.exec(cell)?.[1];
        if (kept !== undefined) return { kind: 'text', text: kept };
        if (/^=/.test(cell)) return { kind: 'formula', text: cell };
        return cell.trim() === '' ? { kind: 'empty' } : { kind: 'text', text: cell };
      }),
    ),
  };
}
