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
  if (crs === 'GCJ02') return [longitude, latitude];
  return crs === 'WGS84' ? fromSatellite(longitude, latitude) : transform([longitude, latitude], crs, 'GCJ02');
}

/** What GCJ-02 is reckoned on: Krasovsky's ellipsoid of 1940, semi-major axis in metres and squared eccentricity. */
const ELLIPSOID = { axis: 6_378_245, eccentricity: 0.006_693_421_622_965_823 } as const;
/** Outside nothing is moved, degrees. */
const MOVED = { west: 72.004, east: 137.8347, south: 0.8293, north: 55.8271 } as const;

/**
 * WGS-84 to GCJ-02: the library's formula to the last bit (a test holds it), for the million readings of a document that
 * cannot wait for the library to find out each time what it was given.
 */
function fromSatellite(longitude: number, latitude: number): [longitude: number, latitude: number] {
  if (!(longitude >= MOVED.west && longitude <= MOVED.east && latitude >= MOVED.south && latitude <= MOVED.north))
    return [longitude, latitude];
  const { PI, sin, sqrt } = Math;
  const x = longitude - 105;
  const y = latitude - 35;
  const root = sqrt(Math.abs(x));
  const ripple = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
  east += ripple;
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
  north += ripple;
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const { axis, eccentricity } = ELLIPSOID;
  const radians = (latitude / 180) * PI;
  const sine = sin(radians);
  const flattening = 1 - eccentricity * sine * sine;
  const rootOfIt = sqrt(flattening);
  return [
    longitude + (east * 180) / ((axis / rootOfIt) * Math.cos(radians) * PI),
    latitude + (north * 180) / (((axis * (1 - eccentricity)) / (flattening * rootOfIt)) * PI),
  ];
}
