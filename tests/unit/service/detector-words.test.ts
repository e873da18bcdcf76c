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
