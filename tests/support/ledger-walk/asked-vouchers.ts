import { Currency } from '../../../db/contract/primitives.ts';
import { DEFAULT_BOOK, VOUCHER_TARGETS } from '../../../db/domain/ledger/vouchers/chart.ts';
import { voucherEntries } from '../../../db/domain/ledger/vouchers/entries.ts';
import { holdAgainst } from '../../../db/domain/ledger/vouchers/hold-against.ts';
import { layOut } from '../../../db/domain/ledger/vouchers/layouts.ts';
import { makeVouchers } from '../../../db/domain/ledger/vouchers/make-vouchers.ts';
import type { VoucherEntry } from '../../../db/domain/ledger/vouchers/voucher.ts';
import { type ExportedLeg, exportLegs } from '../../../db/headoffice/ledger/export.ts';
import { writeVoucherFiles } from '../../../db/service/voucher-files.ts';
import type { Life } from './life.ts';

/**
 * L20: vouchers balance, and the bytes of their file give back the legs that they were made of. Asked of what was posted
 * since it was last asked, as finance exports it, and now and then of the whole ledger: entries never change, and a
 * workbook of all of them at every step would cost more than everything else together.
 */
export class AskedVouchers {
  readonly #life: Life;
  #seq = 0;
  /** Programs and ways of grouping take turns. */
  #turn = 0;

  constructor(life: Life) {
    this.#life = life;
  }

  /** The ledger begins anew. */
  reset(): void {
    this.#seq = 0;
  }

  /** @throws Error with the log when the promise is broken */
  async ask(isWhole: boolean): Promise<void> {
    const legs: ExportedLeg[] = [];
    for await (const page of exportLegs(this.#life.database, { from: null, to: null })) legs.push(...page);
    const after = isWhole ? 0 : this.#seq;
    this.#seq = legs.at(-1)?.seq ?? 0;
    const kinds = new Map(legs.map(({ entryId, kind }) => [entryId, kind]));
    const entries = voucherEntries(
      legs
        .filter(({ seq }) => seq > after)
        .map((leg) => ({
          ...leg,
          currency: Currency.parse(leg.currency),
          correctsKind: leg.correctsId === null ? null : (kinds.get(leg.correctsId) ?? null),
        })),
    );
    if (entries.length > 0) await this.#askFile(entries);
  }

  async #askFile(entries: readonly VoucherEntry[]): Promise<void> {
    const life = this.#life;
    this.#turn += 1;
    const target = VOUCHER_TARGETS[this.#turn % VOUCHER_TARGETS.length] ?? 'u8';
    const book = { ...DEFAULT_BOOK, grouping: this.#turn % 2 === 0 ? ('entry' as const) : ('day' as const) };
    const { vouchers, problems } = makeVouchers(entries, book, target);
    life.expect(problems.length === 0, `L20: ${target} would refuse: ${JSON.stringify(problems.slice(0, 3))}`);
    for (const { rows, number } of vouchers) {
      const rest = rows.reduce((sum, { debitFen, creditFen }) => sum + debitFen - creditFen, 0);
      life.expect(rest === 0, `L20: voucher ${number} of ${target} is off by ${rest}`);
    }
    for (const { file, read } of await writeVoucherFiles(layOut(vouchers, target, '林'), target, 'L20')) {
      try {
        holdAgainst(read(), entries, book, target);
      } catch (error) {
        life.fail(`L20: ${file.name} of ${target}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
