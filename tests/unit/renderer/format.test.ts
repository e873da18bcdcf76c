// Goal: a figure on the screen is the stored integer, exactly. Method: a table of cases, and for money the property that
// the shown text read back gives the same 分 (fixed seed).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figure, inLargeUnit, moment, money, yuan } from '../../../renderer/components/format/format.ts';

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [128_430_652, '1,284,306.52'],
  [-1_820_000, '−18,200.00'],
])('%i 分 are shown as %s', (fen, text) => {
  expect(yuan(fen)).toBe(text);
});

test('money on the screen reads back to the same 分', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (fen) => {
      const digits = yuan(fen).replace(/,/g, '').replace('.', '').replace('−', '-');
      expect(Number(digits)).toBe(fen === 0 ? 0 : fen);
    }),
    { seed: 20_260_925 },
  );
});

test.each([
  [482_000_000, 482, 4820],
  [50_000, 0.1, 0.5],
  [49_999, 0, 0.5],
  [4_999, 0, 0],
  [-50_000, -0.1, -0.5],
])('%i 分 are %d 万元 and %d thousand, rounded half away from zero', (fen, tenThousands, thousands) => {
  expect(inLargeUnit(fen, 'zh-CN') === tenThousands).toBe(true);
  expect(inLargeUnit(fen, 'en') === thousands).toBe(true);
});

test('the sign stands before the currency mark, and 万元 always have one decimal', () => {
  expect(money(-869_494, 'CNY')).toBe('−¥8,694.94');
  expect(money(0, 'CNY')).toBe('¥0.00');
  expect(money(-1, 'USD')).toBe('−US$0.01');
  expect(figure(8_373_000_000, 'fen', '天', 'USD', 'zh-CN')).toBe('US$8,373.0 万');
  expect(figure(8_373_000_000, 'fen', '天', 'CNY', 'zh-CN')).toBe('¥8,373.0 万');
  expect(figure(8_373_000_000, 'fen', 'days', 'USD', 'en')).toBe('US$83,730.0k');
  expect(figure(-50_000, 'fen', 'days', 'CNY', 'en')).toBe('−¥0.5k');
  expect(figure(-50_000, 'fen', '天', 'CNY', 'zh-CN')).toBe('−¥0.1 万');
});

test('nothing to compute from is a dash, zero is a zero', () => {
  expect(figure(null, 'ppm', '天', 'CNY', 'zh-CN')).toBe('—');
  expect(figure(0, 'ppm', '天', 'CNY', 'zh-CN')).toBe('0.0%');
  expect(figure(-6109, 'ppm', '天', 'CNY', 'zh-CN')).toBe('−0.6%');
  expect(figure(0, 'count', '天', 'CNY', 'zh-CN')).toBe('0');
  expect(figure(49_000, 'millidays', '天', 'CNY', 'zh-CN')).toBe('49.0 天');
});

test('a moment is Shanghai time, with its day when it is long ago', () => {
  const now = new Date('2026-09-25T04:00:00Z');
  expect(moment('2026-09-25T02:42:00Z', now)).toBe('10:42');
  expect(moment('2026-09-20T02:42:00Z', now)).toMatch(/09.20.*10:42/);
  expect(moment(null, now)).toBe('—');
});
