/** A GeoJSON MultiPolygon's coordinates, GCJ-02 degrees, longitude first. */
export type MultiPolygon = readonly (readonly (readonly (readonly [number, number])[])[])[];

/**
 * Whether a point lies in a drawn area, by the even-odd rule over all rings: holes are out, islands are in. A point on
 * an edge counts to one side only, so that two areas sharing the edge never both hold it.
 */
export function holds(area: MultiPolygon, longitude: number, latitude: number): boolean {
  let inside = false;
  for (const polygon of area) {
    for (const ring of polygon) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [xi, yi] = ring[i] as readonly [number, number];
        const [xj, yj] = ring[j] as readonly [number, number];
        if (yi > latitude !== yj > latitude && longitude < ((xj - xi) * (latitude - yi)) / (yj - yi) + xi) {
          inside = !inside;
        }
      }
    }
  }
  return inside;
}
