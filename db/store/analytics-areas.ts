import type Database from 'better-sqlite3';
import { holds, type MultiPolygon } from '../domain/diversion/area.ts';
import type { Division } from '../domain/geo/types.ts';
import { toDay } from '../domain/time/days.ts';

/**
 * Territories and exemptions as the verdict asks for them: in force on a day, holding a place. A territory is the union
 * of its divisions (of any level) and its drawn polygons. An exemption without divisions and polygons holds everywhere.
 */
export interface Areas {
  /** Whether the territory of the dealer for the product line on `shippedDay` holds the place; null: there was none. */
  inTerritory(dealer: number, productLine: number, shippedDay: number, place: Place): boolean | null;
  /** Whether an exemption in force on `scannedDay` excuses goods of the dealer (-1 unknown) seen at the place. */
  isExempt(dealer: number, sku: number, scannedDay: number, place: Place): boolean;
}

export interface Place {
  /** Index into the divisions; never -1. */
  readonly division: number;
  readonly longitude: number;
  readonly latitude: number;
}

interface Area {
  readonly from: number;
  readonly to: number;
  readonly divisions: Uint8Array;
  readonly polygons: MultiPolygon | null;
}

interface AreaRow {
  readonly adcodes: string | null;
  readonly polygons: string | null;
  readonly valid_from: string;
  readonly valid_to: string | null;
}
type TerritoryRow = AreaRow & { readonly dealer_id: string; readonly product_line_id: string };
type ExemptionRow = AreaRow & { readonly dealer_id: string | null; readonly sku_id: string | null };

export function readAreas(
  database: Database.Database,
  indices: {
    readonly divisions: readonly Division[];
    readonly dealers: ReadonlyMap<string, number>;
    readonly productLines: ReadonlyMap<string, number>;
    readonly skus: ReadonlyMap<string, number>;
  },
): Areas {
  const territories = new Map<number, Area[]>();
  const keyOf = (dealer: number, productLine: number) => dealer * indices.productLines.size + productLine;
  const territoryRows = database
    .prepare<[], TerritoryRow>(
      'select dealer_id, product_line_id, adcodes, polygons, valid_from, valid_to from territory order by id',
    )
    .all();
  for (const row of territoryRows) {
    const dealer = indices.dealers.get(row.dealer_id);
    const productLine = indices.productLines.get(row.product_line_id);
    if (dealer === undefined || productLine === undefined) continue;
    const key = keyOf(dealer, productLine);
    territories.set(key, [...(territories.get(key) ?? []), areaOf(row, indices.divisions)]);
  }

  const exemptions = database
    .prepare<[], ExemptionRow>(
      'select dealer_id, sku_id, adcodes, polygons, valid_from, valid_to from exemption order by id',
    )
    .all()
    .map((row) => {
      const area = areaOf(row, indices.divisions);
      return {
        area,
        everywhere: area.polygons === null && !area.divisions.includes(1) && codesOf(row).length === 0,
        dealer: row.dealer_id === null ? null : (indices.dealers.get(row.dealer_id) ?? -1),
        sku: row.sku_id === null ? null : (indices.skus.get(row.sku_id) ?? -1),
      };
    });

  return {
    inTerritory(dealer, productLine, shippedDay, place) {
      const area = territories.get(keyOf(dealer, productLine))?.find((one) => isInForce(one, shippedDay));
      return area === undefined ? null : holdsPlace(area, place);
    },
    isExempt: (dealer, sku, scannedDay, place) =>
      exemptions.some(
        (one) =>
          isInForce(one.area, scannedDay) &&
          (one.dealer === null || one.dealer === dealer) &&
          (one.sku === null || one.sku === sku) &&
          (one.everywhere || holdsPlace(one.area, place)),
      ),
  };
}

function areaOf(row: AreaRow, divisions: readonly Division[]): Area {
  const codes = new Set(codesOf(row));
  const marked = new Uint8Array(divisions.length);
  divisions.forEach((division, index) => {
    // `covers` spelled as look-ups: a territory may list hundreds of codes.
    if (codes.has(division.adcode) || codes.has(division.city) || codes.has(division.province)) marked[index] = 1;
  });
  return {
    from: toDay(row.valid_from),
    to: row.valid_to === null ? Number.POSITIVE_INFINITY : toDay(row.valid_to),
    divisions: marked,
    polygons: polygonsOf(row.polygons),
  };
}

function codesOf(row: AreaRow): readonly string[] {
  return row.adcodes === null ? [] : (JSON.parse(row.adcodes) as string[]);
}

function polygonsOf(json: string | null): MultiPolygon | null {
  const geometry = json === null ? null : (JSON.parse(json) as { readonly coordinates: MultiPolygon } | null);
  return geometry?.coordinates ?? null;
}

function isInForce(area: Area, day: number): boolean {
  return area.from <= day && day < area.to;
}

function holdsPlace(area: Area, place: Place): boolean {
  return (
    area.divisions[place.division] === 1 ||
    (area.polygons !== null && holds(area.polygons, place.longitude, place.latitude))
  );
}
