import type { AllocationRow, DeliveryRow, InvoiceRow } from './source.ts';

/** When what an order sells was shipped, invoiced and paid; absent while it was not. */
export interface OrderDates {
  readonly shippedOn?: string;
  readonly invoicedOn?: string;
  readonly paidOn?: string;
}

interface Account {
  shippedOn: string | null;
  invoicedOn: string | null;
  /** What was invoiced (positive) and received (negative), by day. */
  readonly movements: { readonly on: string; readonly fen: number }[];
}

const earlier = (a: string | null, b: string): string => (a === null || b < a ? b : a);

/**
 * Dates of every order as they were known on `asOf`. An order is shipped with its first delivery and invoiced with its
 * first invoice. It is paid on the day from which on receipts cover all of its invoices, red ones taken off; a payment in
 * part does not count yet, and one that bounced never did.
 */
export function orderDates(
  rows: {
    readonly deliveries: readonly DeliveryRow[];
    readonly invoices: readonly InvoiceRow[];
    readonly allocations: readonly AllocationRow[];
  },
  asOf: string,
): ReadonlyMap<string, OrderDates> {
  const accounts = new Map<string, Account>();
  const accountOf = (orderId: string): Account => {
    const known = accounts.get(orderId);
    if (known !== undefined) return known;
    const made: Account = { shippedOn: null, invoicedOn: null, movements: [] };
    accounts.set(orderId, made);
    return made;
  };
  for (const { orderId, deliveredOn } of rows.deliveries) {
    if (deliveredOn > asOf) continue;
    const account = accountOf(orderId);
    account.shippedOn = earlier(account.shippedOn, deliveredOn);
  }
  const invoices = new Map(rows.invoices.map((invoice) => [invoice.id, invoice] as const));
  const orderOf = ({ orderId, correctsId }: InvoiceRow): string | null =>
    orderId ?? (correctsId === null ? null : (invoices.get(correctsId)?.orderId ?? null));
  for (const invoice of rows.invoices) {
    const orderId = orderOf(invoice);
    if (orderId === null || invoice.invoicedOn > asOf) continue;
    const account = accountOf(orderId);
    if (invoice.correctsId === null) account.invoicedOn = earlier(account.invoicedOn, invoice.invoicedOn);
    account.movements.push({ on: invoice.invoicedOn, fen: invoice.netFen + invoice.taxFen });
  }
  for (const { invoiceId, receivedOn, amountFen } of rows.allocations) {
    const invoice = invoices.get(invoiceId);
    const orderId = invoice === undefined ? null : orderOf(invoice);
    if (orderId === null || receivedOn > asOf) continue;
    accountOf(orderId).movements.push({ on: receivedOn, fen: -amountFen });
  }
  return new Map([...accounts].map(([orderId, account]) => [orderId, datesOf(account)] as const));
}

function datesOf({ shippedOn, invoicedOn, movements }: Account): OrderDates {
  const paidOn = invoicedOn === null ? null : paidSince(movements, invoicedOn);
  return {
    ...(shippedOn === null ? {} : { shippedOn }),
    ...(invoicedOn === null ? {} : { invoicedOn }),
    ...(paidOn === null ? {} : { paidOn }),
  };
}

/** The day since which nothing is owed, not before the invoice; null while something is. */
function paidSince(movements: Account['movements'], invoicedOn: string): string | null {
  const byDay = movements.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  let owedFen = 0;
  let since: string | null = null;
  for (const [n, { on, fen }] of byDay.entries()) {
    owedFen += fen;
    if (byDay[n + 1]?.on === on) continue;
    if (owedFen > 0) since = null;
    else since ??= on;
  }
  return since === null || since > invoicedOn ? since : invoicedOn;
}
