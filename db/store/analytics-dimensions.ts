import type Database from 'better-sqlite3';
import { Currency } from '../contract/primitives.ts';
import type { Division } from '../domain/geo/types.ts';
import { divisionOfCode } from '../domain/selection/place.ts';
import { dayOfInstant, toDay } from '../domain/time/days.ts';
import { monthOf } from '../domain/time/periods.ts';
import type { Analytics, Dimensions, Target } from './analytics.ts';
import { indexBy } from './analytics-columns.ts';

/** Where ids and short numbers of the replica stand in the dimensions. */
export interface Indices {
  readonly regions: ReadonlyMap<string, number>;
  readonly dealers: ReadonlyMap<string, number>;
  readonly productLines: ReadonlyMap<string, number>;
  readonly skus: ReadonlyMap<string, number>;
  readonly skuNumbers: ReadonlyMap<number, number>;
  readonly agreementNumbers: ReadonlyMap<number, number>;
}

type Documents = Pick<Analytics, 'leads' | 'wonOpportunities' | 'approvedContracts' | 'targets'>;

/** Reads the short lists; every row of the replica that a fact can point at is in them. */
export function readDimensions(
  database: Database.Database,
  mapDivisions: readonly Division[],
): { readonly dimensions: Dimensions; readonly indices: Indices; readonly divisionOf: DivisionLookup } {
  const divisionOf = new DivisionLookup(mapDivisions);

  const regionRows = database
    .prepare<[], { id: string; parent_id: string | null; level: string; name: string; currency: string | null }>(
      'select id, parent_id, level, name, currency from region order by code, id',
    )
    .all();
  const regions = indexBy(regionRows, (row) => row.id);

  const dealers = database
    .prepare<
      [],
      { id: string; no: number; name: string; adcode: string | null; longitude: number | null; latitude: number | null }
    >('select id, no, name, adcode, longitude, latitude from dealer order by no')
    .all();

  const productLines = database
    .prepare<[], { id: string; name: string }>('select id, name from product_line order by code')
    .all();
  const productLineIndex = indexBy(productLines, (row) => row.id);

  const skus = database
    .prepare<[], { id: string; no: number; name: string; product_line_id: string | null }>(
      `select s.id, s.no, s.name, c.product_line_id
       from sku s left join category c on c.id = s.category_id order by s.no`,
    )
    .all();

  const dealerIndex = indexBy(dealers, (row) => row.id);
  const agreements = database
    .prepare<
      [],
      {
        id: string;
        no: number;
        code: string;
        name: string;
        dealer_id: string;
        product_line_id: string | null;
        kind: string;
      }
    >(
      // SQLite takes the bare column `kind` from the row that holds the maximum.
      `select a.id, a.no, a.code, a.name, a.dealer_id, a.product_line_id, v.kind, max(v.version)
       from agreement a join agreement_version v on v.agreement_id = a.id
       where v.state = 'approved' group by a.id order by a.no`,
    )
    .all();

  const dimensions: Dimensions = {
    regions: regionRows.map((row) => ({
      id: row.id,
      parent: row.parent_id === null ? -1 : (regions.get(row.parent_id) ?? -1),
      level: row.level,
      name: row.name,
      currency: Currency.parse(row.currency),
    })),
    dealers: dealers.map((row) => ({
      id: row.id,
      no: row.no,
      name: row.name,
      division: divisionOf.of(row.adcode),
      longitude: row.longitude,
      latitude: row.latitude,
    })),
    productLines,
    skus: skus.map((row) => ({
      id: row.id,
      no: row.no,
      name: row.name,
      productLine: row.product_line_id === null ? -1 : (productLineIndex.get(row.product_line_id) ?? -1),
    })),
    agreements: agreements.map((row) => ({
      id: row.id,
      no: row.no,
      code: row.code,
      name: row.name,
      dealer: dealerIndex.get(row.dealer_id) ?? -1,
      productLine: row.product_line_id === null ? -1 : (productLineIndex.get(row.product_line_id) ?? -1),
      kind: row.kind,
    })),
    divisions: divisionOf.divisions,
  };
  const indices: Indices = {
    regions,
    dealers: dealerIndex,
    productLines: productLineIndex,
    skus: indexBy(skus, (row) => row.id),
    skuNumbers: indexBy(skus, (row) => row.no),
    agreementNumbers: indexBy(agreements, (row) => row.no),
  };
  return { dimensions, indices, divisionOf };
}

