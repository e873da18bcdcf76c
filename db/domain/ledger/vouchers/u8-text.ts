import type { RawCell } from './read-vouchers.ts';
import { amountText, type VoucherTable } from './table.ts';

/** First line of a file that U8's 总账工具 imports. */
const FIRST_LINE = '填制凭证,V800';

/**
 * The table as U8's 总账工具 reads it: no header, fields between commas and never in quotes, lines ended as on Windows.
 * @throws RangeError for a text that has a comma or a line's end in it, which this file cannot hold
 */
export function writeU8Text({ rows }: VoucherTable): string {
  const lines = rows.map((row) =>
    row
      .map((cell) => {
        if (cell === null) return '';
        if (cell.kind === 'amount') return amountText(cell.fen);
        if (cell.kind === 'count') return String(cell.value);
        if (/[,\r\n]/.test(cell.text)) throw new RangeError(`A field of U8's text file cannot hold: ${cell.text}`);
        return cell.text;
      })
      .join(','),
  );
  return `${[FIRST_LINE, ...lines].join('\r\n')}\r\n`;
}

/**
 * The rows of such a file, with the given header before them.
 * @throws RangeError when it does not begin as such a file
 */
export function readU8Text(text: string, header: readonly string[]): RawCell[][] {
  const [first, ...lines] = text.split('\r\n');
  if (first !== FIRST_LINE) throw new RangeError(`Not a file of U8's 总账工具: ${first ?? ''}`);
  return [[...header], ...lines.filter((line) => line !== '').map((line) => line.split(','))];
}
