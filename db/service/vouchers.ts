import { Currency } from '../contract/primitives.ts';
import type { VoucherTarget } from '../domain/ledger/vouchers/chart.ts';
import { voucherEntries } from '../domain/ledger/vouchers/entries.ts';
import { holdAgainst } from '../domain/ledger/vouchers/hold-against.ts';
import { layOut } from '../domain/ledger/vouchers/layouts.ts';
import { makeVouchers } from '../domain/ledger/vouchers/make-vouchers.ts';
import { entryPlace, type VoucherProblem } from '../domain/ledger/vouchers/problem.ts';
import type { VoucherEntry } from '../domain/ledger/vouchers/voucher.ts';
import { exact } from '../domain/money/ratio.ts';
import { readPersonName } from '../store/directory.ts';
import { readVoucherLegs } from '../store/vouchers.ts';
import { outsideGbk } from './gbk.ts';
import type { FeatureHandlers } from './handlers.ts';
import { asOfOf, breathe, cut, readReplica, type ServiceParts } from './parts.ts';
import { readSettings } from './settings.ts';
import { writeVoucherFiles } from './voucher-files.ts';

const PROBLEMS_LIMIT = 200;
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
      const entries = voucherEntries(legs.map((leg) => ({ ...leg, currency: Currency.parse(leg.currency) })));
      const book = readSettings(parts).voucherBook;
      const { vouchers, problems } = makeVouchers(entries, book, target);
      const unwritable = target === 'u8' && problems.length === 0 ? checkGbk(entries, maker) : problems;
      await breathe(signal);
      const name = `${NAMES[target]}_凭证_${range.from}_${range.to}`;
      const files = unwritable.length > 0 ? [] : await writeVoucherFiles(layOut(vouchers, target, maker), target, name);
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
