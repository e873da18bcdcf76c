import { isZero } from '../../money/rational.ts';
import type { ClaimLine } from './claim.ts';
import {
  CLAIM_LIMITS,
  type ClaimCell,
  type ClaimProblem,
  type ClaimProblemCode,
  ClaimProblems,
  type ClaimTable,
  cellName,
  columnName,
} from './claim-table.ts';
import { readAmount, readDate, readMoneyNumber, readSerialDate } from './claim-values.ts'; // biome-ignore format: one line each

type Field = 'document' | 'date' | 'sku' | 'amount' | 'quantity';

/** Heads of columns, as accounts of dealers and exports of their programs have them; blanks and brackets do not matter. */
const HEADS: Readonly<Record<Field, RegExp>> = {
  document:
    /^(单据|订单|销售单|出库单|发货单|发票|单号|凭证)(编?号码?)?$|^单据?编号$|^(document|order|invoice)(no|number)?$/,
  date: /^(单据|订单|业务|销售|出库|发货|开票|制单|回款)?日期$|^(order|invoice|ship(ping)?|document)?date$/,
  sku: /^(货号|品号|货品|商品|产品|物料|存货)(编码|编号|代码)?$|^(sku|item|product|material)(code|no|number)?$/,
  amount: /^(含税|不含税|无税|未税|价税|销售|开票|货款)?(金额|合计)$|^价税合计$|^(net|gross)?amount$/,
  quantity: /^(销售|实发|出库)?数量$|^(quantity|qty)$/,
};
const TOTAL = /^(合计|总计|小计|本页合计|本月合计|total|subtotal|grandtotal)[:：]?$/;
/** Rows above the head: titles and addresses. */
const HEAD_WITHIN = 30;

