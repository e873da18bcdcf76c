import type Database from 'better-sqlite3';
import { type KnownCode, scanKey } from '../domain/diversion/ingest/plan.ts';

/** An import as it was synced. */
export interface StoredImport {
  readonly id: string;
  readonly region_name: string;
  readonly person_name: string;
  readonly file_name: string;
  readonly format: 'csv' | 'xlsx' | 'epcis';
  readonly file_sha256: string;
  readonly imported_at: string;
  readonly file_rows: number;
  readonly taken: number;
  /** JSON. */
  readonly findings: string;
  readonly undone_at: string | null;
  readonly undone_by_name: string | null;
}

/** Imports of scans that head office has carried out, newest first. */
export const readImports = (replica: Database.Database): StoredImport[] =>
  replica
    .prepare<[], StoredImport>(
      `select i.id, coalesce(r.name, '') as region_name, coalesce(p.name, '') as person_name, i.file_name, i.format,
         i.file_sha256, i.imported_at, i.file_rows, i.taken, i.findings, i.undone_at, u.name as undone_by_name
       from scan_import i left join region r on r.id = i.region_id left join person p on p.id = i.person_id
         left join person u on u.id = i.undone_by
       order by i.imported_at desc, i.id desc`,
    )
    .all();

/** Where terminals are, by their codes; GCJ-02 degrees. */
export function readTerminalPlaces(replica: Database.Database): Map<string, readonly [number, number]> {
  const rows = replica
    .prepare<[], { code: string; longitude: number; latitude: number }>(
      'select code, longitude, latitude from terminal where longitude is not null and latitude is not null',
    )
    .all();
  return new Map(rows.map(({ code, longitude, latitude }) => [code, [longitude, latitude]]));
}

/** What the replica knows of some codes: their shipments, and every scan of them by its key. */
export function readKnownScans(
  replica: Database.Database,
  codes: ReadonlySet<string>,
): { readonly codes: Map<string, KnownCode>; readonly scans: Set<string> } {
  const known = new Map<string, KnownCode>();
  const scans = new Set<string>();
  type Row = [string, string, number, number | null, number | null, string | null];
  const rows = replica
    .prepare<[], Row>('select code, actor, scanned_at, longitude, latitude, shipped_on from scan')
    .raw()
    .iterate();
  for (const [code, actor, scannedAt, longitude, latitude, shippedOn] of rows) {
    if (!codes.has(code)) continue;
    known.set(code, { shippedOn });
    scans.add(scanKey(code, actor, scannedAt, longitude, latitude));
  }
  return { codes: known, scans };
}
