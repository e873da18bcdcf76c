/** Mean earth radius of the IUGG, metres (Moritz, Geodetic Reference System 1980). */
const EARTH_RADIUS_M = 6_371_008.8;

/** Great-circle distance of two points in degrees, metres; the haversine formula (Sinnott, Sky & Telescope 68, 1984). */
export function distanceM(
  from: readonly [longitude: number, latitude: number],
  to: readonly [longitude: number, latitude: number],
): number {
  const radians = Math.PI / 180;
  const dLatitude = (to[1] - from[1]) * radians;
  const dLongitude = (to[0] - from[0]) * radians;
  const a =
    Math.sin(dLatitude / 2) ** 2 +
    Math.cos(from[1] * radians) * Math.cos(to[1] * radians) * Math.sin(dLongitude / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
}
