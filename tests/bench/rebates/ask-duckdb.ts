import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { PlainDealer } from './world.ts';

/** The same lines in DuckDB, in memory: narrow whole numbers, the quarter worked out beforehand, terms beside them. */
export async function loadDuckDb(dealers: readonly PlainDealer[]): Promise<DuckDBConnection> {
  const db = await (await DuckDBInstance.create(':memory:')).connect();
  const folder = mkdtempSync(join(tmpdir(), 'rsw-bench-rebates-'));
  const quarterOf = (day: number): number => Math.floor(new Date(day * 86_400_000).getUTCMonth() / 3) + 1;
  const load = async (table: string, columns: string, rows: readonly string[]): Promise<void> => {
    const file = join(folder, `${table}.csv`);
    writeFileSync(file, rows.join('\n'));
    await db.run(`create table ${table} (${columns})`);
    await db.run(`copy ${table} from '${file}' (header false)`);
  };
  try {
    await load(
      'line',
      'dealer smallint, quarter tinyint, line tinyint, net bigint, gross bigint, paid tinyint, days smallint',
      dealers.flatMap(({ no, lines }) =>
        lines.map((one) =>
          [no, quarterOf(one.day), one.productLine, one.netFen, one.grossFen,
            one.paidDay < 0 ? 0 : quarterOf(one.paidDay), one.paidDay < 0 ? -1 : one.paidDay - one.invoicedDay].join(','),
        ),
      ),
    ); // biome-ignore format: one row
    await load(
      'terms',
      't1 bigint, t2 bigint, t3 bigint, ppm bigint, line tinyint, target bigint, dealer smallint',
      dealers.map(({ no, terms }) =>
        [...terms.tiersFen, terms.percentPpm, terms.percentLine, terms.targetFen, no].join(','),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return db;
}

/** 四舍五入 of a sum of 分 × ppm. */
const half = (product: string): string => `((${product}) + 500000) // 1000000`;

const SQL = `
  with year as (select dealer, sum(net)::hugeint as q from line group by dealer),
  quarter as (select dealer, quarter, sum(net)::hugeint as q from line group by dealer, quarter)
  select 'A1' as agreement, dealer, 0 as quarter,
    ${half('q * case when q >= t3 then 22000 when q >= t2 then 15000 when q >= t1 then 8000 else 0 end')} as fen
  from year join terms using (dealer)
  union all
  select 'A2', dealer, 0, ${half(
    'greatest(0, least(q, t2) - t1) * 8000 + greatest(0, least(q, t3) - t2) * 15000 + greatest(0, q - t3) * 22000',
  )} from year join terms using (dealer)
  union all
  select 'A3', l.dealer, l.quarter, ${half('sum(l.net)::hugeint * any_value(t.ppm)')}
  from line l join terms t on t.dealer = l.dealer and t.line = l.line group by l.dealer, l.quarter
  union all
  select 'A4', dealer, paid, ${half('sum(gross * case when days <= 30 then 12000 when days <= 60 then 6000 else 0 end)::hugeint')}
  from line where paid > 0 group by dealer, paid
  union all
  select 'A5', dealer, quarter,
    ${half('q * case when q >= target then 14000 when q * 10 >= target * 9 then 9000 else 0 end')}
  from quarter join terms using (dealer)`;

/** Payable 分 by `agreement dealer period`, where there is any. */
export async function askDuckDb(db: DuckDBConnection): Promise<Map<string, number>> {
  const rows = (await (await db.run(SQL)).getRows()) as unknown as [string, number, number, bigint][];
  return new Map(
    rows.flatMap(([agreement, dealer, quarter, fen]) =>
      fen === 0n
        ? []
        : [[`${agreement} D${dealer} ${quarter === 0 ? '2026' : `2026Q${quarter}`}`, Number(fen)] as const],
    ),
  );
}
