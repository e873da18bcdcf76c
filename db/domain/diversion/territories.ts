import { type Area, type AreaShape, createArea, type DivisionMap } from '../geo/area.ts';
import { type Crs, placeFault, toGcj02 } from '../geo/crs.ts';
import { type PreparedPolygon, preparePolygon, type Ring } from '../geo/polygon.ts';
import { polygonFault } from '../geo/polygon-fault.ts';
import type { DrawnArea, Exemption, Territory } from './schema/places.ts';

const DAY_MS = 86_400_000;

/** Why a territory or an exemption cannot be used. */
export interface AreaProblem {
  readonly list: 'territories' | 'exemptions';
  readonly index: number;
  readonly id: string | null;
  readonly dealer: string | null;
  readonly reason:
    | 'empty'
    | 'unknown_adcode'
    | 'too_few_corners'
    | 'no_area'
    | 'crosses_itself'
    | 'corner_outside_china'
    | 'ends_before_start';
  /** The adcode, or the coordinates near which it happens. */
  readonly detail: string | null;
}

/** What a dealer may do with a product line on a day. */
export type Authorised = Area | 'none' | 'unusable' | 'undated';

export interface Territories {
  readonly problems: readonly AreaProblem[];
  /** @param shippedDay local days since 1970; null when the document does not say */
  authorised(dealer: string, productLine: string | null, shippedDay: number | null): Authorised;
  /** Where each product line that a dealer has a territory of its own for may be sold. */
  ofLines(dealer: string, shippedDay: number | null): readonly Area[];
}

interface Version {
  readonly index: number;
  readonly productLine: string | null;
  readonly from: number;
  readonly to: number;
  readonly included: AreaShape;
  readonly excluded: AreaShape;
  readonly isUsable: boolean;
  /** Of this version alone, once it was asked for. */
  area?: Area;
}

/** Prepares territories; areas are built when first asked for, and shared where they are the same. */
export function prepareTerritories(map: DivisionMap, territories: readonly Territory[]): Territories {
  const problems: AreaProblem[] = [];
  const versions = new Map<string, Version[]>();
  const areas = new Map<string, Area>();
  territories.forEach((territory, index) => {
    const { dealer, validFrom, validTo } = territory;
    const report = (reason: AreaProblem['reason'], detail: string | null = null): void =>
      void problems.push({ list: 'territories', index, id: territory.id ?? null, dealer, reason, detail });
    const before = problems.length;
    const included = shapeOf(map, territory.adcodes, territory.polygons, territory.crs, report);
    const excluded = shapeOf(map, territory.excludedAdcodes, territory.excludedPolygons, territory.crs, report);
    if (problems.length === before && isNowhere(map, included, excluded)) report('empty');
    if (validFrom != null && validTo != null && validTo <= validFrom) report('ends_before_start');
    const list = versions.get(dealer) ?? [];
    versions.set(dealer, list);
    list.push({
      index,
      productLine: territory.productLine ?? null,
      from: validFrom == null ? -Infinity : Date.parse(validFrom) / DAY_MS,
      to: validTo == null ? Infinity : Date.parse(validTo) / DAY_MS,
      included,
      excluded,
      isUsable: problems.length === before,
    });
  });

  for (const index of [...versions.values()].flatMap((list) => lostTogether(map, list))) {
    const { id, dealer } = territories[index] as Territory;
    problems.push({ list: 'territories', index, id: id ?? null, dealer, reason: 'empty', detail: null });
  }

  function areaOf(list: readonly Version[]): Area {
    const [only] = list;
    if (list.length !== 1 || only === undefined) return sharedArea(list);
    only.area ??= sharedArea(list);
    return only.area;
  }

  function sharedArea(list: readonly Version[]): Area {
    const key = list.every(({ included, excluded }) => included.polygons.length + excluded.polygons.length === 0)
      ? list.map(({ included, excluded }) => `${[...included.divisions]}-${[...excluded.divisions]}`).join('+')
      : `drawn ${list.map(({ index }) => index)}`;
    let area = areas.get(key);
    if (area === undefined) {
      area =
        list.length === 1
          ? createArea(map, (list[0] as Version).included, (list[0] as Version).excluded)
          : createArea(map, ...together(list));
      areas.set(key, area);
    }
    return area;
  }

  /** Versions of a dealer and line, and what they say of each day. */
  interface Line {
    readonly all: readonly Version[];
    readonly isDated: boolean;
    readonly byDay: Map<number | null, Authorised>;
  }
  const lines = new Map<string, Map<string | null, Line>>();
  function lineOf(dealer: string, productLine: string | null): Line {
    let ofDealer = lines.get(dealer);
    if (ofDealer === undefined) {
      ofDealer = new Map();
      lines.set(dealer, ofDealer);
    }
    let line = ofDealer.get(productLine);
    if (line === undefined) {
      const all = (versions.get(dealer) ?? []).filter(
        (one) => one.productLine === null || one.productLine === productLine,
      );
      const isDated = all.some(({ from, to }) => from !== -Infinity || to !== Infinity);
      line = { all, isDated, byDay: new Map() };
      ofDealer.set(productLine, line);
    }
    return line;
  }

  function authorised(dealer: string, productLine: string | null, shippedDay: number | null): Authorised {
    const { all, isDated, byDay } = lineOf(dealer, productLine);
    const known = byDay.get(shippedDay);
    if (known !== undefined) return known;
    const inForce = all.filter(({ from, to }) => shippedDay === null || (from <= shippedDay && shippedDay < to));
    let answer: Authorised;
    if (shippedDay === null && isDated) answer = 'undated';
    else if (inForce.length === 0) answer = 'none';
    else answer = isUsableTogether(map, inForce) ? areaOf(inForce) : 'unusable';
    byDay.set(shippedDay, answer);
    return answer;
  }

  return {
    problems,
    authorised,
    ofLines(dealer, shippedDay) {
      const named = new Set((versions.get(dealer) ?? []).flatMap(({ productLine }) => productLine ?? []));
      return [...named].flatMap((productLine) => {
        const area = authorised(dealer, productLine, shippedDay);
        return typeof area === 'string' ? [] : [area];
      });
    },
  };
}