const plain = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replace(/[（(].*?[）)]/g, '').replace(/[\s_#.*:：-]/g, ''); // biome-ignore format: one after another
const textOf = (cell: ClaimCell | undefined): string =>
  cell === undefined || cell.kind === 'empty' ? '' : cell.text.trim();

interface Head {
  readonly row: number;
  readonly columns: ReadonlyMap<Field, number>;
}

/**
 * The lines of a dealer's account out of his file: document number, date, SKU, amount and quantity, by the heads of their
 * columns in Chinese or English. Empty rows and rows of totals are left out; nothing is guessed.
 * @throws ClaimProblems with the cell of each problem; nothing of the file was taken
 */
export function readClaim(table: ClaimTable): ClaimLine[] {
  const problems: ClaimProblem[] = [];
  const report = (code: ClaimProblemCode, place: string, found = ''): void => {
    if (problems.length < CLAIM_LIMITS.problems) problems.push({ code, place, found: found.slice(0, 80) });
  };
  const width = table.rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width > CLAIM_LIMITS.columns) {
    throw new ClaimProblems([{ code: 'too_many_columns', place: cellName(table.sheet, 0, CLAIM_LIMITS.columns), found: String(width) }]);
  } // biome-ignore format: one problem
  if (table.rows.length > CLAIM_LIMITS.rows) {
    throw new ClaimProblems([{ code: 'too_many_rows', place: cellName(table.sheet, CLAIM_LIMITS.rows, 0), found: String(table.rows.length) }]);
  } // biome-ignore format: one problem
  const head = headOf(table, report);
  if (head === null) {
    if (problems.length === 0) report('no_header', cellName(table.sheet, 0, 0));
    throw new ClaimProblems(problems);
  }
  checkMerged(table, head, report);
  const lines = table.rows.slice(head.row + 1).flatMap((cells, n) => {
    const row = head.row + 1 + n;
    return isLine(cells, head) ? (readLine(table, cells, row, head, report) ?? []) : [];
  });
  if (problems.length === 0 && lines.length === 0) report('no_lines', cellName(table.sheet, head.row + 1, 0));
  if (problems.length > 0) throw new ClaimProblems(problems);
  return lines;
}

type Report = (code: ClaimProblemCode, place: string, found?: string) => void;

/** The first row that heads an amount and a document number or a date. */
function headOf({ rows, sheet }: ClaimTable, report: Report): Head | null {
  for (const [row, cells] of rows.slice(0, HEAD_WITHIN).entries()) {
    const columns = new Map<Field, number>();
    const again: { field: Field; column: number }[] = [];
    cells.forEach((cell, column) => {
      const name = plain(textOf(cell));
      for (const [field, pattern] of Object.entries(HEADS) as [Field, RegExp][]) {
        if (name === '' || !pattern.test(name)) continue;
        if (columns.has(field)) again.push({ field, column });
        else columns.set(field, column);
      }
    });
    if (!columns.has('amount') || !(columns.has('document') || columns.has('date'))) continue;
    // Two amounts, with and without VAT, or two dates: which one is meant cannot be known.
    for (const { column } of again) report('column_twice', cellName(sheet, row, column), textOf(cells[column]));
    return again.length > 0 ? null : { row, columns };
  }
  return null;
}

function checkMerged({ merged, sheet }: ClaimTable, { row, columns }: Head, report: Report): void {
  const used = new Set(columns.values());
  for (const { top, left, bottom, right } of merged) {
    const meets = [...used].some((column) => column >= left && column <= right);
    if (bottom > row && meets) report('merged_cell', `${cellName(sheet, top, left)}:${columnName(right)}${bottom + 1}`);
  }
}

/** Whether a row says anything, and is no total. */
function isLine(cells: readonly ClaimCell[], { columns }: Head): boolean {
  const used = [...columns.values()].map((column) => cells[column]);
  return used.some((cell) => textOf(cell) !== '') && !cells.some((cell) => TOTAL.test(plain(textOf(cell))));
}

function readLine(table: ClaimTable, cells: readonly ClaimCell[], row: number, { columns }: Head, report: Report): ClaimLine | null {
  const placeOf = (field: Field): string => cellName(table.sheet, row, columns.get(field) ?? 0);
  let isBroken = false;
  const wrong = (code: ClaimProblemCode, field: Field, found: string): null => {
    report(code, placeOf(field), found);
    isBroken = true;
    return null;
  };
  const cellOf = (field: Field): Exclude<ClaimCell, { kind: 'empty' | 'formula' }> | null => {
    const column = columns.get(field);
    const cell = column === undefined ? undefined : cells[column];
    if (cell === undefined || cell.kind === 'empty' || textOf(cell) === '') return null;
    return cell.kind === 'formula' ? wrong('formula_cell', field, cell.text) : cell;
  };
  const word = (field: Field): string | undefined => cellOf(field)?.text.trim();
  const [document, sku] = [word('document'), word('sku')];
  const dateCell = cellOf('date');
  const date = dateCell === null ? null : (readDate(dateCell.text) ?? readSerialDate(dateCell.text, table.from1904));
  if (dateCell !== null && date === null) wrong('date_unclear', 'date', dateCell.text);
  const amountCell = cellOf('amount');
  const amount = amountCell === null ? null : amountCell.kind === 'number' ? readMoneyNumber(amountCell.text) : readAmount(amountCell.text);
  if (amountCell !== null && amount === null) wrong('amount_unclear', 'amount', amountCell.text);
  const quantityCell = cellOf('quantity');
  const quantity = quantityCell === null ? null : readAmount(quantityCell.text);
  if (quantityCell !== null && quantity === null) wrong('quantity_unclear', 'quantity', quantityCell.text);
  if (isBroken) return null;
  if (amount === null) return wrong('amount_missing', 'amount', '');
  if (document === undefined && date === null) return wrong('nothing_to_match', 'amount', textOf(amountCell ?? undefined));
  if (isZero(amount) && document === undefined) return null;
  return {
    place: placeOf('amount'),
    amount,
    ...(document === undefined ? {} : { document }),
    ...(sku === undefined ? {} : { sku }),
    ...(date === null ? {} : { date }),
    ...(quantity === null ? {} : { quantity }),
  };
} // biome-ignore format: a field a line
