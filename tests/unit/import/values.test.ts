// Goal: amounts and identifiers of an import are exact and always the same. Method: examples whose answer is known by
// hand, and properties against plain integer arithmetic with fixed seeds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { complement, hundredths } from '../../../db/headoffice/import/decimal.ts';
import { identifierOf } from '../../../db/headoffice/import/identifier.ts';

describe('amounts', () => {
  test.each([
    [['2024.9940'], 202_499],
    [['0.005'], 1],
    [['-0.005'], -1],
    [['0.0049'], 0],
    [['14.4', '10', '0.85'], 12_240],
    [['1.15', '1', '0.9'], 104],
  ])('%j are %i hundredths', (factors, expected) => {
    expect(hundredths(...factors)).toBe(expected);
  });

  test('are exact for every number of hundredths and any trailing noughts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.integer({ min: 0, max: 6 }), (cents, noughts) => {
        const digits = String(cents).padStart(3, '0');
        const text = `${digits.slice(0, -2)}.${digits.slice(-2)}${'0'.repeat(noughts)}`;
        expect(hundredths(text)).toBe(cents);
      }),
      { seed: 1 },
    );
  });

  test('a share and its complement make one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (share) => {
        const text = (share / 10_000).toFixed(4);
        expect(hundredths('100', text) + hundredths('100', complement(text))).toBe(10_000);
      }),
      { seed: 2 },
    );
  });

  test.each(['', 'abc', '1,5', '1.', '.5', '1e3'])('%j is no number', (text) => {
    expect(() => hundredths(text)).toThrow(RangeError);
  });

  test('a share above one is refused', () => {
    expect(() => complement('1.01')).toThrow(RangeError);
  });
});

describe('identifiers', () => {
  test('are UUIDv7 of their day, in Shanghai', () => {
    const id = identifierOf(['northwind', 'dealer', 'ALFKI'], '1996-07-04');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('1996-07-03T16:00:00Z'));
  });

  test('are the same for the same row, and differ for any other', () => {
    const parts = fc.array(fc.string({ maxLength: 6 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(identifierOf(a, '2013-01-01') === identifierOf(b, '2013-01-01')).toBe(same);
      }),
      { seed: 3 },
    );
  });
});
