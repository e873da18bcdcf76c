import { type CopyValue, copyLine } from '../copy-text.ts';
import type { Queryable } from '../database.ts';
import { identifierOf } from './identifier.ts';

/** Columns of the tables an import fills, besides `id`; in the order in which references find their rows. */
const COLUMNS = {
  region: 'parent_id level code name name_en currency valid_from',
  person: 'code name',
  employment: 'person_id region_id position manager_id valid_from',
  role_grant: 'person_id region_id role valid_from',
  product_line: 'code name name_en',
  category: 'product_line_id code name name_en',
  brand: 'code name',
  sku: 'no code name category_id brand_id base_unit vat_ppm active',
  price_list: 'code name currency tax_included',
  price: 'price_list_id sku_id unit_price_fen valid_from valid_to',
  cost: 'sku_id layer unit_cost_fen currency valid_from valid_to',
  dealer: 'no code name legal_name class opened_on address',
  dealer_region: 'dealer_id region_id valid_from',
  sales_order: 'code region_id dealer_id person_id ordered_on promised_on currency',
  order_line:
    'order_id region_id dealer_id ordered_on line_no sku_id pack_unit quantity_milli unit_price_fen net_fen tax_fen cost_fen',
  delivery: 'order_id region_id dealer_id delivered_on on_time in_full',
} as const;

export type ImportTable = keyof typeof COLUMNS;
/** The tables in the order of their references. */
export const IMPORT_TABLES = Object.keys(COLUMNS) as readonly ImportTable[];

export interface Outcomes {
  inserted: number;
  /** Already there from an earlier import; left as it was. */
  skipped: number;
  rejected: number;
}
export type ImportCounts = Partial<Record<ImportTable, Outcomes>>;

/** Lines kept in memory before they go to the database. */
const CHUNK = 4000;

/**
 * Rows of a source on their way into the tables. They wait in temporary tables, so that they may come in any order,
 * and so that a row that is there already is seen as such. Each one, also a rejected one, is recorded in `import_row`.
 */
export class Staging {
  readonly #tx: Queryable;
  readonly #source: string;
  readonly #lines = new Map<ImportTable | 'rejected', string[]>();
  readonly #known = new Map<ImportTable, Map<string, string>>();
  #rejections = 0;

  private constructor(tx: Queryable, source: string) {
    this.#tx = tx;
    this.#source = source;
  }

  static async open(tx: Queryable, source: string): Promise<Staging> {
    for (const table of IMPORT_TABLES) {
      const columns = `id, ${COLUMNS[table].replaceAll(' ', ', ')}`;
      await tx.script(
        `create temp table import_${table} on commit drop as
         select ${columns}, null::text as source_key from ho.${table} with no data`,
      );
    }
    await tx.script(
      'create temp table import_rejected (table_name text, row_id uuid, source_key text, reason text) on commit drop',
    );
    return new Staging(tx, source);
  }

  /**
   * Stages a row and gives its identifier; null when the source names the same row twice, which rejects the second.
   * @param date the row's business date, which its identifier carries
   */
  add(table: ImportTable, key: string, date: string, ...values: readonly CopyValue[]): string | null {
    const known = this.#known.get(table) ?? new Map<string, string>();
    this.#known.set(table, known);
    if (known.has(key)) {
      this.reject(table, key, 'named_twice');
      return null;
    }
    const id = identifierOf([this.#source, table, key], date);
    known.set(key, id);
    this.#push(table, copyLine([id, ...values, key]));
    return id;
  }

  /** Like {@link add}, for rows that the mapping itself makes: that one is there twice is an error of the mapping. */
  make(table: ImportTable, key: string, date: string, ...values: readonly CopyValue[]): string {
    const id = this.add(table, key, date, ...values);
    if (id === null) throw new Error(`${table} ${key} made twice`);
    return id;
  }

  /** Identifier of a row staged before, if there is one. */
  find(table: ImportTable, key: string): string | undefined {
    return this.#known.get(table)?.get(key);
  }

  reject(table: ImportTable, key: string, reason: string): void {
    this.#rejections += 1;
    const id = identifierOf([this.#source, 'rejected', table, key, String(this.#rejections)], '1970-01-01');
    this.#push('rejected', copyLine([table, id, key, reason]));
  }

  #push(table: ImportTable | 'rejected', line: string): void {
    const lines = this.#lines.get(table) ?? [];
    this.#lines.set(table, lines);
    lines.push(line);
  }

  /** Sends what has gathered, when there is enough of it. */
  async drain(least = CHUNK): Promise<void> {
    for (const [table, lines] of this.#lines) {
      if (lines.length < least) continue;
      const columns =
        table === 'rejected'
          ? ['table_name', 'row_id', 'source_key', 'reason']
          : ['id', ...COLUMNS[table].split(' '), 'source_key'];
      await this.#tx.copyIn(`import_${table}`, columns, lines);
      this.#lines.set(table, []);
    }
  }

  /** Moves everything into the tables and records each row under the batch. */
  async finish(batchId: string): Promise<ImportCounts> {
    await this.drain(1);
    for (const table of IMPORT_TABLES) {
      const columns = `id, ${COLUMNS[table].replaceAll(' ', ', ')}`;
      await this.#tx.query(
        `with put as (
           insert into ho.${table} (${columns}) select ${columns} from import_${table} on conflict (id) do nothing returning id
         )
         insert into ho.import_row (batch_id, table_name, row_id, source_key, outcome)
         select $1::uuid, '${table}', s.id, s.source_key, case when p.id is null then 'skipped' else 'inserted' end
         from import_${table} s left join put p on p.id = s.id`,
        [batchId],
      );
    }
    await this.#tx.query(
      `insert into ho.import_row (batch_id, table_name, row_id, source_key, outcome, reason)
       select $1::uuid, table_name, row_id, source_key, 'rejected', reason from import_rejected`,
      [batchId],
    );
    const { rows } = await this.#tx.query<{ table_name: ImportTable; outcome: keyof Outcomes; n: bigint }>(
      'select table_name, outcome, count(*) as n from ho.import_row where batch_id = $1 group by 1, 2 order by 1, 2',
      [batchId],
    );
    const counts: ImportCounts = {};
    for (const { table_name: table, outcome, n } of rows) {
      const outcomes = counts[table] ?? { inserted: 0, skipped: 0, rejected: 0 };
      outcomes[outcome] = Number(n);
      counts[table] = outcomes;
    }
    return counts;
  }
}
