import { withholdPlaces } from '../../domain/diversion/cases/privacy.ts';
import { type CaseLot, CustodyRow } from '../../domain/diversion/cases/schema.ts';
import type { Queryable } from '../database.ts';
import { holdScans } from '../scans/hold.ts';

/** What the scans of a case are, as head office has them. */
export interface Custody {
  readonly custody: readonly CustodyRow[];
  readonly withheldPlaces: number;
  /** The codes as parts of order lines: what a deduction is calculated on. */
  readonly lots: readonly CaseLot[];
  readonly dealerIds: ReadonlySet<string | null>;
  readonly productLineIds: ReadonlySet<string | null>;
  /** Distinct codes. */
  readonly codes: number;
  readonly first: string;
  readonly last: string;
}

interface Row {
  readonly scan_id: string;
  readonly code: string;
  readonly level: string | null;
  readonly case_code: string | null;
  readonly sku: string | null;
  readonly batch: string | null;
  readonly produced_on: string | null;
  readonly dealer_id: string | null;
  readonly product_line_id: string | null;
  readonly shipment: string | null;
  readonly shipped_on: string | null;
  readonly warehouse: string | null;
  readonly actor: CustodyRow['actor'];
  readonly scanned_on: string;
  readonly scanned_at: string | null;
  readonly terminal: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly accuracy_m: number | null;
}

/**
 * The chain of custody of scans, shipment to scan, from head office's own rows: what a laptop says about them is not
 * believed. Null when one of them is not there, or not in the regions of whoever asks.
 */
export async function readCustody(tx: Queryable, scanIds: readonly string[]): Promise<Custody | null> {
  const wanted = [...new Set(scanIds)];
  const scope = `string_to_array($1, ',')::uuid[], string_to_array(current_setting('app.regions', true), ',')`;
  await holdScans(tx, 'together');
  const { rows } = await tx.query<Row>(
    `select scan_id::text, code, level, case_code, sku, batch, produced_on::text, dealer_id::text, product_line_id::text,
       shipment, shipped_on::text, warehouse, actor, scanned_on::text,
       to_char(scanned_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as scanned_at,
       terminal, longitude, latitude, accuracy_m
     from ho.custody_of(${scope})`,
    [wanted.join(',')],
  );
  if (rows.length !== wanted.length) return null;
  const cells = await tx.query<{ longitude: number; latitude: number; people: number }>(
    `select longitude, latitude, people::integer from ho.people_in_cells(${scope})`,
    [wanted.join(',')],
  );
  const lots = await tx.query<CaseLot>(
    `select code, line_id::text as "lineId", quantity_milli::integer as "quantityMilli" from ho.lots_of(${scope}) order by code`,
    [wanted.join(',')],
  );
  const days = rows.map(({ scanned_on }) => scanned_on).sort();
  return {
    ...withholdPlaces(
      rows.map((row) =>
        CustodyRow.parse({
          scanId: row.scan_id,
          code: row.code,
          level: row.level,
          caseCode: row.case_code,
          sku: row.sku,
          batch: row.batch,
          producedOn: row.produced_on,
          shipment: row.shipment,
          shippedOn: row.shipped_on,
          warehouse: row.warehouse,
          actor: row.actor,
          scannedOn: row.scanned_on,
          scannedAt: row.scanned_at,
          terminal: row.terminal,
          longitude: row.longitude,
          latitude: row.latitude,
          accuracyM: row.accuracy_m,
        }),
      ),
      cells.rows,
    ),
    lots: lots.rows,
    dealerIds: new Set(rows.map(({ dealer_id }) => dealer_id)),
    productLineIds: new Set(rows.map(({ product_line_id }) => product_line_id)),
    codes: new Set(rows.map(({ code }) => code)).size,
    first: days[0] as string,
    last: days.at(-1) as string,
  };
}
