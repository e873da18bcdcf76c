import type { CustodyRow } from './schema.ts';

/** Fewer people than this in a cell, and it is not shown: who they are could be guessed. */
export const PEOPLE_LEAST = 5;

/** People (devices) that scanned in a cell; a reading without a device counts nobody. */
export interface CellPeople {
  readonly longitude: number;
  readonly latitude: number;
  readonly people: number;
}

/**
 * Takes the places of consumers' readings out of a chain of custody where fewer than {@link PEOPLE_LEAST} people scanned in
 * the cell. What trade and inspectors saw stays.
 */
export function withholdPlaces(
  rows: readonly CustodyRow[],
  cells: readonly CellPeople[],
): { readonly custody: CustodyRow[]; readonly withheldPlaces: number } {
  const shown = new Set(
    cells.filter(({ people }) => people >= PEOPLE_LEAST).map(({ longitude, latitude }) => `${longitude}/${latitude}`),
  );
  let withheldPlaces = 0;
  const custody = rows.map((row) => {
    if (row.actor !== 'consumer' || row.longitude === null) return row;
    if (shown.has(`${row.longitude}/${row.latitude}`)) return row;
    withheldPlaces += 1;
    return { ...row, longitude: null, latitude: null };
  });
  return { custody, withheldPlaces };
}
