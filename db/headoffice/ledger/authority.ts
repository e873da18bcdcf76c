import type { Queryable } from '../database.ts';

/** Local date at head office (Asia/Shanghai): the clock that postings and grants go by. */
export async function today(tx: Queryable): Promise<string> {
  const { rows } = await tx.query<{ day: string }>("select (now() at time zone 'Asia/Shanghai')::date::text as day");
  return rows[0]?.day ?? '';
}

/** Roles that a person holds on a day over a region, by a grant there or above. */
export async function rolesOver(
  tx: Queryable,
  personId: string,
  regionId: string,
  day: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ role: string }>(
    `with recursive above as (
       select id, parent_id from ho.region where id = $2
       union all select r.id, r.parent_id from ho.region r join above a on r.id = a.parent_id
     )
     select distinct g.role from ho.role_grant g join above a on a.id = g.region_id
     where g.person_id = $1 and g.valid_from <= $3::date and (g.valid_to is null or g.valid_to > $3::date)`,
    [personId, regionId, day],
  );
  return new Set(rows.map(({ role }) => role));
}

/**
 * Region of each dealer on a day, or the last one he belonged to: a dealer who left still has money to settle. Dealers that
 * never belonged to one are left out.
 */
export async function regionsOfDealers(
  tx: Queryable,
  dealerIds: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await tx.query<{ dealer_id: string; region_id: string }>(
    `select distinct on (dealer_id) dealer_id::text, region_id::text from ho.dealer_region
     where dealer_id::uuid = any ($1::uuid[]) and valid_from <= $2::date order by dealer_id, valid_from desc`,
    [[...new Set(dealerIds)], day],
  );
  return new Map(rows.map((row) => [row.dealer_id, row.region_id]));
}

/** A region and everything below it. */
export async function subtreeOf(tx: Queryable, regionId: string): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ id: string }>('select t.id::text as id from ho.region_subtree($1) as t (id)', [
    regionId,
  ]);
  return new Set(rows.map(({ id }) => id));
}
