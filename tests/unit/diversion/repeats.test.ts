// Goal: a code that is read again within minutes is one scan where it can be one, and a copied code does not hide its copy.
// Method: pairs of readings in a table, through intake and the search for impossible journeys.
import { expect, test } from 'vitest';
import { findClonedCodes } from '../../../db/domain/diversion/detect/anomalies.ts';
import { takeIn } from '../../../db/domain/diversion/detect/intake.ts';
import { DetectParameters } from '../../../db/domain/diversion/schema/detect-parameters.ts';

const parameters = DetectParameters.parse({});
const NINGBO = [121.54, 29.87] as const;
const NEXT_DOOR = [121.55, 29.88] as const;
const BEIJING = [116.4, 39.9] as const;
const reading = (place: readonly [number, number], minute: number, who: object) => ({
  code: 'X', dealer: 'D', longitude: place[0], latitude: place[1], accuracyM: 20,
  scannedAt: new Date(Date.parse('2026-03-09T10:00:00+08:00') + minute * 60_000).toISOString(), ...who,
}); // biome-ignore format: a row

/** A second reading of a code that was read in Ningbo by the first, and what the two of them are. */
test.each([
  ['another person in Beijing, 5 minutes later', { user: 'u1', device: 'd1' }, { user: 'u2', device: 'd2' }, BEIJING, 5, 'clone'],
  ['another person in Beijing, 11 minutes later', { user: 'u1', device: 'd1' }, { user: 'u2', device: 'd2' }, BEIJING, 11, 'clone'],
  ['another person in Beijing at the same instant', { user: 'u1' }, { user: 'u2' }, BEIJING, 0, 'clone'],
  ['nobody knows who in Beijing', { user: null }, { user: null }, BEIJING, 5, 'clone'],
  ['nobody knows who in Beijing, after a known one', { user: 'u1' }, { user: null }, BEIJING, 5, 'clone'],
  ['a device in Beijing, after a person', { user: 'u1' }, { user: null, device: 'd2' }, BEIJING, 5, 'clone'],
  ['another shop in Beijing', { actor: 'terminal', user: null, terminal: 't1' }, { actor: 'terminal', user: null, terminal: 't2' }, BEIJING, 5, 'clone'],
  ['other people who name the same shop', { user: 'u1', terminal: 't1' }, { user: 'u2', terminal: 't1' }, BEIJING, 5, 'clone'],
  ['the same person, whose telephone jumps', { user: 'u1', device: 'd1' }, { user: 'u1', device: 'd2' }, BEIJING, 5, 'repeat'],
  ['the same device, which jumps', { user: 'u1', device: 'd1' }, { user: 'u2', device: 'd1' }, BEIJING, 5, 'repeat'],
  ['the same person next door', { user: 'u1' }, { user: 'u1' }, NEXT_DOOR, 5, 'repeat'],
  ['the same person next door, 11 minutes later', { user: 'u1' }, { user: 'u1' }, NEXT_DOOR, 11, 'two'],
  ['nobody knows who next door, at the same instant', { user: null }, { user: null }, NEXT_DOOR, 0, 'repeat'],
  ['nobody knows who next door, after a known one', { user: 'u1' }, { user: null }, NEXT_DOOR, 5, 'repeat'],
  ['the same shop next door', { actor: 'terminal', user: null, terminal: 't1' }, { actor: 'terminal', user: null, terminal: 't1' }, NEXT_DOOR, 5, 'repeat'],
  ['another person next door', { user: 'u1' }, { user: 'u2' }, NEXT_DOOR, 5, 'two'],
  ['an inspector next door', { user: null }, { user: null, actor: 'inspector' }, NEXT_DOOR, 5, 'two'],
] as const)('a code read again within minutes: %s', (_, first, second, place, minutes, kind) => {
  const rows = [reading(NINGBO, 0, first), reading(place, minutes, second)];
  const { readings, duplicates } = takeIn(rows, [], 'GCJ02', parameters);
  const clones = findClonedCodes(readings, parameters);
  expect({ duplicates, clones: clones.map(({ scans }) => scans) }).toEqual({
    duplicates: kind === 'repeat' ? 1 : 0,
    clones: kind === 'clone' ? [[0, 1]] : [],
  });
}); // biome-ignore format: one reading a line

test('a person who reads a code again is known also after somebody else read it', () => {
  const rows = ['u1', 'u2', 'u1', 'u2', null, 'u1'].map((user, minute) => reading(NINGBO, minute, { user }));
  expect(takeIn(rows, [], 'GCJ02', parameters).duplicates).toBe(4);
  // Ten minutes after the scan that counts, not after the last repeat.
  const late = [...rows, reading(NINGBO, 11, { user: 'u1' })];
  expect(takeIn(late, [], 'GCJ02', parameters).duplicates).toBe(4);
});
