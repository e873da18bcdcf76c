// Goal: goods are told apart by how they are seen: what is for sale is seen by shops, several bottles of a case and nothing
// of it at home; what people carry is not. The likelihood ratios are one on average for carried goods, so that a p-value may
// be divided by them. Method: lots made by hand, shares and ratios worked out in the test, averages over every outcome.
import { describe, expect, test } from 'vitest';
import type { Counted, Unit } from '../../../db/domain/diversion/detect/evidence.ts';
import { lotOf, Tallier } from '../../../db/domain/diversion/detect/evidence.ts';
import { LotBook } from '../../../db/domain/diversion/detect/lot-book.ts';
import { learnManners, type MannerContext, weighManner } from '../../../db/domain/diversion/detect/manner.ts';
import { Readings } from '../../../db/domain/diversion/detect/readings.ts';
import { DetectParameters } from '../../../db/domain/diversion/schema/detect-parameters.ts';

const parameters = DetectParameters.parse({});
const judged = { verdict: 'outside', reason: null, exemption: null, place: null, pOutside: 1, division: 0 } as const;
let serial = 0;
function seen(packed: string | null, more: Partial<Counted['reading']> = {}): Counted {
  serial += 1;
  const reading = { index: serial, code: `c${serial}`, case: packed, shipment: null, actor: 'consumer', longitude: 120, latitude: 30, ...more };
  return { judged, week: 0, reading: reading as Counted['reading'] };
} // biome-ignore format: a reading
const unit = (dealer: string, evidence: readonly Counted[]): Unit => ({ dealer, productLine: '', city: 'c', evidence });
const nobody = () => false;

const context = (more: Partial<MannerContext>): MannerContext => ({
  manner: {
    sold: { alsoHome: 0.05, severalCodes: 0.4, byTrade: 0.5 },
    carried: { alsoHome: 0.6, severalCodes: 0.1, byTrade: 0.1 },
  },
  isSeenInside: nobody,
  expected: 1,
  lots: 100,
  shipped: () => 10,
  ...more,
});

describe('how goods are seen', () => {
  test('shares are learnt at home and away, by dealer, from everything but the unit itself', () => {
    const home = [{ lots: 90, byTrade: 45, cases: 90, severalCodes: 30 }, { lots: 10, byTrade: 5, cases: 10, severalCodes: 10 }]; // biome-ignore format: a table
    const carried = unit('0', [seen('a'), seen('b'), seen('d', { actor: 'terminal' }), seen('d')]);
    const dump = unit('0', [seen('e'), seen('e'), seen('f'), seen('f')]);
    const mannerOf = learnManners([carried, dump], home, (lot) => lot === 'a', () => 0, (one) => one !== dump); // biome-ignore format: one line
    // Before: 30, 10 and 10 of a hundred, worth ten lots; then one of three, one of two, one of three; once for all, once
    // for the dealer.
    const twice = (of: number, all: number, before: number) =>
      (of + (10 * (of + 10 * before)) / (all + 10)) / (all + 10);
    expect(mannerOf(dump).carried).toEqual({
      alsoHome: expect.closeTo(twice(1, 3, 0.3), 12),
      severalCodes: expect.closeTo(twice(1, 2, 0.1), 12),
      byTrade: expect.closeTo(twice(1, 3, 0.1), 12),
    });
    expect(mannerOf(carried).carried).toEqual({ alsoHome: 0.3, severalCodes: 0.1, byTrade: 0.1 });
    // At home: 40 of 100 cases, before that 3 of 10; then 30 of his 90.
    expect(mannerOf(dump).sold.severalCodes).toBeCloseTo((30 + 10 * (43 / 110)) / 100, 12);
    expect(mannerOf(dump).sold.byTrade).toBeCloseTo((45 + 10 * (53 / 110)) / 100, 12);
  });

  test('the rest of the case at home speaks against, none of it for', () => {
    const goods = ['a', 'b', 'd', 'e', 'f'].map((packed) => seen(packed));
    // Four of five are a surplus.
    const here = 0.8 * 0.05 + 0.2 * 0.6;
    const points = (atHome: number) =>
      weighManner(goods, context({ isSeenInside: (lot) => ['a', 'b', 'd', 'e', 'f'].indexOf(lot) < atHome }), parameters).restAtHome; // biome-ignore format: one line
    expect(points(0)).toBeCloseTo(5 * Math.log10((1 - here) / 0.4), 12);
    expect(points(3)).toBeCloseTo(3 * Math.log10(here / 0.6) + 2 * Math.log10((1 - here) / 0.4), 12);
  });

  test('several codes of a case and goods in shops speak for; what is not known says nothing', () => {
    const pairs = ['a', 'b', 'd'].flatMap((packed) => [seen(packed), seen(packed)]);
    const found = weighManner(pairs, context({ expected: 0.3 }), parameters);
    expect(found.counts).toMatchObject({ cases: 3, severalCodes: 3, byTrade: 0 });
    expect(found.cohesion).toBeCloseTo(3 * Math.log10((0.9 * 0.4 + 0.1 * 0.1) / 0.1), 12);
    expect(found.byTrade).toBeGreaterThan(Math.log10(0.5));
    const shops = ['a', 'b', 'd'].map((packed) => seen(packed, { actor: 'terminal' }));
    expect(weighManner(shops, context({}), parameters).byTrade).toBeGreaterThan(1);
    const loose = weighManner([seen(null), seen(null)], context({}), parameters);
    expect(loose).toMatchObject({ cohesion: 0, restAtHome: 0 });
  });

  test('one shipment of ten', () => {
    const goods = (shipments: readonly string[]) => shipments.map((shipment, n) => seen(`s${n}`, { shipment }));
    const points = (shipments: readonly string[]) =>
      weighManner(goods(shipments), context({ manner: { sold: context({}).manner.carried, carried: context({}).manner.carried } }), parameters); // biome-ignore format: one line
    // Two weights over ten equal shipments, two lots of one: 0.1 · (0.2 + 1) / 3 against 0.01.
    expect(points(['x', 'x'])).toMatchObject({
      sameShipment: 1,
      cohesion: expect.closeTo(Math.log10((1 + 4) / 2), 12),
    });
    expect(points(['x', 'y'])).toMatchObject({
      sameShipment: 0,
      cohesion: expect.closeTo(Math.log10((1 + 2 / 3) / 2), 12),
    });
  });

  test.each([1, 2, 3, 5])('the ratios of %d carried lots are one on average', (size) => {
    const { carried } = context({}).manner;
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    let rest = 0;
    let trade = 0;
    for (let k = 0; k <= size; k += 1) {
      const goods = Array.from({ length: size }, (_, n) => seen(`r${n}`, n < k ? { actor: 'terminal' } : {}));
      const chance = (share: number) => choose(size, k) * share ** k * (1 - share) ** (size - k);
      const isHome = (lot: string) => Number(lot.slice(1)) < k;
      rest +=
        chance(carried.alsoHome) * 10 ** weighManner(goods, context({ isSeenInside: isHome }), parameters).restAtHome;
      trade += chance(carried.byTrade) * 10 ** weighManner(goods, context({}), parameters).byTrade;
    }
    expect(rest).toBeCloseTo(1, 9);
    expect(trade).toBeCloseTo(1, 9);
  });
});

