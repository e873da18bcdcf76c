import { type DrawnPolygons, TerritoryShape } from '../../domain/diversion/territory/body.ts';
import { type Dated, datesFault, versionOn } from '../../domain/diversion/territory/dates.ts';
import { leavesOf } from '../../domain/diversion/territory/divisions.ts';
import { drawnFaults } from '../../domain/diversion/territory/drawn-fault.ts';
import type { BodyOf } from '../../domain/ledger/bodies.ts';
import type { RefusalCode } from '../../domain/ledger/draft.ts';
import type { Queryable } from '../database.ts';
import { mapDivisions } from '../map-divisions.ts';
import { subtreeOf } from './authority.ts';
import type { Effect } from './decide.ts';

type Body = BodyOf<'territory'>;

interface StoredVersion extends Dated {
  readonly adcodes: readonly string[];
  readonly polygons: { readonly coordinates: unknown } | null;
}

const refused = (code: RefusalCode, problem?: string): Effect => ({
  refusal: problem === undefined ? { code } : { code, problem },
});

/**
 * Begins an approved version of a territory and ends the one before it, on a day to come. Everything is checked again: what a
 * laptop saw may have changed since.
 */
export async function approveTerritory(tx: Queryable, body: Body, proposedIn: string, day: string): Promise<Effect> {
  const { id, dealerId, productLineId, validFrom, adcodes, polygons } = body;
  const unknown = adcodes.find((adcode) => leavesOf(mapDivisions(), [adcode]).size === 0);
  if (unknown !== undefined) return refused('territory_unusable', unknown);
  const [fault] = drawnFaults(polygons);
  if (fault !== undefined) return refused('territory_unusable', `${fault.kind} ${fault.at.join()}`);

  const regions = await tx.query<{ id: string | null }>('select ho.region_of_dealer($1, $2::date)::text as id', [
    dealerId,
    validFrom,
  ]);
  const regionId = regions.rows[0]?.id ?? null;
  if (regionId === null) return refused('dealer_without_region');
  if (!(await subtreeOf(tx, proposedIn)).has(regionId)) return refused('dealer_not_in_scope');

  const { rows: versions } = await tx.query<StoredVersion>(
    `select id::text, valid_from::text as "from", valid_to::text as "to", adcodes, polygons from ho.territory
     where dealer_id = $1 and product_line_id = $2 order by valid_from`,
    [dealerId, productLineId],
  );
  const clash = datesFault(versions, validFrom, day);
  if (clash !== null) return refused('territory_dates', clash.kind === 'later_version' ? clash.from : validFrom);
  const replaced = versionOn(versions, validFrom);
  if ((replaced?.id ?? null) !== body.replaces) return refused('territory_changed');
  if (replaced !== null) {
    if (isSame(body, replaced)) return refused('territory_unchanged');
    const { affected } = await tx.query('update ho.territory set valid_to = $2::date where id = $1', [
      replaced.id,
      validFrom,
    ]);
    // It may stand in a region that the checker does not answer for.
    if (affected !== 1) return refused('dealer_not_in_scope');
  }
  await tx.query(
    `insert into ho.territory (id, dealer_id, product_line_id, region_id, adcodes, polygons, valid_from)
     values ($1, $2, $3, $4, array(select jsonb_array_elements_text($5::jsonb)), $6::jsonb, $7::date)`,
    [id, dealerId, productLineId, regionId, JSON.stringify(adcodes), geometryOf(polygons), validFrom],
  );
  return { entryIds: [] };
}

const geometryOf = (coordinates: DrawnPolygons): string | null =>
  coordinates.length === 0 ? null : JSON.stringify({ type: 'MultiPolygon', coordinates });

function isSame(body: Body, { adcodes, polygons }: StoredVersion): boolean {
  const drawn = TerritoryShape.shape.polygons.safeParse(polygons?.coordinates ?? []);
  const leaves = (codes: readonly string[]): string => [...leavesOf(mapDivisions(), codes)].sort().join();
  return (
    drawn.success &&
    JSON.stringify(drawn.data) === JSON.stringify(body.polygons) &&
    leaves(adcodes) === leaves(body.adcodes)
  );
}
