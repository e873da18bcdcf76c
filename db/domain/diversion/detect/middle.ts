/** The middle one of values in order, the upper of two; 0 of none. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Median of each coordinate: a stray reading does not move it. */
export function middleOf(
  places: readonly (readonly [number, number])[],
): readonly [longitude: number, latitude: number] {
  return [median(places.map(([longitude]) => longitude)), median(places.map(([, latitude]) => latitude))];
}