describe('lots', () => {
  test('a book of lots knows what was seen of them at home', () => {
    const twin = seen('a', { shipment: 'S' });
    const others = {
      shop: seen('a', { actor: 'terminal' }),
      away: seen('a'),
      again: seen('a'),
      second: seen('b', { shipment: 'S' }),
      dealers: seen(null, { actor: 'dealer' }),
    };
    const readings = new Readings(serial + 1);
    for (const { reading } of [twin, ...Object.values(others)]) readings.put({ shipment: reading.shipment }, reading);
    const book = new LotBook(readings);
    const note = (one: Counted, where: number, isInside: boolean) => book.note(one.reading.index, 0, where, isInside);
    expect(note(twin, 1, true)).toBe(true);
    // The same code again is no second code; another one is.
    expect(note(twin, 1, true)).toBe(false);
    expect(book.home(1)).toEqual([{ lots: 1, byTrade: 0, cases: 1, severalCodes: 0 }]);
    note(others.shop, 1, true);
    expect(note(others.away, 2, false)).toBe(true);
    expect(note(others.again, 2, false)).toBe(false);
    note(others.second, 2, false);
    note(others.dealers, 1, true);
    expect(book.home(1)).toEqual([{ lots: 2, byTrade: 1, cases: 1, severalCodes: 1 }]);
    expect([book.isSeenInside('a'), book.isSeenInside('b'), book.isSeenInside('nothing')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([...book.shipped(new Set(['S', 'T']))]).toEqual([['S', 2]]);
  });

  test('what is known of lots at home is each dealer’s and line’s own, however their goods come in turn', () => {
    const lines = ['A p', 'B p', 'B p', 'A q', 'A q', 'A q'].map((name) => name.split(' ') as [string, string]);
    const goods = lines.map(([dealer, productLine], n) => seen(`k${n}`, { index: n, dealer, productLine }));
    const readings = new Readings(goods.length);
    for (const { reading } of goods) readings.put({}, reading);
    const division = { adcode: '1', name: '', city: '1', cityName: '', province: '1', provinceName: '' };
    const tallier = new Tallier(readings, () => judged, { weeks: 1, stripM: 0, divisions: [division] });
    for (const { reading } of goods) tallier.add(reading.index, 'inside', 0, 0);
    const { exposures, home } = tallier.build();
    const told = exposures.map(({ dealer, productLine }, n) => `${dealer} ${productLine} ${home[n]?.lots}`);
    expect(told.sort()).toEqual(['A p 1', 'A q 3', 'B p 2']);
  });

  test('without its packing case what consumers scan at one spot counts once, what shops scan by its code', () => {
    const spots = [seen(null), seen(null), seen(null, { longitude: 120.01 })].map(lotOf);
    expect(new Set(spots).size).toBe(2);
    expect(new Set([seen(null, { actor: 'terminal' }), seen(null, { actor: 'terminal' })].map(lotOf)).size).toBe(2);
    expect(new Set([seen('k'), seen('k', { longitude: 121 })].map(lotOf)).size).toBe(1);
  });
});
