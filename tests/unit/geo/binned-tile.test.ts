// Goal: a tile counts every shown point once, in the right square and layer. Method: random points (seeded) encoded,
// read back by an independent reader, compared with counting them one by one.
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { expect, test } from 'vitest';
import { encodeBinnedTile } from '../../../db/domain/geo/binned-tile.ts';
import { createRandom } from '../../../db/headoffice/demo/random.ts';

const random = createRandom(3);
const COUNT = 5000;
const x = Float64Array.from({ length: COUNT }, () => 0.83 + random.next() * 0.01);
const y = Float64Array.from({ length: COUNT }, () => 0.4 + random.next() * 0.01);
const verdict = Uint8Array.from({ length: COUNT }, () => random.int(0, 2));
const shown = Uint32Array.from({ length: COUNT }, (_, n) => n).filter((n) => n % 3 !== 0);

function read(bytes: Uint8Array): Map<string, number> {
  const bins = new Map<string, number>();
  for (const [name, layer] of Object.entries(new VectorTile(new PbfReader(bytes)).layers)) {
    for (let n = 0; n < layer.length; n += 1) {
      const feature = layer.feature(n);
      const point = feature.loadGeometry()[0]?.[0];
      bins.set(`${name} ${point?.x} ${point?.y}`, Number(feature.properties.n));
    }
  }
  return bins;
}

test.each([
  { z: 4, x: 13, y: 6 },
  { z: 8, x: 213, y: 103 },
  { z: 11, x: 1705, y: 825 },
])('counts the points of tile $z/$x/$y', (tile) => {
  const expected = new Map<string, number>();
  for (const n of shown) {
    const fx = (x[n]! * 2 ** tile.z - tile.x) * 64;
    const fy = (y[n]! * 2 ** tile.z - tile.y) * 64;
    if (fx < 0 || fx >= 64 || fy < 0 || fy >= 64) continue;
    const key = `${verdict[n] === 1 ? 'outside' : 'inside'} ${(Math.floor(fx) + 0.5) * 64} ${(Math.floor(fy) + 0.5) * 64}`;
    expected.set(key, (expected.get(key) ?? 0) + 1);
  }
  expect(expected.size).toBeGreaterThan(0);
  expect(read(encodeBinnedTile({ x, y, verdict }, shown, tile))).toEqual(expected);
});

test('an empty tile has no bytes', () => {
  expect(encodeBinnedTile({ x, y, verdict }, shown, { z: 8, x: 0, y: 0 })).toHaveLength(0);
});
