import { v7 } from 'uuid';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';

/** Goods that left the house under a code, and where they turned up. */
export interface DivertedGoods {
  readonly code: string;
  readonly region: string;
  readonly dealer: string;
  readonly sku: string;
  readonly shippedOn: string;
  readonly scannedOn: string;
  /** The order that they were delivered for; null where none is known. */
  readonly orderId: string | null;
  /** The packing case that they are a bottle of; null: a packing case themselves. */
  readonly parent: string | null;
}

/** Ships goods under a code and has a terminal in another city scan them; gives the scan's id. */
export async function addDivertedScan(
  database: Pick<HeadOfficeDatabase, 'query'>,
  { code, region, dealer, sku, shippedOn, scannedOn, orderId, parent }: DivertedGoods,
): Promise<string> {
  const [scan, shipment, delivery] = [v7(), v7(), v7()];
  if (orderId !== null) {
    await database.query(
      `insert into ho.delivery (id, order_id, region_id, dealer_id, delivered_on, on_time, in_full) values ($1, $2, $3, $4, $5, true, true)`,
      [delivery, orderId, region, dealer, shippedOn],
    );
  }
  await database.query(
    `insert into ho.shipment (id, code, region_id, dealer_id, delivery_id, shipped_on, warehouse) values ($1, $2, $3, $4, $5, $6, '宁波仓')`,
    [shipment, `CK-${code}`, region, dealer, orderId === null ? null : delivery, shippedOn],
  );
  await database.query(
    `insert into ho.trace_code (id, code, level, sku_id, batch, produced_on, shipment_id, parent_id)
     values ($1, $2, $3, $4, 'B1', $5, $6, (select id from ho.trace_code where code = $7))`,
    [v7(), code, parent === null ? 'case' : 'bottle', sku, shippedOn, shipment, parent],
  );
  await database.query(
    `insert into ho.scan (id, region_id, dealer_id, shipment_id, code, sku_id, actor, scanned_at, scanned_on, longitude, latitude,
       source_crs, accuracy_class, accuracy_m)
     values ($1, $2, $3, $4, $5, $6, 'terminal', $7::date + time '10:00', $7::date, 120.61, 31.31, 'GCJ02', 'A', 10)`,
    [scan, region, dealer, shipment, code, sku, scannedOn],
  );
  return scan;
}
