import gcoord from 'gcoord';

/** Coordinate systems a reading may come in. Inside the product everything is GCJ-02. */
export const CRS = ['GCJ02', 'WGS84', 'BD09'] as const;
export type Crs = (typeof CRS)[number];

/** The library's types describe it as another kind of module than the one Node loads. */
const { transform } = gcoord as unknown as {
  readonly transform: (point: [number, number], from: Crs, to: Crs) => [number, number];
};

/** Everything that can be judged lies in here, degrees: China with its islands, and a margin. */
export const CHINA = { west: 72, east: 138, south: 0.8, north: 56 } as const;

/** Why a pair of coordinates is no place in China. */
export type PlaceFault = 'null_island' | 'swapped' | 'outside_china';

const isInChina = (longitude: number, latitude: number): boolean =>
  longitude >= CHINA.west && longitude <= CHINA.east && latitude >= CHINA.south && latitude <= CHINA.north;

/** What is wrong with a pair of coordinates; null when it may be a place in China. Degrees of any system. */
export function placeFault(longitude: number, latitude: number): PlaceFault | null {
  if (longitude === 0 && latitude === 0) return 'null_island';
  if (isInChina(longitude, latitude)) return null;
  return isInChina(latitude, longitude) ? 'swapped' : 'outside_china';
}

/** [longitude, latitude] in GCJ-02, degrees; at most 0.8 m from the map vendors' own answers (their published vectors). */
export function toGcj02(crs: Crs, longitude: number, latitude: number): [longitude: number, latitude: number] {
  return crs === 'GCJ02' ? [longitude, latitude] : transform([longitude, latitude], crs, 'GCJ02');
}
