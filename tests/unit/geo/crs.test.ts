// Goal: readings of every coordinate system land in GCJ-02 where the map vendors put them, and what is no place in China
// is told apart. Method: 664 cities converted by the vendors (shared/cases, gcoord's fixtures, MIT) and by the library; a table.
import { existsSync, readFileSync } from 'node:fs';
import gcoord from 'gcoord';
import { describe, expect, test } from 'vitest';
import { distanceM } from '../../../db/domain/diversion/distance.ts';
import { placeFault, toGcj02 } from '../../../db/domain/geo/crs.ts';
import { createRandom } from '../../../db/headoffice/demo/random.ts';

const CITIES = '../shared/cases/gcoord-china-cities.json';
interface City {
  readonly coords: Readonly<Record<'WGS84' | 'GCJ02' | 'BD09', readonly [number, number]>>;
}

describe('conversion', () => {
  test.skipIf(!existsSync(CITIES))('is within a metre of the vendors for 664 cities (needs ../shared)', () => {
    const cities = JSON.parse(readFileSync(CITIES, 'utf8')) as readonly City[];
    expect(cities).toHaveLength(664);
    for (const crs of ['WGS84', 'BD09', 'GCJ02'] as const) {
      const off = cities.map(({ coords }) => distanceM(toGcj02(crs, ...coords[crs]), coords.GCJ02));
      expect(Math.max(...off)).toBeLessThan(crs === 'GCJ02' ? 1e-9 : 1);
    }
  });

  test('of satellites is that of the library to the last bit', () => {
    const { transform } = gcoord as unknown as {
      readonly transform: (...given: [number[], string, string]) => number[];
    };
    const random = createRandom(11);
    for (let n = 0; n < 20_000; n += 1) {
      const place = [71.5 + random.next() * 67, 0.5 + random.next() * 56] as const;
      expect(toGcj02('WGS84', ...place)).toEqual(transform([...place], 'WGS84', 'GCJ02'));
    }
  });

  test('Zhumadian', () => {
    expect(distanceM(toGcj02('WGS84', 114.016_432_2, 33.013_355_6), [114.022_306, 33.011_532_4])).toBeLessThan(1);
    expect(distanceM(toGcj02('BD09', 114.028_778_1, 33.017_669_7), [114.022_306, 33.011_532_4])).toBeLessThan(1);
  });
});

test.each([
  [121.5, 31.2, null],
  [0, 0, 'null_island'],
  [31.2, 121.5, 'swapped'],
  [-74, 40.7, 'outside_china'],
  [139.7, 35.7, 'outside_china'],
  [112, 3.9, null],
])('%d, %d: %s', (longitude, latitude, fault) => expect(placeFault(longitude, latitude)).toBe(fault));
