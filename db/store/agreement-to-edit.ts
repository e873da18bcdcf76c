import type Database from 'better-sqlite3';
import { readVersion, type StoredVersion } from './rebates.ts';

/** An agreement as it is stored, with the version that is in effect on a day, or else the newest. */
export interface StoredAgreement {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly dealer_id: string;
  readonly region_id: string;
  readonly product_line_id: string | null;
  readonly version: StoredVersion & { readonly currency: string; readonly relations: string };
  readonly last_version: number;
  /** Ids of the agreements of the same name that this laptop has, this one included. */
  readonly same_name: readonly string[];
}

/** Null where there is no such agreement, or none of its versions is approved. */
export function readAgreement(replica: Database.Database, agreementId: string, day: string): StoredAgreement | null {
  const agreement = replica
    .prepare<[string], Omit<StoredAgreement, 'version' | 'last_version' | 'same_name'>>(
      'select id, code, name, dealer_id, region_id, product_line_id from agreement where id = ?',
    )
    .get(agreementId);
  const version = readVersion(replica, agreementId, day);
  if (agreement === undefined || version === null) return null;
  const more = replica
    .prepare<[string, number], { currency: string; relations: string }>(
      'select currency, relations from agreement_version where agreement_id = ? and version = ?',
    )
    .get(agreementId, version.version);
  const last = replica
    .prepare<[string], { last: number }>('select max(version) as last from agreement_version where agreement_id = ?')
    .get(agreementId);
  const same = replica.prepare<[string], { id: string }>('select id from agreement where name = ? order by no');
  if (more === undefined || last === undefined) return null;
  return {
    ...agreement,
    version: { ...version, ...more },
    last_version: last.last,
    same_name: same.all(agreement.name).map(({ id }) => id),
  };
}