/** Whether nothing is left of an area: nothing is included, or all of it excluded. */
function isNowhere(map: DivisionMap, included: AreaShape, excluded: AreaShape): boolean {
  if (included.divisions.size + included.polygons.length === 0) return true;
  if (excluded.divisions.size + excluded.polygons.length === 0) return false;
  if (included.polygons.length + excluded.polygons.length > 0) return !createArea(map, included, excluded).hasBorder();
  return [...included.divisions].every((division) => excluded.divisions.has(division));
}

/** Whether versions that hold on one day are fit for use and leave each other something. */
function isUsableTogether(map: DivisionMap, inForce: readonly Version[]): boolean {
  if (!inForce.every(({ isUsable }) => isUsable)) return false;
  return inForce.length < 2 || !isNowhere(map, ...together(inForce));
}

/** Territories of a dealer that on some day, for some product line, exclude all of each other. */
function lostTogether(map: DivisionMap, list: readonly Version[]): readonly number[] {
  if (list.length < 2 || list.every(({ excluded }) => excluded.divisions.size + excluded.polygons.length === 0))
    return [];
  const days = new Set(list.flatMap(({ from, to }) => [from, to]));
  const lost = new Set<number>();
  for (const line of new Set(list.map(({ productLine }) => productLine)))
    for (const day of days) {
      const inForce = list.filter(
        ({ productLine, from, to }) => (productLine === null || productLine === line) && from <= day && day < to,
      );
      if (inForce.length < 2 || !inForce.every(({ isUsable }) => isUsable)) continue;
      if (isNowhere(map, ...together(inForce))) for (const { index } of inForce) lost.add(index);
    }
  return [...lost];
}

const together = (list: readonly Version[]): [included: AreaShape, excluded: AreaShape] => [
  unite(list.map(({ included }) => included)),
  unite(list.map(({ excluded }) => excluded)),
];

function unite(shapes: readonly AreaShape[]): AreaShape {
  return {
    divisions: new Set(shapes.flatMap(({ divisions }) => [...divisions])),
    polygons: shapes.flatMap(({ polygons }) => polygons),
  };
}

type Report = (reason: AreaProblem['reason'], detail: string | null) => void;

