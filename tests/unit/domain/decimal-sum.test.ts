// Goal: sums of decimals are exact, however long and however many these are. Method: random decimals, added and taken off
// again, against the sum of rationals; the values at which whole numbers of a double end.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecimalSum } from '../../../db/domain/money/decimal-sum.ts';
import { add, parseDecimal, subtract, toFraction, ZERO } from '../../../db/domain/money/rational.ts';

const decimal = fc.oneof(
  fc
    .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.nat(4))
    .map(([n, places]) => (n / 10 ** places).toFixed(places)),
  fc.stringMatching(/^-?\d{1,30}(\.\d{1,12})?$/),
  fc.maxSafeInteger(),
);

const sumOf = (values: readonly (string | number)[]): string => {
  const sum = new DecimalSum();
  for (const value of values) sum.add(value);
  return toFraction(sum.value);
};

describe('DecimalSum', () => {
  test('is the sum of rationals', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ value: decimal, plus: fc.boolean() }), { maxLength: 30 }), (moves) => {
        const sum = new DecimalSum();
        let expected = ZERO;
        for (const { value, plus } of moves) {
          if (plus) sum.add(value);
          else sum.subtract(value);
          expected = (plus ? add : subtract)(expected, parseDecimal(value));
        }
        expect(toFraction(sum.value)).toBe(toFraction(expected));
      }),
      { seed: 20_261_127, numRuns: 300 },
    );
  });

  test.each([
    [['0.1', '0.2'], '3/10'],
    [['99999999999', '0.0001'], '999999999990001/10000'],
    [Array<string>(12).fill('99999999999'), '1199999999988'],
    [[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, '0.5'], '36028797018963965/2'],
    [['-0', '0.00001'], '1/100000'],
    [['007.50', -7], '1/2'],
  ])('of %j is %s', (values, expected) => {
    expect(sumOf(values)).toBe(expected);
  });

  test.each(['', '-', '.5', '5.', '1e3', '+5', '1.2.3', 'NaN', 12.5])('refuses %j', (value) => {
    expect(() => sumOf([value])).toThrow(RangeError);
  });
});
