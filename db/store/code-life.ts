import type Database from 'better-sqlite3';

/** A scan of a code, or of goods in the packing case of that code, by its place in the replica. */
export interface LifeScan {
  readonly pack: number;
  readonly packRow: number;
  readonly code: string;
  readonly dealer_id: string | null;
  readonly sku_no: number;
  readonly actor: string;
  readonly scanned_at: number;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly shipped_on: string | null;
  readonly shipment: string | null;
  readonly case_code: string | null;
}

/** Scans of a code and of what is packed in it, oldest first; at most `limit`, and how many there are. */
export function readLifeScans(
  replica: Database.Database,
  code: string,
  limit: number,
): { readonly scans: LifeScan[]; readonly total: number } {
  const where = 'where s.code = @code or s.case_code = @code';
  const scans = replica
    .prepare<{ code: string; limit: number }, LifeScan>(
      `select s.pk as pack, s.n as packRow, s.code, p.dealer_id, s.sku_no, s.actor, s.scanned_at, s.longitude, s.latitude,
         s.shipped_on, s.shipment, s.case_code
       from scan s join pack p on p.pk = s.pk ${where} order by s.scanned_at, s.id limit @limit`,
    )
    .all({ code, limit });
  const total =
    scans.length < limit
      ? scans.length
      : (replica.prepare<{ code: string }, number>(`select count(*) from scan s ${where}`).pluck().get({ code }) ?? 0);
  return { scans, total };
}
