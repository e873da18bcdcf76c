/**
 * What a rebate is calculated from, as it lies in head office's tables and in a laptop's replica. Both readers give these
 * rows, and everything after them is the same code: `db/headoffice/rebate-rows.ts`, `db/store/rebate-rows.ts`.
 *
 * Amounts in 分, quantities in thousandths of the SKU's base unit, local dates. No order is assumed.
 */

/** An agreement with its dealer. */
export interface AgreementRow {
  readonly id: string;
  readonly no: number;
  readonly code: string;
  readonly name: string;
  readonly dealerId: string;
}

/** An approved version of an agreement; `rule` and `relations` are parsed JSON, not yet checked. */
export interface VersionRow {
  readonly agreementId: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly effectiveTo: string;
  /** From this day on it is known: nothing is calculated by it before. */
  readonly signedOn: string;
  readonly currency: string;
  readonly rule: unknown;
  readonly relations: unknown;
}

export interface SkuRow {
  readonly id: string;
  readonly brandId: string;
  readonly categoryId: string;
  readonly productLineId: string;
  readonly baseUnit: string;
  readonly vatPpm: number;
}

/** A line that counts, or counted until its order was cancelled. Returns carry negative numbers. */
export interface LineRow {
  readonly id: string;
  readonly dealerId: string;
  readonly kind: 'order' | 'return' | 'adjustment';
  readonly date: string;
  /** The order, also of what came back of it. */
  readonly orderId: string;
  /** Its number, as the dealer knows it. */
  readonly orderCode: string;
  readonly sku: SkuRow;
  readonly quantityMilli: number;
  readonly netFen: number;
  readonly taxFen: number;
  /** Null while the order holds. */
  readonly cancelledOn: string | null;
}

export interface DeliveryRow {
  readonly orderId: string;
  readonly deliveredOn: string;
}

/** An invoice, or a red one (红字) with negative amounts that names the one it corrects. */
export interface InvoiceRow {
  readonly id: string;
  readonly orderId: string | null;
  readonly correctsId: string | null;
  readonly invoicedOn: string;
  readonly netFen: number;
  readonly taxFen: number;
}

/** What of a receipt was set against an invoice. */
export interface AllocationRow {
  readonly invoiceId: string;
  readonly receivedOn: string;
  readonly amountFen: number;
}

/** Everything of some dealers. */
export interface TradeRows {
  readonly lines: readonly LineRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly invoices: readonly InvoiceRow[];
  readonly allocations: readonly AllocationRow[];
}

/** A leg of the ledger with its entry, as both sides have it. */
export interface LedgerLegRow {
  readonly entryId: string;
  readonly seq: number;
  readonly agreementId: string;
  readonly dealerId: string;
  /** Code of the ledger's period that the money concerns. */
  readonly periodCode: string;
  readonly postedOn: string;
  readonly kind: string;
  /** Kind of the entry that a reversal takes back; told with the first leg at least. */
  readonly correctsKind: string | null;
  readonly baseFen: number;
  readonly account: string;
  readonly debitFen: number;
  readonly creditFen: number;
}

/** A period of the ledger, half-open. */
export interface PeriodRow {
  readonly code: string;
  readonly startsOn: string;
  readonly endsOn: string;
}
