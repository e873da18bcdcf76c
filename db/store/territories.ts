import type Database from 'better-sqlite3';
import { DrawnArea } from '../domain/diversion/schema/places.ts';
import type { DrawnPolygons } from '../domain/diversion/territory/body.ts';
import { closedRing } from '../domain/diversion/territory/geojson.ts';

/** Territories of the replica, as the designer works with them. */
export interface StoredVersion {
  readonly id: string;
  readonly dealerId: string;
  readonly dealerName: string;
  readonly adcodes: readonly string[];
  readonly polygons: DrawnPolygons;
  readonly from: string;
  readonly to: string | null;
}

interface Row {
  readonly id: string;
  readonly dealer_id: string;
  readonly dealer_name: string;
  readonly adcodes: string | null;
  readonly polygons: string | null;
  readonly valid_from: string;
  readonly valid_to: string | null;
}

/** Versions of everybody's territory for a product line, the newest first. */
export function readLineTerritories(replica: Database.Database, productLineId: string): StoredVersion[] {
  return replica
    .prepare<[string], Row>(
      `select t.id, t.dealer_id, d.name as dealer_name, t.adcodes, t.polygons, t.valid_from, t.valid_to
       from territory t join dealer d on d.id = t.dealer_id
       where t.product_line_id = ? order by t.valid_from desc, t.id`,
    )
    .all(productLineId)
    .map((row) => ({
      id: row.id,
      dealerId: row.dealer_id,
      dealerName: row.dealer_name,
      adcodes: row.adcodes === null ? [] : (JSON.parse(row.adcodes) as string[]),
      polygons: polygonsOf(row.polygons),
      from: row.valid_from,
      to: row.valid_to,
    }));
}

/** Closed rings of two coordinates, whatever was stored. */
function polygonsOf(json: string | null): DrawnPolygons {
  const stored: unknown = json === null ? null : JSON.parse(json);
  if (stored === null) return [];
  const area = DrawnArea.parse(stored);
  const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
  return polygons.map((rings) =>
    rings.map((ring) => closedRing(ring.map(([x = 0, y = 0]): [number, number] => [x, y]))),
  );
}

export interface DeskDealer {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly regionId: string;
  readonly productLineIds: readonly string[];
}

/** Dealers that belong to a region of this laptop on a day, by name. */
export function readDeskDealers(replica: Database.Database, day: string): DeskDealer[] {
  return replica
    .prepare<{ day: string }, { id: string; code: string; name: string; region_id: string; lines: string }>(
      `select d.id, d.code, d.name, r.region_id,
         (select json_group_array(distinct t.product_line_id) from territory t where t.dealer_id = d.id) as lines
       from dealer d join dealer_region r on r.dealer_id = d.id
       where r.valid_from <= :day and (r.valid_to is null or :day < r.valid_to)
         and (d.closed_on is null or :day < d.closed_on)
       order by d.code`,
    )
    .all({ day })
    .map(({ region_id: regionId, lines, ...dealer }) => ({
      ...dealer,
      regionId,
      productLineIds: JSON.parse(lines) as string[],
    }));
}

/** What a region has to serve: the divisions of the province it lies in, or its own where it lies in none. */
export function readRegionDivisions(replica: Database.Database, regionId: string): readonly string[] {
  const rows = replica
    .prepare<[string], { level: string; adcodes: string | null }>(
      `with recursive above (id, parent_id, level, adcodes, depth) as (
         select id, parent_id, level, adcodes, 0 from region where id = ?
         union all
         select r.id, r.parent_id, r.level, r.adcodes, a.depth + 1 from region r join above a on r.id = a.parent_id
       ) select level, adcodes from above order by depth`,
    )
    .all(regionId)
    .map(({ level, adcodes }) => ({ level, adcodes: adcodes === null ? [] : (JSON.parse(adcodes) as string[]) }));
  const known = rows.filter(({ adcodes }) => adcodes.length > 0);
  return (known.find(({ level }) => level === 'province') ?? known[0])?.adcodes ?? [];
}

export interface StoredTerminal {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly longitude: number;
  readonly latitude: number;
}

/** Terminals with a place that are open on a day. */
export function readOpenTerminals(replica: Database.Database, day: string): StoredTerminal[] {
  return replica
    .prepare<{ day: string }, StoredTerminal>(
      `select id, code, name, longitude, latitude from terminal
       where longitude is not null and latitude is not null and opened_on <= :day
         and (closed_on is null or :day < closed_on) order by code`,
    )
    .all({ day });
}
