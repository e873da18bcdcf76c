// Goal: the values that a case was found by are led back to the versions that set them, whatever was set before and since.
// Method: histories of a region and head office as tables; a property against setting anew at every step.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parameterRows } from '../../../db/domain/diversion/pack/parameters.ts';
import { BUILT_IN, settingOf } from '../../../db/domain/diversion/parameters/setting.ts';
import { type SetVersion, settingBehind, traceSettings } from '../../../db/domain/diversion/parameters/trace.ts';
import { PARAMETER_NAMES } from '../../../db/domain/diversion/parameters/tuning.ts';
import type { ParameterName } from '../../../db/domain/diversion/schema/detect-parameters.ts';
import { readParameterWords } from '../../../db/host/pack-file.ts';

type Version = SetVersion & { readonly setByName: string };
const PATH = ['city', 'area', 'top'];
const set = (regionId: string, no: number, day: string, change: Version['change'], bounds: Version['bounds'] = {}): Version => ({
  id: `${regionId}-${no}`, regionId, no, setAt: `2026-${day}T00:00:00.000Z`, change, bounds, setByName: `${regionId}的人`,
}); // biome-ignore format: one version
const since = (name: ParameterName, at: ReturnType<typeof settingBehind<Version>>) => at.since.get(name)?.id ?? null;

describe('where a value comes from', () => {
  test.each<[string, readonly Version[], ParameterName, number, string | null]>([
    ['nothing was ever set', [], 'minCodes', 3, null],
    ['head office’s base', [set('top', 1, '01-01', { minCodes: 5 })], 'minCodes', 5, 'top-1'],
    ['untouched by what set others', [set('top', 1, '01-01', { minCodes: 5 })], 'fdrQ', 0.05, null],
    ['the region’s tuning', [set('top', 1, '01-01', { minCodes: 5 }), set('city', 1, '02-01', { minCodes: 6 })], 'minCodes', 6, 'city-1'],
    ['kept by a later version', [set('city', 1, '02-01', { minCodes: 6 }), set('city', 2, '03-01', { minCodes: 6, windowDays: 56 })], 'minCodes', 6, 'city-1'],
    ['taken back: who took it back', [set('city', 1, '02-01', { minCodes: 6 }), set('city', 2, '03-01', {})], 'minCodes', 3, 'city-2'],
    ['head office moved past it', [set('city', 1, '02-01', { minCodes: 4 }), set('top', 1, '03-01', { minCodes: 8 })], 'minCodes', 8, 'top-1'],
    ['the nearest region began to tune', [set('area', 1, '02-01', { minCodes: 7 }), set('city', 1, '03-01', { fdrQ: 0.02 })], 'minCodes', 3, 'city-1'],
    ['another region’s is none of it', [set('other', 1, '02-01', { minCodes: 9 })], 'minCodes', 3, null],
    ['after the case', [set('city', 1, '12-31', { minCodes: 9 })], 'minCodes', 3, null],
  ])('%s', (_, versions, name, value, version) => {
    const found = settingBehind(PATH, versions.toReversed(), '2026-06-30T00:00:00.000Z', null);
    expect([found.inForce[name], since(name, found)]).toEqual([value, version]);
  }); // biome-ignore format: a history a line

  test('a laptop that was not in sync went by what it knew; values that nothing leads to are said to be so', () => {
    const versions = [set('city', 1, '02-01', { minCodes: 6 }), set('city', 2, '03-01', { minCodes: 7 })];
    const known = settingBehind(PATH, versions, '2026-03-02T00:00:00.000Z', { ...BUILT_IN, minCodes: 6 });
    expect([known.inForce.minCodes, since('minCodes', known)]).toEqual([6, 'city-1']);
    const used = { ...BUILT_IN, minCodes: 20 };
    const unknown = settingBehind(PATH, versions, '2026-03-02T00:00:00.000Z', used);
    const rows = parameterRows(unknown, used, readParameterWords(), (id) => id);
    expect(rows.find(({ name }) => name === 'minCodes')).toMatchObject({
      used: 20,
      tuned: 7,
      origin: { kind: 'untold' },
    });
    expect(rows.filter(({ origin }) => origin.kind === 'untold')).toHaveLength(1);
  });

  test('a parameter that a case does not know is not told of it', () => {
    const setting = settingBehind(PATH, [set('top', 1, '01-01', { minCodes: 5 })], '2026-06-30T00:00:00.000Z', {
      minCodes: 5,
    });
    const rows = parameterRows(setting, { minCodes: 5 }, readParameterWords(), (id) => id);
    expect(rows).toMatchObject([
      {
        name: 'minCodes',
        label: { zh: '最少码数' },
        base: 5,
        tuned: null,
        used: 5,
        origin: { no: 1, setBy: 'top的人', region: 'top' },
      },
    ]);
  });
});

test('property: at every step what holds is what is set by then, and every value goes back to the step that brought it', () => {
  const change = fc.record(
    { minCodes: fc.integer({ min: 2, max: 9 }), windowDays: fc.integer({ min: 7, max: 90 }) },
    { requiredKeys: [] },
  );
  const histories = fc.array(fc.tuple(fc.constantFrom(...PATH), change), { maxLength: 8 });
  fc.assert(
    fc.property(histories, (steps) => {
      const versions = steps.map(([regionId, what], n) =>
        set(regionId, n + 1, `01-${String(n + 1).padStart(2, '0')}`, what),
      );
      const traced = [...traceSettings(PATH, versions)];
      expect(traced).toHaveLength(versions.length + 1);
      traced.forEach((now, n) => {
        const newest = (id: string) => versions.slice(0, n).findLast(({ regionId }) => regionId === id) ?? null;
        const anew = settingOf(PATH.map((regionId) => ({ regionId, version: newest(regionId) })));
        expect(now.inForce).toEqual(anew.inForce);
        for (const name of PARAMETER_NAMES) {
          const at = versions.findIndex(({ id }) => id === now.since.get(name)?.id) + 1;
          expect(traced.slice(at, n + 1).every(({ inForce }) => inForce[name] === now.inForce[name])).toBe(true);
          if (at > 0) expect(traced[at - 1]?.inForce[name]).not.toBe(now.inForce[name]);
        }
      });
    }),
    { seed: 20261127, numRuns: 200 },
  );
});
