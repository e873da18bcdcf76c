// Goal: goods that are diverted become cases with reasons that add up; goods that people carry, copies, fake scans and
// frozen telephones do not; nothing is dropped unsaid. Method: a small company on drawn squares with honest noise and one
// planted thing at a time; counterfactuals are held to by doing what they say; bad rows and bad parameters by place.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answerClassify } from '../../../db/domain/diversion/classify/answer.ts';
import { answerDetect } from '../../../db/domain/diversion/detect/answer.ts';
import { CLASSIFY_VERDICTS, ClassifyInput } from '../../../db/domain/diversion/schema/classify.ts';
import { DetectInput, DetectInputSchema, DetectOutput } from '../../../db/domain/diversion/schema/detect.ts';
import { OPEN_REASONS } from '../../../db/domain/diversion/schema/scan-row.ts';
import { toGcj02 } from '../../../db/domain/geo/crs.ts';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';
import { createRandom } from '../../../db/headoffice/demo/random.ts';

const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
const map = { rings, index: indexDivisions(rings) };
const say = () => ({ zh: '-', en: '-' });
type Scan = Record<string, unknown>;

/** Middles of cities in the east, each the seat of a dealer. */
const SEATS = [[121.54, 29.87, '330200'], [120.2, 30.25, '330100'], [120.6, 31.3, '320500'], [118.8, 32.05, '320100'], [117.25, 31.85, '340100'], [115.9, 28.7, '360100'], [119.3, 26.1, '350100'], [120.7, 28, '330300']] as const; // biome-ignore format: a map
const [NINGBO, , , NANJING] = SEATS;

const random = createRandom(99);
const day = (n: number, hour = 10): string =>
  new Date(Date.parse('2026-03-02T00:00:00+08:00') + n * 86_400_000 + hour * 3_600_000).toISOString();
let serial = 0;
function scan(dealer: number, place: readonly [number, number, ...unknown[]], on: number, more: Scan = {}): Scan {
  serial += 1;
  return {
    code: `c${serial}`, case: `k${serial}`, dealer: `D${dealer}`, shippedOn: '2026-03-01', scannedAt: day(on), actor: 'consumer', user: `u${serial}`, accuracyM: 30,
    longitude: Number((place[0] + random.normal() * 0.02).toFixed(6)), latitude: Number((place[1] + random.normal() * 0.02).toFixed(6)), ...more,
  };
} // biome-ignore format: a row

/** Twelve weeks of honest trade: 300 scans a dealer, one in fifty carried to another city. */
const honest: readonly Scan[] = SEATS.flatMap((seat, dealer) =>
  Array.from({ length: 300 }, (_, n) => scan(dealer, n % 50 === 0 ? SEATS[(dealer + 1 + n / 50) % 8]! : seat, n % 84)),
);
const territories = SEATS.map(([, , adcode], dealer) => ({ dealer: `D${dealer}`, adcodes: [adcode] }));
function detect(extra: readonly unknown[], document: object = {}) {
  const output = answerDetect(map, DetectInput.parse({ territories, scans: [...honest, ...extra], ...document }), say);
  expect(DetectOutput.parse(output)).toEqual(output);
  const { totals, rejected } = output;
  const sum = (counts: object): number => Object.values(counts).reduce((all: number, n: number) => all + n, 0);
  expect(totals.counted + sum(totals.setAside)).toBe(totals.scans);
  expect(Object.keys(totals.verdicts)).toEqual([...CLASSIFY_VERDICTS]);
  expect(sum(totals.verdicts)).toBe(totals.readings + (totals.verdicts.rejected ?? 0));
  expect(
    totals.readings +
      rejected.filter(({ reason }) => !(OPEN_REASONS as readonly string[]).includes(reason)).length +
      (totals.setAside.duplicate ?? 0) +
      (totals.setAside.no_time ?? 0) +
      (totals.setAside.out_of_time ?? 0),
  ).toBe(totals.scans);
  return output;
}
/** Twelve packing cases of dealer 0 in shops of Nanjing. */
const dump = (): Scan[] =>
  Array.from({ length: 12 }, (_, n) =>
    scan(0, NANJING, 20 + (n % 10), { actor: n % 3 === 0 ? 'terminal' : 'consumer', shipment: 'S1' }),
  );

