import { type CellObject, read, utils, type WorkSheet, write } from '@e965/xlsx';
import type { RawCell } from '../domain/ledger/vouchers/read-vouchers.ts';
import type { VoucherCell, VoucherTable } from '../domain/ledger/vouchers/table.ts';

/** Narrow and wide columns; in characters. */
const WIDTH = { least: 8, most: 48 } as const;

function cellOf(cell: VoucherCell): CellObject | null {
  if (cell === null) return null;
  // As text, whatever it looks like: codes keep their noughts, and nothing is a formula.
  if (cell.kind === 'text') return { t: 's', v: cell.text, z: '@' };
  if (cell.kind === 'count') return { t: 'n', v: cell.value, z: '0' };
  // The double nearest to two decimals: its shortest text is the amount again, below 10^15 分.
  return { t: 'n', v: cell.fen / 100, z: '0.00' };
}

const lengthOf = (cell: VoucherCell): number =>
  cell === null ? 0 : cell.kind === 'text' ? [...cell.text].reduce((sum, one) => sum + (one > '\xff' ? 2 : 1), 0) : 14;

/** The table as an xlsx file of one sheet. */
export function writeWorkbook(table: VoucherTable, sheetName: string): Uint8Array<ArrayBuffer> {
  const rows = [table.header.map((text): VoucherCell => ({ kind: 'text', text })), ...table.rows];
  const sheet: WorkSheet = utils.aoa_to_sheet([]);
  for (const [row, cells] of rows.entries()) {
    for (const [column, cell] of cells.entries()) {
      const made = cellOf(cell);
      if (made !== null) sheet[utils.encode_cell({ r: row, c: column })] = made;
    }
  }
  sheet['!ref'] = utils.encode_range({ r: 0, c: 0 }, { r: rows.length - 1, c: table.header.length - 1 });
  sheet['!cols'] = table.header.map((_, column) => {
    const widest = rows.reduce((width, cells) => Math.max(width, lengthOf(cells[column] ?? null)), 0);
    return { wch: Math.min(Math.max(widest + 2, WIDTH.least), WIDTH.most) };
  });
  const book = utils.book_new(sheet, sheetName);
  const bytes: unknown = write(book, { type: 'array', bookType: 'xlsx', compression: true });
  if (!(bytes instanceof ArrayBuffer)) throw new TypeError('A workbook is written as bytes');
  return new Uint8Array(bytes);
}

/** The cells of the first sheet, row by row; a formula counts as its text, never as its result. */
export function readWorkbook(bytes: Uint8Array): RawCell[][] {
  const book = read(bytes, { type: 'array', cellFormula: true, cellText: false });
  const sheet = book.Sheets[book.SheetNames[0] ?? ''];
  const ref = sheet?.['!ref'];
  if (sheet === undefined || ref === undefined) return [];
  const { e } = utils.decode_range(ref);
  return Array.from({ length: e.r + 1 }, (_, r) =>
    Array.from({ length: e.c + 1 }, (__, c): RawCell => {
      const cell: CellObject | undefined = sheet[utils.encode_cell({ r, c })];
      if (cell?.f !== undefined) return `=${cell.f}`;
      return typeof cell?.v === 'number' || typeof cell?.v === 'string' ? cell.v : null;
    }),
  );
}
