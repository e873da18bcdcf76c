// Goal: a term of the detector is a sentence with its own numbers, in both languages, and says nothing that is no news.
// Method: terms with numbers written by hand.
import { expect, test } from 'vitest';
import { sayDetectorTerm } from '../../../db/service/detector-words.ts';

test('what is expected is no power of ten', () => {
  const { zh, en } = sayDetectorTerm('excess', { weeks: 4, lots: 4, expected: 4.3e-7, log10P: -9.4 });
  expect(zh).toBe('4 周内在此见到 4 箱，按常理预期 <0.001 箱，仅论箱数的偶然概率约 10 的 -9.4 次方');
  expect(en).toContain('where <0.001 would be expected');
});

test.each([
  [-32, 'the probability of chance is about 10^-32, of which at most 12 points are counted', '约 10 的 -32 次方，计分以 12 分为限'],
  [-12, 'the probability of chance is about 10^-12', '约 10 的 -12 次方'],
] as const)('a chance of 10^%d is said as a probability, and where its points end', (log10P, en, zh) => {
  const said = sayDetectorTerm('excess', { weeks: 4, lots: 40, expected: 1, log10P, cap: 12 });
  expect(said.en).toBe(`40 packing cases seen here within 4 weeks where 1 would be expected; by the count alone, ${en}`);
  expect(said.zh).toBe(`4 周内在此见到 40 箱，按常理预期 1 箱，仅论箱数的偶然概率${zh}`);
}); // biome-ignore format: a sentence a line

test('an average that stays over its limit for longer than goods came says why', () => {
  expect(sayDetectorTerm('slow_leak', { weeks: 5, over: 8 })).toEqual({
    zh: '5 周有货出现；移动均值超出控制限 8 周（货停后均值仍会偏高一阵），属细水长流',
    en: 'a slow leak: goods turned up in 5 weeks; their moving average, which stays high for a while after the last goods, was over its limit in 8',
  });
});

test.each([
  [
    { cases: 3, sameCase: 2, share: 0.104, sameShipment: 1 },
    '3 箱中 2 箱有多个码被扫到（随身携带的货为 10%），同一发货单多出 1 箱',
    'of 3 packing cases several codes were seen of 2 (of goods that people carry, 10%), and 1 further cases of the same shipments',
  ],
  [
    { cases: 0, sameCase: 0, share: 0.1, sameShipment: 12 },
    '同一发货单多出 12 箱',
    '12 further cases of the same shipments',
  ],
])('cohesion of %j', (numbers, zh, en) => {
  expect(sayDetectorTerm('cohesion', numbers)).toEqual({ zh, en });
});