describe('cases', () => {
  test('honest goods make none', () => {
    expect(detect([]).cases).toEqual([]);
  });

  test('a dump is one case, of that dealer in that city, with its codes and reasons', () => {
    const goods = dump();
    const { cases } = detect(goods);
    expect(cases).toHaveLength(1);
    const [one] = cases;
    expect(one).toMatchObject({ dealer: 'D0', city: '320100', cityName: '南京市', tier: 'case', kind: 'diversion' });
    expect(goods.filter(({ code }) => one!.codes.includes(String(code))).length).toBeGreaterThanOrEqual(11);
    expect(one!.score).toBeCloseTo(
      one!.terms.reduce((sum, { points }) => sum + points, 0),
      9,
    );
    const excess = one!.terms.find(({ key }) => key === 'excess')!;
    expect(excess.points).toBeGreaterThan(6);
    expect(excess.points).toBe(Math.min(excess.numbers.cap!, -excess.numbers.log10P!));
    expect(one!.terms.find(({ key }) => key === 'cohesion')!.numbers).toMatchObject({ sameCase: 0, sameShipment: 11 });
    expect(one!.firstAlertOn! >= one!.firstScannedOn && one!.firstAlertOn! < one!.lastScannedOn).toBe(true);
  });

  test('a slow leak of one case a week is a case', () => {
    const leak = Array.from({ length: 12 }, (_, week) => scan(2, SEATS[4], week * 7 + 2, { actor: 'terminal' }));
    const { cases } = detect(leak);
    expect(cases).toMatchObject([{ dealer: 'D2', city: '340100' }]);
    expect(cases[0]!.terms.map(({ key }) => key)).toContain('slow_leak');
  });

  test('one gift of many bottles is not', () => {
    const gift = Array.from({ length: 6 }, (_, n) => scan(0, NANJING, 30 + n, { case: 'gift' }));
    expect(detect(gift).cases).toEqual([]);
  });

  test('what consumers scan just across the border is not, what shops sell there is', () => {
    // North of Ningbo's border with Shaoxing; five kilometres beyond it.
    const beyond = [121.0, 29.97] as const;
    const strip = answerDetect(
      map,
      DetectInput.parse({ territories: [{ dealer: 'D0', adcodes: ['330200'] }], scans: [scan(0, beyond, 1)] }),
      say,
    );
    expect(strip.totals.readings).toBe(1);
    const near = (actor: string) =>
      Array.from({ length: 12 }, (_, n) => ({
        ...scan(0, beyond, 20 + n, { actor }),
        longitude: 120.94 + n * 1e-4,
        latitude: 29.95,
      }));
    expect(detect(near('consumer')).cases).toEqual([]);
    expect(detect(near('terminal')).cases).toMatchObject([{ dealer: 'D0' }]);
  });

  test('an inspector’s single sighting is an alert, not a case', () => {
    const { cases, watch } = detect([scan(3, SEATS[6], 40, { actor: 'inspector' })]);
    expect(cases).toEqual([]);
    expect(watch).toMatchObject([{ dealer: 'D3', tier: 'alert' }]);
  });

  test('an exemption excuses', () => {
    const exemptions = [{ id: 'H', kind: 'hub', adcodes: ['320100'] }];
    const output = detect(dump(), { exemptions });
    expect(output.cases).toEqual([]);
    expect(output.totals.setAside.exempt).toBeGreaterThanOrEqual(12);
  });

  test('product lines are units of their own, and copies are told apart', () => {
    const goods = dump();
    const seenBefore = goods.map((row) => ({ ...scan(0, NINGBO, 5, { actor: 'terminal' }), code: row.code }));
    expect(detect([...goods, ...seenBefore]).cases).toMatchObject([{ kind: 'copied_codes' }]);
    const lines = goods.map((row) => ({ ...row, productLine: 'L1' }));
    expect(detect(lines).cases).toMatchObject([{ productLine: 'L1' }]);
  });

  test('cases below the budget of their region and week stay cases, and say so', () => {
    const dealers = SEATS.map((_, n) => ({ id: `D${n}`, region: 'east' }));
    const other = Array.from({ length: 12 }, (_, n) =>
      scan(5, SEATS[2], 20 + (n % 10), { actor: 'terminal', shipment: 'S2' }),
    );
    const { cases } = detect([...dump(), ...other], { dealers, parameters: { alertBudget: 1 } });
    expect(cases.map(({ withinBudget }) => withinBudget)).toEqual([true, false]);
  });
});

