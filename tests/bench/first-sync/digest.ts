import { crc32 } from 'node:zlib';
import type Database from 'better-sqlite3';
import { PACK_TABLES, ROW_TABLES } from '../../../db/domain/replica/manifest.ts';

/** Coordinates are compared to a tenth of a millimetre: JSON readers differ in the last bit of a double. */
const DECIMALS = 9;
const exactly = (column: string, type: string): string => (type === 'real' ? `round(${column}, ${DECIMALS})` : column);

export type Digest = Readonly<Record<string, readonly [rows: number, sum: number]>>;

/**
 * Number of rows of every table and a sum over their contents, whatever the order: equal for equal rows. `packed` says
 * that region and dealer of a fact stand with its pack.
 */
export function digestOf(database: Database.Database, packed: boolean): Digest {
  database.function('row_sum', { deterministic: true }, (row: unknown) => crc32(String(row)));
  const sumOf = (table: string, columns: readonly string[], from: string) => {
    const [rows, sum] = database
      .prepare(`select count(*), coalesce(sum(row_sum(json_array(${columns.join(', ')}))), 0) from ${from}`)
      .raw()
      .get() as [number, number];
    return [table, [rows, sum]] as const;
  };
  return Object.fromEntries([
    ...ROW_TABLES.map(({ name, columns }) =>
      sumOf(name, ['id', ...Object.entries(columns).map(([column, type]) => exactly(column, type))], name),
    ),
    ...PACK_TABLES.map(({ name, columns }) => {
      const own = columns.map(({ name: column, type }) => exactly(`f.${column}`, type));
      return packed
        ? sumOf(name, ['p.region_id', 'p.dealer_id', ...own], `${name} f join pack p on p.pk = f.pk`)
        : sumOf(
            name,
            ['r.id', 'd.id', ...own],
            `${name} f join holder r on r.no = f.region_no
            left join holder d on d.no = f.dealer_no`,
          );
    }),
  ]);
}
