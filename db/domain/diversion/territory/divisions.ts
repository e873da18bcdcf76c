/** What of a division tells under which codes it can be named. */
export interface Leaf {
  readonly adcode: string;
  readonly city: string;
  readonly province: string;
}

/** Adcodes of the leaves that codes of any level cover; a code that is no division covers none. */
export function leavesOf(divisions: readonly Leaf[], adcodes: readonly string[]): Set<string> {
  const named = new Set(adcodes);
  return new Set(
    divisions
      .filter(({ adcode, city, province }) => named.has(adcode) || named.has(city) || named.has(province))
      .map(({ adcode }) => adcode),
  );
}

/** Leaves named as shortly as they can be: a city or a province that is in whole by its own code. Sorted. */
export function shortestCodes(divisions: readonly Leaf[], leaves: ReadonlySet<string>): string[] {
  const isWhole = (level: 'city' | 'province'): ReadonlySet<string> => {
    const missing = new Set(divisions.filter(({ adcode }) => !leaves.has(adcode)).map((division) => division[level]));
    return new Set(divisions.map((division) => division[level]).filter((code) => !missing.has(code)));
  };
  const [cities, provinces] = [isWhole('city'), isWhole('province')];
  const codes = divisions
    .filter(({ adcode }) => leaves.has(adcode))
    .map(({ adcode, city, province }) => (provinces.has(province) ? province : cities.has(city) ? city : adcode));
  return [...new Set(codes)].sort();
}