describe('counterfactuals', () => {
  test('hold when they are done', () => {
    // Twelve shops three to nine kilometres beyond the border.
    const goods = Array.from({ length: 12 }, (_, n) => ({
      ...scan(0, NINGBO, 20 + n, { actor: 'terminal' }),
      longitude: 120.93 - n * 0.004,
      latitude: 29.95,
    }));
    const [one] = detect(goods).cases;
    const { bufferKm, fewerCodes, counties } = one!.counterfactual!;
    expect(bufferKm).not.toBeNull();
    const widened = { bufferUrbanKm: bufferKm!, bufferRuralKm: bufferKm!, unknownAccuracyM: 50 };
    expect(detect(goods, { parameters: widened }).cases).toEqual([]);
    const narrower = { bufferUrbanKm: bufferKm! / 2, bufferRuralKm: bufferKm! / 2 };
    expect(detect(goods, { parameters: narrower }).cases).toHaveLength(1);
    expect(detect(goods.slice(0, 12 - fewerCodes!)).cases).toEqual([]);
    expect(detect(goods.slice(0, 12 - fewerCodes! + 1)).cases).toHaveLength(1);
    for (const county of counties) {
      const widerTerritory = [{ dealer: 'D0', adcodes: ['330200', county] }, ...territories.slice(1)];
      expect(detect(goods, { territories: widerTerritory }).cases).toEqual([]);
    }
  });

  test('know that every discovery makes the next one easier: significant is what is up to q · discoveries / tests', () => {
    const few = Array.from({ length: 7 }, (_, n) => scan(1, SEATS[6], 20 + n));
    const { cases, watch, model } = detect([...dump(), ...few]);
    const discoveries = [...cases, ...watch].filter(({ log10Q }) => log10Q <= Math.log10(0.05)).length;
    expect(discoveries).toBeGreaterThan(1);
    expect(model.log10CriticalP).toBeCloseTo(Math.log10((0.05 * discoveries) / model.tests), 9);
  });

  test('of goods on both sides of a border between cities silence both sides', () => {
    const [SUZHOU, WUXI] = [[120.52, 31.4], [120.38, 31.5]] as const; // biome-ignore format: two places
    const goods = [SUZHOU, WUXI].flatMap(([longitude, latitude]) =>
      Array.from({ length: 12 }, (_, n) => ({ ...scan(0, NANJING, 20 + n, { actor: 'terminal' }), longitude: longitude + n * 0.0001, latitude })),
    ); // biome-ignore format: one line a place
    const { cases } = detect(goods);
    expect(cases).toHaveLength(1);
    const [{ alsoIn, counties, counterfactual }] = cases as [(typeof cases)[0]];
    expect(alsoIn).toHaveLength(1);
    const wider = [{ dealer: 'D0', adcodes: ['330200', counties[0]?.adcode] }, ...territories.slice(1)];
    expect(detect(goods, { territories: wider }).cases).toHaveLength(1);
    expect(counterfactual).toMatchObject({ bufferKm: null, counties: [] });
    expect(counterfactual?.fewerCodes).toBeGreaterThan(12);
  });
});

