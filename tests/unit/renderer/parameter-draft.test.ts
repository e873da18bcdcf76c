// Goal: what is typed into the fields of the parameters becomes differences from the base, or says why it may not be set.
// Method: tables of typed texts, of a region and of head office.
import { expect, test } from 'vitest';
import { BUILT_IN } from '../../../db/domain/diversion/parameters/setting.ts';
import {
  backToBase,
  type ParameterDraft,
  readDraft,
  UNTOUCHED,
} from '../../../renderer/features/diversion/parameters/parameter-draft.ts';

const base = { ...BUILT_IN, minCodes: 5 };
const region = {
  isHeadOffice: false,
  base,
  bounds: { windowDays: [14, 42] as [number, number] },
  inForce: { ...base, minCodes: 8 },
  change: { minCodes: 8 },
};
const office = { ...region, isHeadOffice: true, inForce: base, change: { minCodes: 5 } };
const read = (held: typeof region, draft: Partial<ParameterDraft>) => readDraft(held, { ...UNTOUCHED, ...draft });
const faultsOf = (...asked: Parameters<typeof read>) =>
  [...read(...asked).faults].map(([name, { key }]) => `${name} ${key}`);

test('untouched it is what is set', () => {
  expect(read(region, {})).toMatchObject({ change: { minCodes: 8 }, bounds: {}, isChanged: false });
  expect(read(office, {})).toMatchObject({ change: { minCodes: 5 }, bounds: region.bounds, isChanged: false });
});

test.each([
  ['another value', { minCodes: '9' }, { minCodes: 9 }],
  ['full-width digits', { minCodes: '９' }, { minCodes: 9 }],
  ['the same value, typed', { minCodes: '8.0' }, { minCodes: 8 }],
  ['the base: no difference', { minCodes: '5' }, {}],
  ['a second one', { bufferUrbanKm: ' 1.5 ' }, { bufferUrbanKm: 1.5, minCodes: 8 }],
] as const)('a region: %s', (_, values, change) => {
  const answer = read(region, { values });
  expect(answer.change).toEqual(change);
  expect(answer.faults.size).toBe(0);
  expect(answer.isChanged).toBe(JSON.stringify(change) !== '{"minCodes":8}');
});

test.each([
  ['nothing', { minCodes: '' }, ['minCodes notNumber']],
  ['words', { minCodes: 'many' }, ['minCodes notNumber']],
  ['half a code', { minCodes: '8.5' }, ['minCodes notWhole']],
  ['below the base', { minCodes: '4' }, ['minCodes onlyUp']],
  ['looser', { fdrQ: '0.1' }, ['fdrQ onlyDown']],
  ['outside the bounds of head office', { windowDays: '56' }, ['windowDays outside']],
] as const)('a region may not set %s', (_, values, faults) => {
  expect(faultsOf(region, { values })).toEqual(faults);
});

test('head office: bounds as they are typed; the built-in ones are none', () => {
  expect(read(office, { least: { windowDays: '7' }, greatest: { windowDays: '90' } }).bounds).toEqual({});
  expect(read(office, { greatest: { minCodes: '20' } }).bounds).toEqual({ windowDays: [14, 42], minCodes: [2, 20] });
  expect(faultsOf(office, { least: { windowDays: '50' } })).toEqual(['windowDays boundsUpsideDown']);
  expect(faultsOf(office, { greatest: { windowDays: '91' } })).toEqual(['windowDays boundsOutside']);
  expect(faultsOf(office, { greatest: { windowDays: '20' } })).toEqual(['windowDays outside']);
  expect(faultsOf(office, { values: { minCodes: '2', fdrQ: '0.2' } })).toEqual([]);
});

test('back to where nobody tuned', () => {
  expect(readDraft(region, backToBase(region))).toMatchObject({ change: {}, isChanged: true });
  expect(readDraft(office, backToBase(office))).toMatchObject({ change: {}, isChanged: true });
});
