// Goal: a row that is taken the short way is one that the schema accepts, and is read the same; times mean what they say.
// Method: seeded rows of right and wrong values in every column, both ways; a table of times.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, isPlainRow, plainInstant } from '../../../db/domain/diversion/plain-row.ts';
import { isRejected, readRow, startNotes } from '../../../db/domain/diversion/reading.ts';
import { ScanRow } from '../../../db/domain/diversion/schema/scan-row.ts';

const key = fc.constantFrom<unknown>('k', '', 'x'.repeat(200), 'x'.repeat(201), null, 5);
const row = fc.record(
  {
    code: key,
    dealer: key,
    case: key,
    user: key,
    longitude: fc.constantFrom<unknown>(121.5, 0, -0, Number.NaN, Infinity, '121', null),
    latitude: fc.constantFrom<unknown>(31.2, null, {}),
    accuracyM: fc.constantFrom<unknown>(0, 30, -1, Infinity, '3', null),
    shippedOn: fc.constantFrom<unknown>(
      '2026-02-28',
      '2026-02-30',
      '2026-2-1',
      '2026-02-28T',
      20260228,
      null,
      '2024-02-29',
      '2023-02-29',
    ),
    scannedAt: fc.constantFrom<unknown>(
      '2026-03-09T10:00:00+08:00', '2026-03-09T10:00:00Z', '2026-03-09T10:00:00.123Z', '2026-03-09T10:00:00.1234567Z', '2026-03-09T24:00:00Z',
      '2026-03-09T10:60:00Z', '2026-13-09T10:00:00Z', '2026-03-09T10:00:00', '2026-03-09T10:00Z', '2026-03-09', '2026-03-09T10:00:00+0800',
      '2026-03-09T10:00:00+25:00', '2026-03-09 10:00:00Z', '2026-03-09T10:00:0xZ', 'now', null, 5,
    ), // biome-ignore format: times
    crs: fc.constantFrom<unknown>('WGS84', 'GCJ02', 'EPSG4326', null),
    actor: fc.constantFrom<unknown>('consumer', 'inspector', 'cat', null),
    other: fc.constantFrom<unknown>('anything', 5, null),
  },
  { requiredKeys: [] },
);

test('the short way takes nothing that the schema refuses', () => {
  let taken = 0;
  fc.assert(
    fc.property(row, (scan) => {
      if (!isPlainRow(scan)) return;
      taken += 1;
      expect(ScanRow.safeParse(scan).success).toBe(true);
    }),
    { seed: 20260925, numRuns: 30_000 },
  );
  expect(taken).toBeGreaterThan(50);
});

describe('times', () => {
  const read = (scannedAt: string) => {
    const notes = startNotes();
    const reading = readRow({ longitude: 121.5, latitude: 31.2, scannedAt }, 0, 'GCJ02', notes);
    return isRejected(reading)
      ? reading.reason
      : { at: reading.scannedAt, day: dayName(reading.scannedDay), notes: notes.timesWithoutZone };
  };
  const dayName = (day: number | null) => new Date((day ?? 0) * 86_400_000).toISOString().slice(0, 10);
  const ten = Date.parse('2026-03-09T02:00:00Z');
  test.each([
    ['2026-03-09T10:00:00+08:00', ten, '2026-03-09', 0],
    ['2026-03-09T02:00:00Z', ten, '2026-03-09', 0],
    ['2026-03-09T02:00:00.000Z', ten, '2026-03-09', 0],
    ['2026-03-08T18:30:00-07:30', ten, '2026-03-09', 0],
    ['2026-03-09T10:00:00', ten, '2026-03-09', 1],
    ['2026-03-09T10:00', ten, '2026-03-09', 1],
    ['2026-03-09', Date.parse('2026-03-08T16:00:00Z'), '2026-03-09', 1],
    ['2026-03-08T16:00:00Z', Date.parse('2026-03-08T16:00:00Z'), '2026-03-09', 0],
    ['2026-03-08T15:59:59.999Z', Date.parse('2026-03-08T15:59:59.999Z'), '2026-03-08', 0],
  ])('%s', (text, at, day, notes) => {
    expect(read(text)).toEqual({ at, day, notes });
    const plain = plainInstant(text);
    if (plain !== null) expect(plain).toBe(Date.parse(text));
  });
  test('a date that does not exist is none', () => {
    expect([dayOf('2026-02-29'), dayOf('2024-02-29'), dayOf('x')]).toEqual([
      undefined,
      Date.parse('2024-02-29'),
      undefined,
    ]);
    expect(read('2026-02-29T10:00:00Z')).toBe('malformed');
  });
});
