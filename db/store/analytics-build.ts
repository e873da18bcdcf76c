import type Database from 'better-sqlite3';
import type { DivisionIndex } from '../domain/geo/types.ts';
import { type EntryLeg, effectOf } from '../domain/rebates/effects.ts';
import {
  type Analytics,
  type LedgerEntries,
  LINE_KINDS,
  NO_INDEX,
  type Receipts,
  type SalesLines,
} from './analytics.ts';
import { columns, DaySlots } from './analytics-columns.ts';
import { type Indices, readDimensions, readDocuments } from './analytics-dimensions.ts';
import { moneyOwnersOf } from './analytics-money.ts';
import { addUpSales, countScans } from './analytics-months.ts';
import { DayCache, readPacks } from './analytics-packs.ts';
import { buildScans } from './analytics-scan-build.ts';

/** Reads the whole replica into columns. `divisionIndex` places the scans. */
export function buildAnalytics(database: Database.Database, divisionIndex: DivisionIndex, version: number): Analytics {
  // One read transaction: every table as of the same checkpoint.
  return database.transaction(() => {
    const { dimensions, indices, divisionOf } = readDimensions(database, divisionIndex.divisions);
    const days = new DayCache();
    const sales = buildSalesLines(database, indices, days);
    const receipts = buildReceipts(database, indices, days);
    const scans = buildScans(database, divisionIndex, dimensions, indices, days);
    const ledger = buildLedgerEntries(database, indices, days);
    const documents = readDocuments(database, indices, divisionOf);
    const facts = {
      salesMonths: addUpSales(sales.columns, dimensions),
      receipts: receipts.columns,
      ledgerEntries: ledger.columns,
      targets: documents.targets,
    };
    const slots = [sales.slots, receipts.slots, scans.slots, ledger.slots];
    const firstDays = slots.map((slot) => slot.firstDay).filter((day) => day !== null);
    const lastDays = slots.map((slot) => slot.lastDay).filter((day) => day !== null);
    return {
      version,
      firstDay: firstDays.length === 0 ? null : Math.min(...firstDays),
      lastDay: lastDays.length === 0 ? null : Math.max(...lastDays),
      dimensions,
      salesLines: sales.columns,
      scans: scans.columns,
      scanMonths: countScans(scans.columns, dimensions),
      outsideScans: scans.outside,
      ...documents,
      ...facts,
      moneyOwners: moneyOwnersOf(facts, dimensions),
    };
  })();
}

/** Counts the rows of a fact by the date in one of its columns. */
function countByDate(database: Database.Database, table: string, column: string, days: DayCache): DaySlots {
  const counts = database
    .prepare<[], [string, number]>(`select ${column}, count(*) from ${table} group by ${column}`)
    .raw()
    .all();
  return new DaySlots(counts.map(([date, rows]) => [days.of(date), rows]));
}

function buildSalesLines(database: Database.Database, indices: Indices, days: DayCache) {
  const slots = countByDate(database, 'sales_line', 'business_date', days);
  const packs = readPacks(database, 'sales_line', indices);
  const { length } = slots;
  const lines: SalesLines = {
    length,
    day: columns.uint16(length),
    dealer: columns.uint16(length),
    region: columns.uint16(length),
    sku: columns.uint16(length),
    kind: columns.uint8(length),
    netFen: columns.float64(length),
    costFen: columns.float64(length),
    pack: columns.uint32(length),
    packRow: columns.uint32(length),
  };
  const rows = database
    .prepare<[], [number, number, (typeof LINE_KINDS)[number], string, number, number, number]>(
      'select pk, n, kind, business_date, sku_no, net_fen, cost_fen from sales_line order by pk, n',
    )
    .raw()
    .iterate();
  for (const [pk, n, kind, date, skuNo, netFen, costFen] of rows) {
    const day = days.of(date);
    const at = slots.take(day);
    const pack = packs.get(pk);
    lines.day[at] = day;
    lines.dealer[at] = pack?.dealer ?? NO_INDEX;
    lines.region[at] = pack?.region ?? NO_INDEX;
    lines.sku[at] = indices.skuNumbers.get(skuNo) ?? NO_INDEX;
    lines.kind[at] = LINE_KINDS.indexOf(kind);
    lines.netFen[at] = netFen;
    lines.costFen[at] = costFen;
    lines.pack[at] = pk;
    lines.packRow[at] = n;
  }
  return { slots, columns: lines };
}

