import type { z } from 'zod';
import type { VoucherFile } from '../contract/vouchers.ts';
import type { VoucherTarget } from '../domain/ledger/vouchers/chart.ts';
import type { RawCell } from '../domain/ledger/vouchers/read-vouchers.ts';
import type { VoucherTable } from '../domain/ledger/vouchers/table.ts';
import { readU8Text, writeU8Text } from '../domain/ledger/vouchers/u8-text.ts';
import { encodeGbk } from './gbk.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export interface WrittenFile {
  readonly file: z.output<typeof VoucherFile>;
  /** The cells, out of the bytes of the file. */
  read(): RawCell[][];
}

/**
 * The files of a target: a workbook, and for U8 also the text that its 总账工具 imports.
 * @throws RangeError for U8 when a text has a character that GBK lacks
 */
export async function writeVoucherFiles(
  table: VoucherTable,
  target: VoucherTarget,
  name: string,
): Promise<WrittenFile[]> {
  // Only who exports pays for the library.
  const { readWorkbook, writeWorkbook } = await import('./workbook.ts');
  const workbook = writeWorkbook(table, '凭证');
  const files: WrittenFile[] = [
    { file: { name: `${name}.xlsx`, mediaType: XLSX, bytes: workbook }, read: () => readWorkbook(workbook) },
  ];
  if (target === 'u8') {
    const text = encodeGbk(writeU8Text(table));
    files.push({
      file: { name: `${name}.txt`, mediaType: 'text/plain;charset=gbk', bytes: text },
      read: () => readU8Text(new TextDecoder('gbk', { fatal: true }).decode(text), table.header),
    });
  }
  return files;
}
