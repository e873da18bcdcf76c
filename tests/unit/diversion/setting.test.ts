// Goal: what holds in a region follows from head office's base and bounds and the nearest tuning above it, and never breaks
// them, whatever head office did since. Method: a table of paths; seeded random bases, bounds and changes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BUILT_IN,
  boundsFaults,
  changeFaults,
  inForce,
  settingAfter,
  settingOf,
  type TunedRegion,
} from '../../../db/domain/diversion/parameters/setting.ts';
import { changed, PARAMETER_NAMES, tuningFaults } from '../../../db/domain/diversion/parameters/tuning.ts';
import {
  AllParameters,
  PARAMETERS,
  type ParameterName,
  type Parameters,
} from '../../../db/domain/diversion/schema/detect-parameters.ts';

type Change = Partial<Record<ParameterName, number>>;
type Bounds = Partial<Record<ParameterName, [number, number]>>;
const at = (regionId: string, change: Change | null, bounds: Bounds = {}): TunedRegion => ({
  regionId,
  version: change === null ? null : { id: regionId, change, bounds },
});

describe('what holds', () => {
  test.each<readonly [string, readonly TunedRegion[], string | null, Change]>([
    ['nothing was ever set', [at('city', null), at('area', null), at('top', null)], null, {}],
    ['head office set a base', [at('city', null), at('top', { minCodes: 5 })], null, { minCodes: 5 }],
    ['the region itself', [at('city', { minCodes: 6 }), at('top', { minCodes: 5 })], 'city', { minCodes: 6 }],
    ['the nearest above', [at('city', null), at('area', { fdrQ: 0.02 }), at('top', null)], 'area', { fdrQ: 0.02 }],
    ['one wins, they are not mixed', [at('city', { minCodes: 4 }), at('area', { fdrQ: 0.02 }), at('top', null)], 'city', { minCodes: 4 }],
    ['taken back: follows again', [at('city', {}), at('area', { fdrQ: 0.02 }), at('top', null)], 'area', { fdrQ: 0.02 }],
    ['head office moved past it', [at('city', { minCodes: 4 }), at('top', { minCodes: 8 })], 'city', { minCodes: 8 }],
    ['the bounds were narrowed', [at('city', { windowDays: 56 }), at('top', {}, { windowDays: [14, 42] })], 'city', { windowDays: 42 }],
  ])('%s', (_, path, tunedAt, expected) => {
    const setting = settingOf(path);
    expect(setting.tunedAt).toBe(tunedAt);
    expect(setting.inForce).toEqual({ ...BUILT_IN, ...expected });
  }); // biome-ignore format: a path a line

  test('a change of head office is one of its base and bounds, a change of a region of what it tunes', () => {
    const top = [at('top', { minCodes: 5 })];
    expect(settingAfter(top, { minCodes: 4 }, { minCodes: [3, 9] })).toMatchObject({
      base: { minCodes: 4 },
      bounds: { minCodes: [3, 9] },
    });
    expect(settingAfter([at('city', null), ...top], { minCodes: 7 }, {})).toMatchObject({
      base: { minCodes: 5 },
      tunedAt: 'city',
      inForce: { minCodes: 7 },
    });
  });
});

test.each<readonly [string, Bounds, readonly string[]]>([
  ['inside', { minCodes: [3, 9] }, []],
  ['upside down', { minCodes: [9, 3] }, ['minCodes']],
  ['wider than built in', { minCodes: [1, 9], pOut: [0.8, 1] }, ['pOut', 'minCodes']],
  ['halves of codes', { minCodes: [2.5, 9] }, ['minCodes']],
])('bounds of head office: %s', (_, bounds, expected) => {
  expect(boundsFaults(bounds).map(({ name }) => name)).toEqual(expected);
});

test('a base of head office lies inside its own new bounds, a change of a region inside those that hold', () => {
  const top = at('top', {}, { windowDays: [14, 42] });
  expect(changeFaults([top], { windowDays: 56 }, { windowDays: [14, 70] })).toEqual([]);
  expect(changeFaults([top], { windowDays: 56 }, { windowDays: [14, 42] }).map(({ name }) => name)).toEqual([
    'windowDays',
  ]);
  expect(changeFaults([at('city', null), top], { windowDays: 56, minCodes: 2 }, {}).map(({ name }) => name)).toEqual([
    'windowDays',
    'minCodes',
  ]);
});

/** A value inside the built-in bounds, whole where it must be. */
const anyOf = (name: ParameterName) => {
  const { min, max } = PARAMETERS[name];
  return 'isWhole' in PARAMETERS[name] ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
};
const some = fc.record(Object.fromEntries(PARAMETER_NAMES.map((name) => [name, anyOf(name)])), {
  requiredKeys: [],
}) as fc.Arbitrary<Change>;
const office = fc.record({ base: some, ends: some }).map(({ base, ends }): { base: Parameters; bounds: Bounds } => {
  const whole = changed(BUILT_IN, base);
  const bounds = Object.entries(ends).map(([name, end]) => {
    const value = whole[name as ParameterName];
    return [name, [Math.min(value, end), Math.max(value, end)]];
  });
  return { base: whole, bounds: Object.fromEntries(bounds) as Bounds };
});

test('what holds never breaks what head office allows, and what is allowed holds as it was set', () => {
  fc.assert(
    fc.property(office, some, ({ base, bounds }, change) => {
      const held = inForce(base, bounds, change);
      expect(AllParameters.safeParse(held).success).toBe(true);
      expect(tuningFaults(held, base, bounds, 'region')).toEqual([]);
      expect(inForce(base, bounds, held)).toEqual(held);
      const wanted = changed(base, change);
      const isAllowed = tuningFaults(wanted, base, bounds, 'region').length === 0;
      expect(JSON.stringify(held) === JSON.stringify(wanted)).toBe(isAllowed);
    }),
    { numRuns: 300, seed: 20261127 },
  );
});
