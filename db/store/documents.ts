import type Database from 'better-sqlite3';

/** Whole rows of packed facts, by their place in the replica. Undefined when a checkpoint has just replaced the row. */

export interface StoredSalesLine {
  readonly id: string;
  readonly kind: 'order' | 'return' | 'adjustment';
  readonly business_date: string;
  readonly quantity_milli: number;
  readonly net_fen: number;
  readonly tax_fen: number;
  readonly cost_fen: number;
}

export function salesLineReader(
  replica: Database.Database,
): (pack: number, packRow: number) => StoredSalesLine | undefined {
  const statement = replica.prepare<[number, number], StoredSalesLine>(
    `select id, kind, business_date, quantity_milli, net_fen, tax_fen, cost_fen from sales_line where pk = ? and n = ?`,
  );
  return (pack, packRow) => statement.get(pack, packRow);
}

export function receiptReader(
  replica: Database.Database,
): (pack: number, packRow: number) => { readonly id: string } | undefined {
  const statement = replica.prepare<[number, number], { readonly id: string }>(
    'select id from receipt where pk = ? and n = ?',
  );
  return (pack, packRow) => statement.get(pack, packRow);
}
