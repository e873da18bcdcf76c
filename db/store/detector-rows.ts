import type Database from 'better-sqlite3';
import type { DetectInput } from '../domain/diversion/schema/detect.ts';
import { DetectInput as DetectDocument } from '../domain/diversion/schema/detect.ts';
import type { Actor, ScanRow } from '../domain/diversion/schema/scan-row.ts';

/** What the detector reads from a replica, and where each of its scans stands there. */
export interface DetectorRows {
  readonly input: DetectInput;
  /** Pack key and place in the pack, by position in `input.scans`. */
  readonly pack: Uint32Array;
  readonly packRow: Uint32Array;
}

/** Said about every so many rows. */
const TELL_EVERY = 20_000;

type Row = [
  pk: number,
  n: number,
  code: string,
  skuNo: number,
  actor: Actor,
  terminalNo: number | null,
  scannedAt: number,
  longitude: number | null,
  latitude: number | null,
  accuracyM: number | null,
  shippedOn: string | null,
  shipment: string | null,
  caseCode: string | null,
];

/**
 * Reads scans, territories, exemptions and dealers of a replica as a document of the detector. Scans stand in GCJ-02 and
 * carry the territory's day, that of the shipment; what cannot be judged is read too, so that the detector counts it.
 * @param onProgress how many scans of how many are read
 */
export function readDetectorRows(
  database: Database.Database,
  onProgress: (done: number, total: number) => void,
): DetectorRows {
  const skus = new Map(
    database
      .prepare<[], { no: number; id: string; line: string | null }>(
        'select s.no, s.id, c.product_line_id as line from sku s left join category c on c.id = s.category_id',
      )
      .all()
      .map(({ no, id, line }) => [no, { id, line }] as const),
  );
  const dealerOf = new Map(
    database.prepare<[], [number, string | null]>("select pk, dealer_id from pack where kind = 'scan'").raw().all(),
  );
  const total = database.prepare<[], number>('select count(*) from scan').pluck().get() ?? 0;
  const pack = new Uint32Array(total);
  const packRow = new Uint32Array(total);
  const scans: ScanRow[] = [];
  const rows = database
    .prepare<[], Row>(
      `select pk, n, code, sku_no, actor, terminal_no, scanned_at, longitude, latitude, accuracy_m, shipped_on, shipment,
         case_code from scan order by pk, n`,
    )
    .raw()
    .iterate();
  for (const [pk, n, code, skuNo, actor, terminalNo, scannedAt, longitude, latitude, accuracyM, shippedOn, shipment, caseCode] of rows) {
    const at = scans.length;
    if (at % TELL_EVERY === 0) onProgress(at, total);
    pack[at] = pk;
    packRow[at] = n;
    const sku = skus.get(skuNo);
    scans.push({
      code,
      dealer: dealerOf.get(pk) ?? null,
      productLine: sku?.line ?? null,
      sku: sku?.id ?? null,
      shipment,
      case: caseCode,
      shippedOn,
      scannedAt: new Date(scannedAt * 1000).toISOString(),
      longitude,
      latitude,
      accuracyM,
      actor,
      terminal: terminalNo === null ? null : String(terminalNo),
    });
  } // biome-ignore format: one row
  onProgress(total, total);
  return { input: { ...documentOf(database), scans }, pack, packRow };
}

interface AreaRow {
  readonly id: string;
  readonly adcodes: string | null;
  readonly polygons: string | null;
  readonly valid_from: string;
  readonly valid_to: string | null;
}

const areaOf = ({ id, adcodes, polygons, valid_from, valid_to }: AreaRow) => ({
  id,
  adcodes: adcodes === null ? [] : (JSON.parse(adcodes) as unknown),
  polygons: polygons === null ? null : (JSON.parse(polygons) as unknown),
  validFrom: valid_from,
  validTo: valid_to,
});

/** All of the document but its scans, checked against the schema. */
function documentOf(database: Database.Database): DetectInput {
  const dealers = database
    .prepare<[], { id: string; region: string | null }>(
      `select d.id, (select r.region_id from dealer_region r where r.dealer_id = d.id order by r.valid_from desc limit 1) as region
       from dealer d order by d.id`,
    )
    .all();
  const territories = database
    .prepare<[], AreaRow & { readonly dealer_id: string; readonly product_line_id: string }>(
      'select id, dealer_id, product_line_id, adcodes, polygons, valid_from, valid_to from territory order by id',
    )
    .all();
  const exemptions = database
    .prepare<
      [],
      AreaRow & { readonly kind: string; readonly dealer_id: string | null; readonly sku_id: string | null }
    >('select id, kind, dealer_id, sku_id, adcodes, polygons, valid_from, valid_to from exemption order by id')
    .all();
  return DetectDocument.parse({
    crs: 'GCJ02',
    dealers,
    territories: territories.map((row) => ({
      ...areaOf(row),
      dealer: row.dealer_id,
      productLine: row.product_line_id,
    })),
    exemptions: exemptions.map((row) => ({ ...areaOf(row), kind: row.kind, dealer: row.dealer_id, sku: row.sku_id })),
    scans: [],
  });
}

/** Identifiers of scans by their places in the replica, in the order asked for. */
export function readScanIds(
  database: Database.Database,
  places: readonly { readonly pack: number; readonly packRow: number }[],
): string[] {
  const statement = database.prepare<[number, number], string>('select id from scan where pk = ? and n = ?').pluck();
  return places.flatMap(({ pack, packRow }) => statement.get(pack, packRow) ?? []);
}