/** The divisions of the map, growing by the codes that seats name and the map does not draw as leaves. */
export class DivisionLookup {
  readonly divisions: Division[];
  readonly #byCode: Map<string, number>;
  readonly #names: ReadonlyMap<string, string>;

  constructor(mapDivisions: readonly Division[]) {
    this.divisions = [...mapDivisions];
    this.#byCode = indexBy(mapDivisions, (division) => division.adcode);
    this.#names = placeNames(mapDivisions);
  }

  /** Index of an administrative code; -1 for none. */
  of(adcode: string | null): number {
    if (adcode === null) return -1;
    const known = this.#byCode.get(adcode);
    if (known !== undefined) return known;
    const index = this.divisions.push(divisionOfCode(adcode, this.#names.get(adcode) ?? adcode)) - 1;
    this.#byCode.set(adcode, index);
    return index;
  }
}

/** Name of every county, city and province of the map by its code. */
export function placeNames(divisions: readonly Division[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const division of divisions) {
    names.set(division.province, division.provinceName);
    names.set(division.city, division.cityName);
    names.set(division.adcode, division.name);
  }
  return names;
}

/** Leads, opportunities, contracts and targets: thousands of rows, kept as objects. */
export function readDocuments(database: Database.Database, indices: Indices, divisionOf: DivisionLookup): Documents {
  const region = (id: string) => indices.regions.get(id) ?? -1;
  const dealer = (id: string | null) => (id === null ? -1 : (indices.dealers.get(id) ?? -1));
  return {
    leads: database
      .prepare<
        [],
        {
          id: string;
          company: string;
          region_id: string;
          adcode: string | null;
          received_at: string;
          converted_on: string | null;
        }
      >('select id, company, region_id, adcode, received_at, converted_on from lead order by id')
      .all()
      .map((row) => ({
        id: row.id,
        company: row.company,
        region: region(row.region_id),
        division: divisionOf.of(row.adcode),
        receivedDay: dayOfInstant(row.received_at),
        convertedDay: row.converted_on === null ? null : toDay(row.converted_on),
      })),
    wonOpportunities: database
      .prepare<
        [],
        {
          id: string;
          name: string;
          region_id: string;
          dealer_id: string | null;
          opened_on: string;
          closed_on: string;
        }
      >(
        `select id, name, region_id, dealer_id, opened_on, closed_on from opportunity
         where outcome = 'won' order by id`,
      )
      .all()
      .map((row) => ({
        id: row.id,
        name: row.name,
        region: region(row.region_id),
        dealer: dealer(row.dealer_id),
        openedDay: toDay(row.opened_on),
        wonDay: toDay(row.closed_on),
      })),
    approvedContracts: database
      .prepare<
        [],
        {
          id: string;
          code: string;
          region_id: string;
          dealer_id: string;
          submitted_at: string;
          approved_at: string;
        }
      >(
        `select id, code, region_id, dealer_id, submitted_at, approved_at from contract
         where approved_at is not null order by id`,
      )
      .all()
      .map((row) => ({
        id: row.id,
        code: row.code,
        region: region(row.region_id),
        dealer: dealer(row.dealer_id),
        submittedDay: dayOfInstant(row.submitted_at),
        approvedDay: dayOfInstant(row.approved_at),
        approvalMs: Date.parse(row.approved_at) - Date.parse(row.submitted_at),
      })),
    targets: readTargets(database, indices),
  };
}

/** The newest statement of each target; a later `valid_from` replaces an earlier one. */
function readTargets(database: Database.Database, indices: Indices): Target[] {
  return database
    .prepare<[], { region_id: string; dealer_id: string | null; month: string; value: number }>(
      // SQLite takes the bare column `value` from the row that holds the maximum.
      `select region_id, dealer_id, month, value, max(valid_from) from target
       where kpi = 'net_sales' group by region_id, dealer_id, month order by region_id, dealer_id, month`,
    )
    .all()
    .map((row) => ({
      region: indices.regions.get(row.region_id) ?? -1,
      dealer: row.dealer_id === null ? -1 : (indices.dealers.get(row.dealer_id) ?? -1),
      month: monthOf(toDay(row.month)),
      valueFen: row.value,
    }));
}
