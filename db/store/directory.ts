import type Database from 'better-sqlite3';

/** Names and lists of the replica, as rows. */

export interface StoredRegion {
  readonly id: string;
  readonly parent_id: string | null;
  readonly level: 'group' | 'area' | 'province' | 'city';
  readonly code: string;
  readonly name: string;
  readonly name_en: string;
}

/** All regions, parents before children. */
export function readRegions(replica: Database.Database): StoredRegion[] {
  return replica
    .prepare<[], StoredRegion>(
      `select id, parent_id, level, code, name, name_en from region
       order by case level when 'group' then 0 when 'area' then 1 when 'province' then 2 else 3 end, code`,
    )
    .all();
}

export function readProductLines(replica: Database.Database) {
  return replica
    .prepare<[], { id: string; code: string; name: string; name_en: string }>(
      'select id, code, name, name_en from product_line order by code',
    )
    .all();
}

/** Regions and roles granted to a person on a day. */
export function readGrants(replica: Database.Database, personId: string, day: string) {
  return replica
    .prepare<[string, string, string], { region_id: string; role: string }>(
      `select region_id, role from role_grant
       where person_id = ? and valid_from <= ? and (valid_to is null or ? < valid_to) order by role, region_id`,
    )
    .all(personId, day, day);
}

export function readPersonName(replica: Database.Database, personId: string): string | null {
  return replica.prepare<[string], string>('select name from person where id = ?').pluck().get(personId) ?? null;
}

/** Where a dealer sits, GCJ-02 degrees; null where that is not known. */
export function readDealerSeat(
  replica: Database.Database,
  dealerId: string,
): readonly [longitude: number, latitude: number] | null {
  const seat = replica
    .prepare<[string], { longitude: number | null; latitude: number | null }>(
      'select longitude, latitude from dealer where id = ?',
    )
    .get(dealerId);
  return seat?.longitude == null || seat.latitude === null ? null : [seat.longitude, seat.latitude];
}

export interface StoredDealer {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly class: string;
  readonly opened_on: string;
  readonly closed_on: string | null;
  readonly adcode: string | null;
}

export function readDealer(replica: Database.Database, dealerId: string): StoredDealer | null {
  return (
    replica
      .prepare<[string], StoredDealer>(
        'select id, code, name, class, opened_on, closed_on, adcode from dealer where id = ?',
      )
      .get(dealerId) ?? null
  );
}

/** The regions a dealer belonged to and who looked after him, newest first. */
export function readDealerRegions(replica: Database.Database, dealerId: string) {
  return replica
    .prepare<
      [string],
      { region_id: string; name: string; owner: string | null; valid_from: string; valid_to: string | null }
    >(
      `select d.region_id, coalesce(r.name, '') as name, p.name as owner, d.valid_from, d.valid_to
       from dealer_region d left join region r on r.id = d.region_id left join person p on p.id = d.owner_id
       where d.dealer_id = ? order by d.valid_from desc`,
    )
    .all(dealerId);
}

/** Terminals at which the dealer's goods were seen. */
export function countTerminalsOfDealer(replica: Database.Database, dealerId: string): number {
  return (
    replica
      .prepare<[string], number>(
        `select count(distinct s.terminal_no) from pack p join scan s on s.pk = p.pk
         where p.kind = 'scan' and p.dealer_id = ?`,
      )
      .pluck()
      .get(dealerId) ?? 0
  );
}

/** Something with a name and a code that can be found by either. */
export interface Searchable {
  readonly kind: 'dealer' | 'region' | 'sku' | 'agreement';
  readonly key: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly code: string;
  /** Of an agreement. */
  readonly dealerId: string | null;
  /** Of a SKU. */
  readonly productLineId: string | null;
}

export function readSearchables(replica: Database.Database): Searchable[] {
  return replica
    .prepare<[], Searchable>(
      `select 'dealer' as kind, id as key, name, null as "nameEn", code, null as "dealerId", null as "productLineId"
       from dealer
       union all select 'region', id, name, name_en, code, null, null from region
       union all select 'sku', s.id, s.name, null, s.code, null, c.product_line_id
         from sku s left join category c on c.id = s.category_id
       union all select 'agreement', id, name, null, code, dealer_id, null from agreement`,
    )
    .all();
}

/** Dealer of the newest scan of a trace code; undefined when the code was never scanned. */
export function findCode(replica: Database.Database, code: string): { readonly dealer_id: string | null } | undefined {
  return replica
    .prepare<[string], { dealer_id: string | null }>(
      `select p.dealer_id from scan s join pack p on p.pk = s.pk where s.code = ? order by s.scanned_at desc limit 1`,
    )
    .get(code);
}