describe('what is no diversion', () => {
  test('a code in two cities within the hour is cloned, and counts for nothing', () => {
    const goods = dump();
    const twins = goods.map((row) => ({
      ...scan(0, SEATS[6], 0),
      code: row.code,
      scannedAt: new Date(Date.parse(String(row.scannedAt)) + 1_800_000).toISOString(),
    }));
    const output = detect([...goods, ...twins]);
    expect(output.clonedCodes).toHaveLength(12);
    expect(output.clonedCodes[0]!.speedKmh).toBeGreaterThan(900);
    expect(output.cases).toEqual([]);
    expect(output.totals.setAside.cloned_code).toBe(24);
  });

  test.each([
    ['by one person', () => ({ user: 'u' }), 120],
    ['by nobody knows whom', () => ({ user: null }), 120],
    ['by as many people', (n: number) => ({ user: `many${n}` }), 20_000],
  ])('a million scans of one code are one code, %s', (_, whom, kept) => {
    const many = Array.from({ length: 20_000 }, (_, n) => ({
      ...scan(0, NANJING, 0, whom(n)),
      code: 'same',
      case: 'same',
      scannedAt: day(20, n / 1000),
      longitude: 118.8,
      latitude: 32.05,
    }));
    const output = detect(many);
    expect(output.cases).toEqual([]);
    expect(output.totals.readings).toBe(honest.length + kept);
  });

  test('a boat off the coast is in no division, and where its dealer may sell all the same', () => {
    const sea = { type: 'Polygon', coordinates: [[[123.5, 28.5], [124.5, 28.5], [124.5, 29.5], [123.5, 29.5]]] }; // biome-ignore format: a square
    const widened = [{ ...territories[0], polygons: sea }, ...territories.slice(1)];
    const boat = { ...scan(0, NINGBO, 3), longitude: 124, latitude: 29 };
    expect(detect([boat], { territories: widened }).totals.setAside).toEqual({});
  });

  test('caps opened in a row are fake scans, at the dealer’s or elsewhere', () => {
    const harvest = Array.from({ length: 40 }, (_, n) => ({
      ...scan(0, NANJING, 0, { user: `h${n % 3}` }),
      longitude: 118.8011,
      latitude: 32.0511,
      scannedAt: day(30, 10 + n / 300),
    }));
    const output = detect(harvest);
    expect(output.fakeScans).toMatchObject([{ codes: 40, users: 3, dealers: ['D0'] }]);
    expect(output.totals.setAside.fake_scan).toBe(40);
    expect(output.cases).toEqual([]);
    // A crowd at a feast is a crowd.
    expect(detect(harvest.map((row, n) => ({ ...row, user: `g${n}` }))).fakeScans).toEqual([]);
  });

  test('coordinates that never move are frozen', () => {
    const frozen = Array.from({ length: 30 }, (_, n) => ({
      ...scan(0, NANJING, n),
      longitude: 118.8,
      latitude: 32.05,
    }));
    const output = detect(frozen);
    expect(output.frozenPlaces).toMatchObject([{ codes: 30, days: 30, longitude: 118.8, latitude: 32.05 }]);
    expect(output.cases).toEqual([]);
  });

  test('a feed in the wrong coordinate system is named with the likely one', () => {
    const shop = { id: 'T', longitude: 121.54, latitude: 29.87, crs: 'GCJ02' };
    const shifted = Array.from({ length: 12 }, (_, n) => ({
      ...scan(0, NINGBO, n, { actor: 'terminal', terminal: 'T', source: 'f' }),
      longitude: 121.5356 + n * 1e-5,
      latitude: 29.8728,
    }));
    const { feeds } = detect(shifted, { terminals: [shop] });
    expect(feeds).toMatchObject([
      { source: 'f', tagged: 'GCJ02', likely: 'WGS84', isWronglyTagged: true, repaired: 12 },
    ]);
    expect(detect(shifted, { terminals: [shop], repairFeeds: false }).feeds).toMatchObject([
      { isWronglyTagged: true, repaired: 0 },
    ]);
    const right = shifted.map((row) => ({ ...row, crs: 'WGS84' }));
    expect(detect(right, { terminals: [shop] }).feeds).toMatchObject([
      { tagged: 'WGS84', isWronglyTagged: false, repaired: 0 },
    ]);
  });

  test('goods of a wrongly tagged feed are judged where they really were', () => {
    // A shop just inside Ningbo; its feed is BD-09 and says GCJ-02, which moves it a kilometre across the border.
    const border = [121.0, 29.9] as const;
    const inside = Array.from({ length: 400 }, (_, n) => [border[0] + n * 0.001, border[1]] as const).find(
      ([x, y]) => map.index.divisions[map.index.locate(x, y)]?.city === '330200',
    )!;
    const shop = { id: 'T', longitude: inside[0] + 0.004, latitude: inside[1], crs: 'GCJ02' };
    // What a device tells that stands at the shop, by searching for it.
    const bd09 = [shop.longitude + 0.0065, shop.latitude + 0.006] as [number, number];
    for (let n = 0; n < 30; n += 1) {
      const [x, y] = toGcj02('BD09', ...bd09);
      bd09[0] += shop.longitude - x;
      bd09[1] += shop.latitude - y;
    }
    const row = (n: number, more: Scan = {}) => ({
      ...scan(0, NINGBO, 20 + n, { actor: 'terminal', terminal: 'T', source: 'f', ...more }),
      longitude: bd09[0] + n * 1e-6,
      latitude: bd09[1],
    });
    // The feed also brings scans that name no shop: it is in one system all the same.
    const rows = [...Array.from({ length: 12 }, (_, n) => row(n)), row(12, { terminal: null })];
    const output = detect(rows, { terminals: [shop] });
    expect(output.feeds).toMatchObject([{ readings: 12, likely: 'BD09', repaired: 13 }]);
    expect(output.feeds[0]!.medianM.BD09).toBeLessThan(5);
    const classified = (document: object) =>
      answerClassify(map, ClassifyInput.parse({ territories, scans: rows, terminals: [shop], ...document }));
    expect(classified({}).scans.at(-1)).toMatchObject({ crs: 'BD09', longitude: expect.closeTo(shop.longitude, 4) });
    expect(classified({}).feeds).toMatchObject([{ repaired: 13 }]);
    expect(classified({ repairFeeds: false }).scans.at(-1)).toMatchObject({
      crs: 'GCJ02',
      longitude: rows[12]!.longitude,
    });
    // Rows without a feed are moved only where a shop stands behind them.
    const nameless = rows.map((one) => ({ ...one, source: null }));
    expect(classified({ scans: nameless }).feeds).toMatchObject([{ source: null, repaired: 12 }]);
  });
});

