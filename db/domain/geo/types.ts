/** Shapes of the map's administrative divisions. Coordinates are GCJ-02 degrees throughout. */

/** A leaf of the division tree: a county, or a city or province that has none. */
export interface Division {
  readonly adcode: string;
  readonly name: string;
  /** Adcodes of the city and the province it lies in (its own where it is one). */
  readonly city: string;
  readonly cityName: string;
  readonly province: string;
  readonly provinceName: string;
}

/** Finds the division of a point, exactly (even-odd rule on the unsimplified rings). */
export interface DivisionIndex {
  readonly divisions: readonly Division[];
  /** Index into `divisions`; -1 when the point lies in none. Longitude first. */
  locate(longitude: number, latitude: number): number;
}

/** Whether an adcode of any level (province, city, county) covers a division. */
export function covers(adcode: string, division: Division): boolean {
  return adcode === division.adcode || adcode === division.city || adcode === division.province;
}
