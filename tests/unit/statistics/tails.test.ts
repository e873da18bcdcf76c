// Goal: tails of the normal, Poisson and negative-binomial distributions are right to twelve digits, also where the
// probabilities are far below what a double can hold. Method: values computed independently (mpmath 1.3, 40 digits);
// the tail against the sum of its own terms.
import { describe, expect, test } from 'vitest';
import { logAtLeast, logExactly } from '../../../db/domain/statistics/counts.ts';
import { logGamma } from '../../../db/domain/statistics/gamma.ts';
import { normalBelow } from '../../../db/domain/statistics/normal.ts';

/** Equal to a share of 1e-11 of the value. */
const expectClose = (found: number, value: number): void =>
  expect(Math.abs(found - value)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(value)));

describe('tails', () => {
  test.each([
    [1, 0.5, 2, -1.021_651_247_531_98],
    [3, 1.4, 1.4, -1.626_226_964_390_85],
    [37, 1.4, 2.5, -33.370_190_692_443],
    [5, 4.2, 10, -0.911_327_250_550_431],
    [200, 3, 0.5, -33.093_737_856_281],
    [2, 1e-6, 4, -28.101_025_745_174_1],
    [50, 60, 10_000, -0.088_881_269_922_015_4],
    [1000, 10, 5, -385.388_597_037_492],
    [1, 0.01, Infinity, -4.610_166_019_324_9],
    [3, 0.05, Infinity, -10.816_409_284_648_6],
    [37, 1.4, Infinity, -88.243_639_151_606_8],
    [10, 10, Infinity, -0.612_359_607_853_755],
    [500, 100, Infinity, -408.522_844_391_304],
    [2, 5, Infinity, -0.041_267_595_863_406_3],
    [0, 5, 2, 0],
  ])('at least %d where %d are expected, dispersion %d', (k, mean, dispersion, value) => {
    expectClose(logAtLeast(k, mean, dispersion), value);
  });

  test.each([
    [4, 1.3, 0.7],
    [12, 9, 3],
    [2, 0.2, Infinity],
    [30, 11, Infinity],
  ])(
    // biome-ignore format: short
    'the tail from %d is the sum of its terms (mean %d, dispersion %d)',
    (k, mean, dispersion) => {
      let sum = 0;
      for (let n = k; n < k + 400; n += 1) sum += Math.exp(logExactly(n, mean, dispersion));
      expectClose(logAtLeast(k, mean, dispersion), Math.log(sum));
    },
  );

  test.each([
    [-8, 6.220_960_574_271_78e-16],
    [-3, 0.001_349_898_031_630_09],
    [-0.5, 0.308_537_538_725_987],
    [0, 0.5],
    [0.1, 0.539_827_837_277_029],
    [1.959_963_984_54, 0.974_999_999_999_997],
    [5, 0.999_999_713_348_428],
    [Infinity, 1],
    [-Infinity, 0],
  ])('Φ(%d)', (z, value) => expect(normalBelow(z)).toBeCloseTo(value, 14));

  test.each([
    [0.1, 2.252_712_651_734_21],
    [0.5, 0.572_364_942_924_7],
    [1, 0],
    [3.7, 1.428_072_326_665_39],
    [50, 144.565_743_946_345],
    [1000.5, 5908.674_175_848_68],
  ])('ln Γ(%d)', (x, value) => expectClose(logGamma(x), value));
});