/** Divisions and polygons of a document, ready to be asked; what is wrong goes to `report`. */
export function shapeOf(
  map: DivisionMap,
  adcodes: readonly string[],
  drawn: DrawnArea | null | undefined,
  crs: Crs,
  report: Report,
): AreaShape {
  const divisions = new Set<number>();
  for (const adcode of adcodes) {
    const covered = divisionsOf(map, adcode);
    if (covered.length === 0) report('unknown_adcode', adcode);
    for (const division of covered) divisions.add(division);
  }
  const polygons = drawn == null ? [] : drawn.type === 'Polygon' ? [drawn.coordinates] : drawn.coordinates;
  return { divisions, polygons: polygons.flatMap((rings) => preparedOf(rings, crs, report)) };
}

const byAdcode = new WeakMap<DivisionMap, Map<string, number[]>>();

/** Divisions that an adcode of any level covers. */
function divisionsOf(map: DivisionMap, adcode: string): readonly number[] {
  let known = byAdcode.get(map);
  if (known === undefined) {
    known = new Map();
    for (const [index, division] of map.index.divisions.entries()) {
      for (const code of new Set([division.adcode, division.city, division.province])) {
        const list = known.get(code);
        if (list === undefined) known.set(code, [index]);
        else list.push(index);
      }
    }
    byAdcode.set(map, known);
  }
  return known.get(adcode) ?? [];
}

function preparedOf(rings: readonly Ring[], crs: Crs, report: Report): PreparedPolygon[] {
  const converted: Ring[] = [];
  for (const ring of rings) {
    for (const [longitude = 0, latitude = 0] of ring) {
      if (placeFault(longitude, latitude) === null) continue;
      report('corner_outside_china', `${longitude},${latitude}`);
      return [];
    }
    converted.push(ring.map(([longitude = 0, latitude = 0]) => toGcj02(crs, longitude, latitude)));
  }
  const fault = polygonFault(converted);
  if (fault !== null) {
    report(fault.kind, fault.at.join());
    return [];
  }
  return [preparePolygon(converted)];
}

export interface Exemptions {
  readonly problems: readonly AreaProblem[];
  /** The first exemption that covers a scan outside; `undated` where one does on its days and the scan has none; null when none does. */
  covering(scan: {
    readonly dealer: string;
    readonly sku: string | null;
    readonly day: number | null;
    readonly longitude: number;
    readonly latitude: number;
    readonly division: number;
  }): Exemption | 'undated' | null;
}

/** Prepares exemptions. Without divisions and polygons one holds everywhere; an unusable one excuses nothing. */
export function prepareExemptions(map: DivisionMap, exemptions: readonly Exemption[]): Exemptions {
  const problems: AreaProblem[] = [];
  const prepared = exemptions.flatMap((exemption, index) => {
    const report: Report = (reason, detail) =>
      void problems.push({
        list: 'exemptions',
        index,
        id: exemption.id,
        dealer: exemption.dealer ?? null,
        reason,
        detail,
      });
    const before = problems.length;
    const shape = shapeOf(map, exemption.adcodes, exemption.polygons, exemption.crs, report);
    if (problems.length > before) return [];
    const isEverywhere = shape.divisions.size + shape.polygons.length === 0;
    const area = isEverywhere ? null : createArea(map, shape, { divisions: new Set(), polygons: [] });
    const from = exemption.validFrom == null ? -Infinity : Date.parse(exemption.validFrom) / DAY_MS;
    const to = exemption.validTo == null ? Infinity : Date.parse(exemption.validTo) / DAY_MS;
    return [{ exemption, area, from, to }];
  });
  return {
    problems,
    covering({ dealer, sku, day, longitude, latitude, division }) {
      const found = prepared.filter(({ exemption, area, from, to }) => {
        if (exemption.dealer != null && exemption.dealer !== dealer) return false;
        if (exemption.sku != null && exemption.sku !== sku) return false;
        if (day !== null && (day < from || day >= to)) return false;
        return area === null || area.place(longitude, latitude, division, 1).position !== 'outside';
      });
      const sure = found.find(({ from, to }) => day !== null || (from === -Infinity && to === Infinity));
      return sure?.exemption ?? (found.length > 0 ? 'undated' : null);
    },
  };
}
