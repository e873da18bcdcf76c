import type { Selection } from '../../../db/contract/selection.ts';
import type { HeadOfficeDatabase, SqlValue } from '../../../db/headoffice/database.ts';

/** Parameters $1…$4 of every question to head office: region, dealers, place, product line. */
export function parameters({ regionId, dealerIds, place, productLineId }: Selection): SqlValue[] {
  return [regionId, dealerIds, place, productLineId];
}

export const IN_REGION = (column: string) => `($1::uuid is null or ${column} in (select ho.region_subtree($1::uuid)))`;

export const IN_DEALERS = (column: string) => `(cardinality($2::uuid[]) = 0 or ${column} = any($2::uuid[]))`;

/** Seat by the digits of the code: two for the province, four for the city. */
export const SEATED = (adcode: string) => `($3::text is null or ${adcode} = $3::text
  or (right($3::text, 4) = '0000' and left(${adcode}, 2) = left($3::text, 2))
  or (right($3::text, 2) = '00' and right($3::text, 4) <> '0000' and left(${adcode}, 4) = left($3::text, 4)))`;

/** A document names a dealer who is chosen and sits in the place. */
export const BY_DEALER = (column: string) =>
  `(${IN_DEALERS(column)} and ($3::text is null or ${column} in (select d.id from ho.dealer d where ${SEATED('d.adcode')})))`;

export const OF_LINE = (sku: string) => `($4::uuid is null or ${sku} in
  (select k.id from ho.sku k join ho.category c on c.id = k.category_id where c.product_line_id = $4::uuid))`;

/** Sales from the documents themselves. */
export const SALES = `sales as (
  select 'order' as kind, l.region_id, l.dealer_id, l.ordered_on as day, l.sku_id, l.net_fen as net, l.cost_fen as cost
  from ho.order_line l where exists (select from ho.sales_order o where o.id = l.order_id and o.cancelled_on is null)
  union all select 'return', region_id, dealer_id, returned_on, sku_id, -net_fen, -cost_fen from ho.return_line
  union all select 'adjustment', region_id, dealer_id, adjusted_on, sku_id, net_fen, 0 from ho.price_adjustment
), chosen as (
  select s.* from sales s where ${IN_REGION('s.region_id')} and ${BY_DEALER('s.dealer_id')} and ${OF_LINE('s.sku_id')}
)`;

/** One number of one row; null stays null. */
export async function number(
  database: HeadOfficeDatabase,
  sql: string,
  values: readonly SqlValue[],
): Promise<number | null> {
  const { rows } = await database.query<{ n: bigint | number | null }>(sql, values);
  const value = rows[0]?.n ?? null;
  return value === null ? null : Number(value);
}

/** Last business date of any document at head office, or null. */
export async function lastBusinessDate(database: HeadOfficeDatabase): Promise<string | null> {
  const { rows } = await database.query<{ day: string | null }>(
    `select max(day)::text as day from (
       select max(business_date) as day from ho.sales_line
       union all select max(received_on) from ho.receipt
       union all select max(posting_date) from ho.entry
       union all select max(scanned_on) from ho.scan) d`,
  );
  return rows[0]?.day ?? null;
}
