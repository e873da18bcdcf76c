import type { Selection } from '../../../db/contract/selection.ts';
import type { HeadOfficeDatabase, SqlValue } from '../../../db/headoffice/database.ts';
import { BY_DEALER, IN_REGION, lastBusinessDate, number, parameters, SALES, SEATED } from './conditions.ts';

/** A month `YYYY-MM-01`. */
type Month = string;

/** Half-open range of days for SQL, $5 and $6. */
interface Range {
  readonly from: string;
  readonly to: string;
}

/** The questions about one selection, each answered by SQL over head office's own tables. */
export class DashboardOracle {
  readonly #database: HeadOfficeDatabase;
  readonly #selection: Selection;
  readonly #asOf: string;

  constructor(database: HeadOfficeDatabase, selection: Selection, asOf: string) {
    this.#database = database;
    this.#selection = selection;
    this.#asOf = asOf;
  }

  static async of(database: HeadOfficeDatabase, selection: Selection): Promise<DashboardOracle> {
    return new DashboardOracle(database, selection, (await lastBusinessDate(database)) ?? '1970-01-01');
  }

  /** The same days a year earlier, as far as data goes: a bound on 29 February becomes 1 March. */
  async compared(): Promise<Range> {
    const { from, to } = this.#selection.period;
    const { rows } = await this.#database.query<Range>(
      `with cut as (select $1::date as from_day, greatest($1::date, least($2::date, $3::date + 1)) as to_day)
       select (from_day - interval '1 year' + (extract(month from from_day) = 2 and extract(day from from_day) = 29)::int
           * interval '1 day')::date::text as from,
         (to_day - interval '1 year' + (extract(month from to_day) = 2 and extract(day from to_day) = 29)::int
           * interval '1 day')::date::text as to
       from cut`,
      [from, to, this.#asOf],
    );
    return rows[0]!;
  }

  asOf(): string {
    return this.#asOf;
  }