describe('what comes in', () => {
  test('codes tell what their scans do not say; a code never shipped is counted', () => {
    const goods = dump();
    const codes = goods.map(({ code, dealer, shippedOn, case: packed }) => ({ code, dealer, shippedOn, case: packed }));
    const bare = goods.map(({ dealer: _, shippedOn: __, case: ___, ...row }) => row);
    expect(detect(bare, { codes }).cases).toMatchObject([{ dealer: 'D0', lots: expect.any(Number) }]);
    const unknown = detect([{ ...bare[0], code: 'nobody’s' }], { codes });
    expect(unknown.totals.setAside).toMatchObject({ never_shipped: 1 });
    expect(unknown.rejected).toMatchObject([{ reason: 'never_shipped' }]);
  });

  test.each([
    ['swapped', { longitude: 29.87, latitude: 121.54 }],
    ['null_island', { longitude: 0, latitude: 0 }],
    ['outside_china', { longitude: 2.35, latitude: 48.85 }],
    ['scan_before_shipment', { shippedOn: '2026-12-01' }],
    ['too_coarse', { accuracyM: 2000 }],
    ['no_time', { scannedAt: null }],
    ['out_of_time', { shippedOn: null, scannedAt: '9999-12-31T00:00:00Z' }],
    ['no_territory', { dealer: 'nobody' }],
    ['malformed', { scannedAt: 5 }],
    ['no_division', { longitude: 105.85, latitude: 21.03 }],
    ['no_division', { longitude: 124, latitude: 29 }],
  ])('%s is counted', (reason, change) => {
    expect(detect([{ ...scan(0, NINGBO, 3), ...change }]).totals.setAside).toEqual({ [reason]: 1 });
  });

  test('the order of the rows changes nothing', () => {
    const answer = (rows: readonly unknown[]) => {
      const found = answerDetect(map, DetectInput.parse({ territories, scans: rows }), say);
      const { cases, watch, totals, model } = found;
      return {
        totals,
        model,
        units: [...cases, ...watch].map(({ scans, ...unit }) => ({ ...unit, scans: scans.length })),
      };
    };
    const rows = [...honest, ...dump()];
    const there = answer(rows);
    expect(there.units).not.toEqual([]);
    expect(answer([...rows].reverse())).toEqual(there);
  });

  test('columns may be called as what every object inherits', () => {
    const row = { ...scan(0, NINGBO, 3), constructor: 1, toString: 'x' };
    const { notes } = answerDetect(map, DetectInput.parse({ territories, scans: [row, row] }), say);
    expect({ ...notes.unknownColumns }).toEqual({ constructor: 2, toString: 2 });
  });

  test('parameters outside their bounds are refused by name, also head office’s own', () => {
    const places = (document: object) =>
      DetectInput.safeParse({ territories, scans: [], ...document }).error?.issues.map(({ path }) => path.join('.'));
    expect(places({ parameters: { fdrQ: 0.5 } })).toEqual(['parameters.fdrQ']);
    expect(places({ parameters: { nonsense: 1 } })).toEqual(['parameters']);
    expect(places({ parameters: { fdrQ: 0.1 }, bounds: { fdrQ: [0.01, 0.05] } })).toEqual(['parameters.fdrQ']);
    expect(places({ parameters: { fdrQ: 0.05 }, bounds: { fdrQ: [0.01, 0.05] } })).toBeUndefined();
    expect(DetectInputSchema.safeParse({ territories, scans: honest.slice(0, 20) }).success).toBe(true);
  });

  test('nothing at all is answered', () => {
    const output = answerDetect(map, DetectInput.parse({ territories: [], scans: [] }), say);
    expect(output).toMatchObject({
      cases: [],
      watch: [],
      model: { from: null, weeks: 0, tests: 0, log10CriticalP: null },
    });
  });
});
