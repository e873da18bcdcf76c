import type { z } from 'zod';
import { Currency } from '../contract/primitives.ts';
import type { VoucherFile } from '../contract/vouchers.ts';
import type { VoucherBook, VoucherTarget } from '../domain/ledger/vouchers/chart.ts';
import { layOut } from '../domain/ledger/vouchers/layouts.ts';
import { makeVouchers } from '../domain/ledger/vouchers/make-vouchers.ts';
import { entryPlace, type VoucherProblem } from '../domain/ledger/vouchers/problem.ts';
import { type RawCell, readVouchers } from '../domain/ledger/vouchers/read-vouchers.ts';
import type { VoucherTable } from '../domain/ledger/vouchers/table.ts';
import { readU8Text, writeU8Text } from '../domain/ledger/vouchers/u8-text.ts';
import type { VoucherEntry } from '../domain/ledger/vouchers/voucher.ts';
import { exact } from '../domain/money/ratio.ts';
import { readPersonName } from '../store/directory.ts';
import { readVoucherLegs, type StoredVoucherLeg } from '../store/vouchers.ts';
import { encodeGbk, outsideGbk } from './gbk.ts';
import type { FeatureHandlers } from './handlers.ts';
import { asOfOf, breathe, cut, readReplica, type ServiceParts } from './parts.ts';
import { readSettings } from './settings.ts';

const PROBLEMS_LIMIT = 200;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const NAMES: Readonly<Record<VoucherTarget, string>> = { u8: '用友U8', yonyou: '用友', kis: '金蝶KIS' };

export function vouchersService(parts: ServiceParts): FeatureHandlers<'vouchers'> {
  return {
    async make({ target, range }, { signal }) {
      const analytics = await parts.analytics.current();
      const { legs, maker } = readReplica(parts, (replica) => {
        const person = parts.store.device.read()?.person ?? null;
        return {
          legs: readVoucherLegs(replica, range.from, range.to),
          maker: person === null ? '' : (readPersonName(replica, person.id) ?? person.name),
        };
      });
      await breathe(signal);
      // Opening balances came out of the books; they must not go back into them.
      const entries = entriesOf(legs.filter(({ kind }) => kind !== 'opening'));
      const book = readSettings(parts).voucherBook;
      const { vouchers, problems } = makeVouchers(entries, book, target);
      const unwritable = target === 'u8' && problems.length === 0 ? checkGbk(entries, maker) : problems;
      await breathe(signal);
      const name = `${NAMES[target]}_凭证_${range.from}_${range.to}`;
      const files = unwritable.length > 0 ? [] : await filesOf(layOut(vouchers, target, maker), target, name);
      for (const { read } of files) holdAgainst(read(), entries, book, target);
      return {
        asOf: asOfOf(parts, analytics),
        entries: entries.length,
        legs: entries.reduce((sum, entry) => sum + entry.legs.length, 0),
        vouchers: vouchers.length,
        debitFen: exact(entries.flatMap((entry) => entry.legs).reduce((sum, { debitFen }) => sum + debitFen, 0)),
        problems: cut(unwritable, PROBLEMS_LIMIT),
        files: files.map(({ file }) => file),
      };
    },
  };
}

function entriesOf(legs: readonly StoredVoucherLeg[]): VoucherEntry[] {
  return [...Map.groupBy(legs, ({ seq }) => seq).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        seq: first.seq,
        kind: first.kind,
        postingDate: first.posting_date,
        periodCode: first.period_code,
        dealerCode: first.dealer_code,
        dealerName: first.dealer_name,
        currency: Currency.parse(first.currency),
        legs: own.map(({ account_code: account, debit_fen: debitFen, credit_fen: creditFen }) => ({
          account,
          debitFen,
          creditFen,
        })),
      },
    ];
  });
}

/** U8's text file is in GBK: names it cannot hold are told before it is written. */
function checkGbk(entries: readonly VoucherEntry[], maker: string): VoucherProblem[] {
  const names = [
    { place: '', text: maker },
    ...entries.map((one) => ({ place: entryPlace(one.seq), text: one.dealerName })),
  ];
  return names.flatMap(({ place, text }) => {
    const character = outsideGbk(text);
    return character === null ? [] : [{ code: 'text_not_writable' as const, place, params: { text, character } }];
  });
}

interface Written {
  readonly file: z.output<typeof VoucherFile>;
  /** The cells, out of the bytes of the file. */
  read(): RawCell[][];
}

/** The files of a target: a workbook, and for U8 also the text that its 总账工具 imports. */
async function filesOf(table: VoucherTable, target: VoucherTarget, name: string): Promise<Written[]> {
  // Only who exports pays for the library.
  const { readWorkbook, writeWorkbook } = await import('./workbook.ts');
  const workbook = writeWorkbook(table, '凭证');
  const files: Written[] = [
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

/**
 * Reads a file as the bookkeeping program will and holds its legs against the ledger's.
 * @throws Error when a single one differs: such a file must not leave this laptop
 */
function holdAgainst(
  cells: readonly (readonly RawCell[])[],
  entries: readonly VoucherEntry[],
  book: VoucherBook,
  target: VoucherTarget,
): void {
  const found = Map.groupBy(readVouchers(cells, book, target), ({ seq }) => seq);
  for (const { seq, legs, postingDate } of entries) {
    const own = found.get(seq) ?? [];
    const isSame =
      own.length === legs.length &&
      legs.every(({ account, debitFen, creditFen }, at) => {
        const leg = own[at];
        return (
          leg?.account === account &&
          leg.debitFen === debitFen &&
          leg.creditFen === creditFen &&
          leg.postingDate === postingDate
        );
      });
    if (!isSame) throw new Error(`The voucher file does not give back entry ${seq}`);
  }
  if (found.size !== entries.length) throw new Error('The voucher file has entries that the ledger has not');
}