  /** The region and everything below it. */
  async subtree(regionId: string): Promise<string[]> {
    const { rows } = await this.#database.query<{ id: string }>('select ho.region_subtree($1::uuid)::text as id', [
      regionId,
    ]);
    return rows.map((row) => row.id);
  }

  #values(range: Range, ...more: SqlValue[]): SqlValue[] {
    return [...parameters(this.#selection), range.from, range.to, ...more];
  }

  #number(sql: string, range: Range): Promise<number | null> {
    return number(this.#database, sql, this.#values(range));
  }

  /** Net, cost and active dealers. */
  async sales(range: Range) {
    const { rows } = await this.#database.query<{ net: bigint; cost: bigint; active: bigint }>(
      `with ${SALES} select coalesce(sum(net), 0)::bigint as net, coalesce(sum(cost), 0)::bigint as cost,
         count(distinct dealer_id) filter (where kind = 'order') as active
       from chosen where day >= $5::date and day < $6::date`,
      this.#values(range),
    );
    const row = rows[0]!;
    return { netFen: Number(row.net), costFen: Number(row.cost), activeDealers: Number(row.active) };
  }

  receipts(range: Range): Promise<number | null> {
    return this.#number(
      `select case when $4::uuid is null and exists (select from ho.receipt) then coalesce(sum(amount_fen), 0)::bigint end as n from ho.receipt r
       where r.received_on >= $5::date and r.received_on < $6::date
         and ${IN_REGION('r.region_id')} and ${BY_DEALER('r.dealer_id')}`,
      range,
    );
  }

  /** ppm of the mature cohort that was converted within 90 days. */
  leadConversion(range: Range): Promise<number | null> {
    return this.#number(
      `select round(1000000.0 * count(*) filter (where l.converted_on - l.received <= 90) / nullif(count(*), 0))::bigint as n
       from (select *, (received_at at time zone 'Asia/Shanghai')::date as received from ho.lead) l
       where l.received >= $5::date and l.received < $6::date and l.received + 90 <= '${this.#asOf}'::date
         and ${IN_REGION('l.region_id')} and cardinality($2::uuid[]) = 0 and ${SEATED('l.adcode')} and $4::uuid is null`,
      range,
    );
  }

  #documentCondition(alias: string): string {
    return `${IN_REGION(`${alias}.region_id`)} and $4::uuid is null and (
      (${alias}.dealer_id is null and cardinality($2::uuid[]) = 0 and $3::text is null) or ${BY_DEALER(`${alias}.dealer_id`)})`;
  }

  /** Thousandths of a day. */
  salesCycle(range: Range): Promise<number | null> {
    return this.#number(
      `select round(1000.0 * sum(o.closed_on - o.opened_on) / nullif(count(*), 0))::bigint as n from ho.opportunity o
       where o.outcome = 'won' and o.closed_on >= $5::date and o.closed_on < $6::date and ${this.#documentCondition('o')}`,
      range,
    );
  }

  /** Thousandths of a day. */
  contractApproval(range: Range): Promise<number | null> {
    return this.#number(
      `select round(sum(extract(epoch from date_trunc('milliseconds', c.approved_at)
           - date_trunc('milliseconds', c.submitted_at))) / 86.4 / nullif(count(*), 0))::bigint as n
       from ho.contract c
       where (c.approved_at at time zone 'Asia/Shanghai')::date >= $5::date
         and (c.approved_at at time zone 'Asia/Shanghai')::date < $6::date and ${this.#documentCondition('c')}`,
      range,
    );
  }

  /** Net sales by `region` (own documents of each) or `dealer`, and of the last week of quarters. */
  async salesBy(group: 'region_id' | 'dealer_id', range: Range) {
    const { rows } = await this.#database.query<{ id: string; net: bigint; sprint: bigint }>(
      `with ${SALES} select ${group}::text as id, sum(net)::bigint as net, coalesce(sum(net) filter (
         where day >= (date_trunc('quarter', day) + interval '3 months - 7 days')::date), 0)::bigint as sprint
       from chosen where day >= $5::date and day < $6::date group by 1`,
      this.#values(range),
    );
    return new Map(rows.map((row) => [row.id, { netFen: Number(row.net), sprintFen: Number(row.sprint) }]));
  }

  /** Target of the selection in a month: topmost statements in the region's tree, or the chosen dealers'. */
  async target(month: Month): Promise<number | null> {
    const { regionId, dealerIds, place, productLineId } = this.#selection;
    if (productLineId !== null) return null;
    if (dealerIds.length > 0 || place !== null) {
      return number(
        this.#database,
        `${STATED} select sum(value)::bigint as n from stated s
         where s.dealer_id is not null and month = $5::date and $4::uuid is null
           and ${IN_REGION('s.region_id')} and ${BY_DEALER('s.dealer_id')}`,
        [...parameters(this.#selection), month],
      );
    }
    return this.regionTarget(regionId, month);
  }

  /** Sum of the topmost statements at or below a region (null: anywhere). */
  regionTarget(regionId: string | null, month: Month): Promise<number | null> {
    return number(
      this.#database,
      `${STATED}, own as (select region_id, value from stated where dealer_id is null and month = $2::date),
       scope as (select id, parent_id from ho.region where $1::uuid is null or id in (select ho.region_subtree($1::uuid)))
       select sum(o.value)::bigint as n from own o join scope s on s.id = o.region_id
       where not exists (
         with recursive up as (
           select parent_id as id from scope where id = o.region_id
           union all select p.parent_id from scope p join up on up.id = p.id
         ) select from up join scope using (id) join own on own.region_id = up.id)`,
      [regionId, month],
    );
  }

  dealerTarget(dealerId: string, month: Month): Promise<number | null> {
    return number(
      this.#database,
      `${STATED} select sum(value)::bigint as n from stated s
       where s.dealer_id = $5::uuid and month = $6::date and ${IN_REGION('s.region_id')}
         and $2::uuid[] is not null and $3::text is not distinct from $3::text and $4::uuid is null`,
      [...parameters(this.#selection), dealerId, month],
    );
  }

  /** First days of the months that lie wholly in the period. */
  async wholeMonths(): Promise<Month[]> {
    const { from, to } = this.#selection.period;
    const { rows } = await this.#database.query<{ month: string }>(
      `select m::date::text as month from generate_series(date_trunc('month', $1::date), $2::date, interval '1 month') m
       where m::date >= $1::date and (m + interval '1 month')::date <= $2::date order by 1`,
      [from, to],
    );
    return rows.map((row) => row.month);
  }
}

/** The newest statement of each target for net sales. */
const STATED = `with stated as (
  select distinct on (region_id, dealer_id, month) region_id, dealer_id, month, value from ho.target
  where kpi = 'net_sales' order by region_id, dealer_id, month, valid_from desc
)`;

/** The first day of the month `count` months after another. */
export function addMonths(month: Month, count: number): Month {
  const date = new Date(`${month}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 10);
}