function buildReceipts(database: Database.Database, indices: Indices, days: DayCache) {
  const slots = countByDate(database, 'receipt', 'received_on', days);
  const packs = readPacks(database, 'receipt', indices);
  const { length } = slots;
  const receipts: Receipts = {
    length,
    day: columns.uint16(length),
    dealer: columns.uint16(length),
    region: columns.uint16(length),
    amountFen: columns.float64(length),
    pack: columns.uint32(length),
    packRow: columns.uint32(length),
  };
  const rows = database
    .prepare<[], [number, number, string, number]>('select pk, n, received_on, amount_fen from receipt order by pk, n')
    .raw()
    .iterate();
  for (const [pk, n, date, amountFen] of rows) {
    const day = days.of(date);
    const at = slots.take(day);
    const pack = packs.get(pk);
    receipts.day[at] = day;
    receipts.dealer[at] = pack?.dealer ?? NO_INDEX;
    receipts.region[at] = pack?.region ?? NO_INDEX;
    receipts.amountFen[at] = amountFen;
    receipts.pack[at] = pk;
    receipts.packRow[at] = n;
  }
  return { slots, columns: receipts };
}

function buildLedgerEntries(database: Database.Database, indices: Indices, days: DayCache) {
  const counts = database
    .prepare<[], [string, number]>('select posting_date, count(distinct seq) from ledger_leg group by posting_date')
    .raw()
    .all();
  const slots = new DaySlots(counts.map(([date, entries]) => [days.of(date), entries]));
  const packs = readPacks(database, 'ledger_leg', indices);
  const { length } = slots;
  const entries: LedgerEntries = {
    length,
    day: columns.uint16(length),
    agreement: columns.uint16(length),
    region: columns.uint16(length),
    baseFen: columns.float64(length),
    accruedFen: columns.float64(length),
    confirmedFen: columns.float64(length),
    settledFen: columns.float64(length),
    deductedFen: columns.float64(length),
  };
  for (const entry of readEntries(database)) {
    const day = days.of(entry.postingDate);
    const at = slots.take(day);
    const effect = effectOf(entry);
    entries.day[at] = day;
    entries.agreement[at] =
      entry.agreementNo === null ? NO_INDEX : (indices.agreementNumbers.get(entry.agreementNo) ?? NO_INDEX);
    entries.region[at] = packs.get(entry.pk)?.region ?? NO_INDEX;
    entries.baseFen[at] = effect.baseFen;
    entries.accruedFen[at] = effect.accruedFen;
    entries.confirmedFen[at] = effect.confirmedFen;
    entries.settledFen[at] = effect.settledFen;
    entries.deductedFen[at] = effect.deductedFen;
  }
  return { slots, columns: entries };
}

interface StoredEntry {
  readonly pk: number;
  readonly seq: number;
  readonly agreementNo: number | null;
  readonly kind: string;
  readonly correctsKind: string | null;
  readonly postingDate: string;
  readonly baseFen: number;
  readonly legs: EntryLeg[];
}

/** Entries with their legs: all legs of an entry stand next to each other in one pack, ordered by `seq`. */
function* readEntries(database: Database.Database): Generator<StoredEntry> {
  const rows = database
    .prepare<[], [number, number, number | null, string, string | null, string, number, string, number, number]>(
      `select pk, seq, agreement_no, kind, corrects_kind, posting_date, base_fen, account_code, debit_fen, credit_fen
       from ledger_leg order by pk, n`,
    )
    .raw()
    .iterate();
  let entry: StoredEntry | null = null;
  for (const [pk, seq, agreementNo, kind, correctsKind, postingDate, baseFen, account, debitFen, creditFen] of rows) {
    if (entry !== null && entry.seq !== seq) {
      yield entry;
      entry = null;
    }
    entry ??= { pk, seq, agreementNo, kind, correctsKind, postingDate, baseFen, legs: [] };
    entry.legs.push({ account, debitFen, creditFen });
  }
  if (entry !== null) yield entry;
}
