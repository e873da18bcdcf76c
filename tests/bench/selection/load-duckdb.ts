import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { isSprintDay, monthOf } from '../../../db/domain/time/periods.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import { NO_INDEX } from '../../../db/store/analytics.ts';

/**
 * The same rows in DuckDB, in memory, as somebody would lay them out for these questions: narrow numbers in the place of
 * identifiers, sorted by day, with the scans' division and verdict, the months and the sprint days worked out beforehand.
 */
export async function loadDuckDb(analytics: Analytics): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:');
  const db = await instance.connect();
  const folder = mkdtempSync(join(tmpdir(), 'rsw-bench-duckdb-'));
  const load = async (table: string, columns: string, length: number, row: (at: number) => readonly unknown[]) => {
    const file = join(folder, `${table}.csv`);
    const lines = Array.from({ length }, (_, at) => row(at).join(','));
    writeFileSync(file, lines.join('\n'));
    await db.run(`create table ${table} (${columns})`);
    if (length > 0) await db.run(`copy ${table} from '${file}' (header false, nullstr '')`);
  };
  const { dimensions: dims, salesLines, scans, outsideScans, ledgerEntries, receipts } = analytics;
  const lineOf = (sku: number): number => dims.skus[sku]?.productLine ?? -1;
  const dealerOf = (dealer: number | undefined): number => (dealer === NO_INDEX || dealer === undefined ? -1 : dealer);
  try {
    await load('sales', 'day usmallint, month usmallint, sprint boolean, dealer smallint, region smallint, line tinyint,' +
      ' kind tinyint, net bigint, cost bigint', salesLines.length, (at) => {
      const day = salesLines.day[at] as number;
      return [day, monthOf(day), isSprintDay(day), salesLines.dealer[at], salesLines.region[at],
        lineOf(salesLines.sku[at] as number), salesLines.kind[at], salesLines.netFen[at], salesLines.costFen[at]];
    }); // biome-ignore format: one row
    await load(
      'scan',
      'day usmallint, dealer smallint, region smallint, line tinyint, division smallint, verdict tinyint',
      scans.length,
      (at) => [
        scans.day[at],
        dealerOf(scans.dealer[at]),
        scans.region[at],
        lineOf(scans.sku[at] as number),
        scans.division[at],
        scans.verdict[at],
      ],
    );
    await load(
      'outside',
      'day usmallint, dealer smallint, region smallint, line tinyint, division smallint,' +
        ' longitude double, latitude double, code uinteger, terminal uinteger',
      outsideScans.length,
      (at) => {
        const terminal = outsideScans.terminal[at] as number;
        return [
          outsideScans.day[at],
          dealerOf(outsideScans.dealer[at]),
          outsideScans.region[at],
          lineOf(outsideScans.sku[at] as number),
          outsideScans.division[at],
          outsideScans.longitude[at],
          outsideScans.latitude[at],
          outsideScans.code[at],
          terminal === 0xffffffff ? '' : terminal,
        ];
      },
    );
    await load(
      'entry',
      'day usmallint, agreement usmallint, region smallint, base bigint, accrued bigint,' +
        ' confirmed bigint, settled bigint, deducted bigint',
      ledgerEntries.length,
      (at) => [
        ledgerEntries.day[at],
        ledgerEntries.agreement[at],
        ledgerEntries.region[at],
        ledgerEntries.baseFen[at],
        ledgerEntries.accruedFen[at],
        ledgerEntries.confirmedFen[at],
        ledgerEntries.settledFen[at],
        ledgerEntries.deductedFen[at],
      ],
    );
    await load('receipt', 'day usmallint, dealer smallint, region smallint, amount bigint', receipts.length, (at) => [
      receipts.day[at],
      receipts.dealer[at],
      receipts.region[at],
      receipts.amountFen[at],
    ]);
    await load('dealer', 'no smallint, division smallint', dims.dealers.length, (at) => [
      at,
      dims.dealers[at]?.division,
    ]);
    await load('agreement', 'no usmallint, dealer smallint, line tinyint, code text', dims.agreements.length, (at) => {
      const one = dims.agreements[at];
      return [at, one?.dealer, one?.productLine, one?.code];
    });
    await load('division', 'no smallint, adcode text, city text, province text', dims.divisions.length, (at) => {
      const one = dims.divisions[at];
      return [at, one?.adcode, one?.city, one?.province];
    });
    await load(
      'lead',
      'region smallint, division smallint, received integer, converted integer',
      analytics.leads.length,
      (at) => {
        const one = analytics.leads[at];
        return [one?.region, one?.division, one?.receivedDay, one?.convertedDay ?? ''];
      },
    );
    await load(
      'won',
      'region smallint, dealer smallint, opened integer, won integer',
      analytics.wonOpportunities.length,
      (at) => {
        const one = analytics.wonOpportunities[at];
        return [one?.region, one?.dealer, one?.openedDay, one?.wonDay];
      },
    );
    await load(
      'approved',
      'region smallint, dealer smallint, day integer, ms bigint',
      analytics.approvedContracts.length,
      (at) => {
        const one = analytics.approvedContracts[at];
        return [one?.region, one?.dealer, one?.approvedDay, one?.approvalMs];
      },
    );
    return db;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
