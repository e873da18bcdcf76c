import type {
  AgreementRow, AllocationRow, DeliveryRow, InvoiceRow, LedgerLegRow, LineRow, PeriodRow, SkuRow, TradeRows, VersionRow,
} from '../domain/rebates/rows/source.ts'; // biome-ignore format: types in one block
import type { Queryable } from './database.ts';

/** Rows as SQL gives them, with bigint columns as bigint. */
type Raw<Row> = { readonly [Name in keyof Row]: Row[Name] extends number ? number | bigint : Row[Name] };

/** The same rows with numbers. Amounts were checked to be safe integers when they were written (`ho.fen`). */
const plain = <Row extends object>(raw: Raw<Row>): Row =>
  Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  ) as Row;

async function rowsOf<Row extends object>(
  db: Queryable,
  sql: string,
  values: readonly string[][] = [],
): Promise<Row[]> {
  const { rows } = await db.query<Raw<Row>>(sql, values);
  return rows.map((row) => plain<Row>(row));
}

/** Agreements, their approved versions and the periods of the ledger. */
export async function readRebateBook(db: Queryable): Promise<{
  readonly agreements: readonly AgreementRow[];
  readonly versions: readonly VersionRow[];
  readonly periods: readonly PeriodRow[];
}> {
  const agreements = await rowsOf<AgreementRow>(
    db,
    'select id::text, no, code, name, dealer_id::text as "dealerId" from ho.agreement order by no',
  );
  const versions = await rowsOf<VersionRow>(
    db,
    `select agreement_id::text as "agreementId", version, effective_from::text as "effectiveFrom",
       effective_to::text as "effectiveTo", signed_on::text as "signedOn", currency, rule, relations
     from ho.agreement_version where state = 'approved' order by agreement_id, version`,
  );
  const periods = await rowsOf<PeriodRow>(
    db,
    `select code, starts_on::text as "startsOn", ends_on::text as "endsOn" from ho.period order by starts_on`,
  );
  return { agreements, versions, periods };
}

/** Everything that dealers bought, gave back and paid. */
export async function readTrade(db: Queryable, dealerIds: readonly string[]): Promise<TradeRows> {
  const of = [[...dealerIds]];
  const skus = await rowsOf<SkuRow>(
    db,
    `select s.id::text, s.brand_id::text as "brandId", s.category_id::text as "categoryId",
       c.product_line_id::text as "productLineId", s.base_unit as "baseUnit", s.vat_ppm as "vatPpm"
     from ho.sku s join ho.category c on c.id = s.category_id`,
  );
  const skuById = new Map(skus.map((sku) => [sku.id, sku] as const));
  const columns = (date: string): string =>
    `id::text, dealer_id::text as "dealerId", ${date}::text as date, order_id::text as "orderId", order_code as "orderCode", sku_id::text as "skuId",
     quantity_milli as "quantityMilli", net_fen as "netFen", tax_fen as "taxFen"`;
  const lines = await rowsOf<Omit<LineRow, 'sku'> & { readonly skuId: string }>(
    db,
    `select ${columns('business_date')}, kind, null as "cancelledOn" from ho.sales_line where dealer_id = any ($1::text[]::uuid[])
     union all
     select ${columns('ordered_on')}, 'order', cancelled_on::text from ho.cancelled_line where dealer_id = any ($1::text[]::uuid[])`,
    of,
  );
  return {
    lines: lines.map(({ skuId, ...line }) => {
      const sku = skuById.get(skuId);
      if (sku === undefined) throw new Error(`There is no SKU ${skuId}`);
      return { ...line, sku };
    }),
    deliveries: await rowsOf<DeliveryRow>(
      db,
      `select order_id::text as "orderId", delivered_on::text as "deliveredOn" from ho.delivery
       where dealer_id = any ($1::text[]::uuid[])`,
      of,
    ),
    invoices: await rowsOf<InvoiceRow>(
      db,
      `select id::text, order_id::text as "orderId", corrects_id::text as "correctsId", invoiced_on::text as "invoicedOn",
         net_fen as "netFen", tax_fen as "taxFen"
       from ho.invoice where dealer_id = any ($1::text[]::uuid[])`,
      of,
    ),
    allocations: await rowsOf<AllocationRow>(
      db,
      `select invoice_id::text as "invoiceId", received_on::text as "receivedOn", amount_fen as "amountFen"
       from ho.receipt_allocation where dealer_id = any ($1::text[]::uuid[])`,
      of,
    ),
  };
}

/** Legs of the entries of dealers that name an agreement. */
export function readLedgerLegs(db: Queryable, dealerIds: readonly string[]): Promise<LedgerLegRow[]> {
  return rowsOf<LedgerLegRow>(
    db,
    `select l.entry_id::text as "entryId", l.seq, l.agreement_id::text as "agreementId", l.dealer_id::text as "dealerId",
       l.period_code as "periodCode", l.posting_date::text as "postedOn", l.kind,
       l.corrects_kind as "correctsKind", l.base_fen as "baseFen",
       l.account_code as account, l.debit_fen as "debitFen", l.credit_fen as "creditFen"
     from ho.ledger_leg l where l.agreement_id is not null and l.dealer_id = any ($1::text[]::uuid[]) order by l.seq, l.leg_no`,
    [[...dealerIds]],
  );
}
