import { type CopyValue, copyLine } from '../copy-text.ts';
import type { Queryable } from '../database.ts';

/** Columns of the tables the demo company fills, in the order in which rows are given and tables are loaded. */
const COLUMNS = {
  region: 'id parent_id level code name name_en adcodes valid_from',
  person: 'id code name',
  employment: 'id person_id region_id position manager_id valid_from',
  leave: 'id person_id region_id valid_from valid_to',
  role_grant: 'id person_id region_id role valid_from',
  calendar_day: 'id day kind name',
  working_hours: 'id weekday start_minute end_minute valid_from',
  product_line: 'id code name name_en',
  category: 'id product_line_id code name name_en',
  brand: 'id code name',
  sku: 'id no code name category_id brand_id base_unit vat_ppm',
  price_list: 'id code name currency tax_included',
  price: 'id price_list_id sku_id unit_price_fen valid_from valid_to',
  cost: 'id sku_id layer unit_cost_fen currency valid_from valid_to',
  period: 'id code starts_on ends_on state',
  dealer: 'id no code name legal_name credit_code class opened_on closed_on adcode longitude latitude',
  dealer_region: 'id dealer_id region_id owner_id valid_from valid_to',
  dealer_link: 'id from_id to_id kind effective_on region_id',
  credit: 'id dealer_id region_id rating limit_fen currency terms_days valid_from',
  terminal: 'id no code name kind region_id adcode longitude latitude opened_on',
  territory: 'id dealer_id product_line_id region_id adcodes valid_from valid_to',
  target: 'id region_id dealer_id kpi month value valid_from',
  lead: 'id region_id source company adcode grade received_at owner_id first_contact_at converted_on lost_on lost_reason',
  lead_assignment: 'id lead_id region_id person_id assigned_at reason',
  opportunity: 'id region_id lead_id dealer_id owner_id name opened_on closed_on outcome amount_fen currency',
  contract: 'id code version region_id dealer_id submitted_at approved_at signed_on valid_from valid_to',
  sales_order: 'id code region_id dealer_id person_id ordered_on promised_on currency cancelled_on cancel_reason',
  order_line:
    'id order_id region_id dealer_id ordered_on line_no sku_id pack_unit quantity_milli unit_price_fen net_fen tax_fen cost_fen',
  delivery: 'id order_id region_id dealer_id delivered_on on_time in_full',
  return_line:
    'id order_line_id region_id dealer_id returned_on sku_id quantity_milli net_fen tax_fen cost_fen reason_code',
  price_adjustment: 'id order_line_id region_id dealer_id adjusted_on sku_id net_fen tax_fen reason_code',
  invoice: 'id code region_id dealer_id order_id invoiced_on due_on net_fen tax_fen currency corrects_id',
  receipt: 'id region_id dealer_id received_on amount_fen currency method',
  receipt_allocation: 'id receipt_id invoice_id region_id amount_fen dealer_id received_on',
  shipment: 'id code region_id dealer_id delivery_id territory_id shipped_on warehouse',
  trace_code: 'id code level sku_id batch produced_on shipment_id',
  scan: 'id region_id dealer_id shipment_id code sku_id actor terminal_id scanned_at scanned_on longitude latitude source_crs accuracy_class accuracy_m',
  agreement: 'id no code name dealer_id region_id product_line_id',
  agreement_version:
    'id agreement_id region_id version effective_from effective_to signed_on tax_basis date_basis currency kind rule state maker_id checker_id relations',
  entry:
    'id seq region_id dealer_id agreement_id kind posting_date effective_period_id currency base_fen idempotency_key maker_id checker_id prev_hash hash',
  entry_leg: 'entry_id leg_no account_code debit_fen credit_fen',
} as const;

export type DemoTable = keyof typeof COLUMNS;

/** Rows on their way into the database: kept as COPY text, loaded table by table so that references find their rows. */
export class Rows {
  readonly #lines = new Map<DemoTable, string[]>();
  readonly counts: Partial<Record<DemoTable, number>> = {};

  add(table: DemoTable, ...values: readonly CopyValue[]): void {
    const lines = this.#lines.get(table) ?? [];
    if (lines.length === 0) this.#lines.set(table, lines);
    lines.push(copyLine(values));
    this.counts[table] = (this.counts[table] ?? 0) + 1;
  }

  /** Loads and forgets what was added since the last time. `onText` sees every byte, for checking equality. */
  async flush(tx: Queryable, onText?: (text: string) => void): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS) as [DemoTable, string][]) {
      const lines = this.#lines.get(table);
      if (lines === undefined || lines.length === 0) continue;
      if (onText !== undefined) for (const line of lines) onText(line);
      await tx.copyIn(`ho.${table}`, columns.split(' '), lines);
      this.#lines.delete(table);
    }
  }
}
