import type { DivisionMap } from '../../db/domain/geo/area.ts';
import { createRandom, type Random } from '../../db/headoffice/demo/random.ts';

/** A diversion that was planted: known to the tests only. */
export interface PlantedUnit {
  readonly dealer: string;
  readonly city: string;
  readonly kind: 'route' | 'dump' | 'leak' | 'neighbour';
  readonly cases: number;
  /** Scans of planted goods that the document holds. */
  scans: number;
}

export interface PlantedWorld {
  readonly document: {
    readonly territories: readonly object[];
    readonly exemptions: readonly object[];
    readonly scans: readonly object[];
  };
  readonly planted: readonly PlantedUnit[];
}

export interface WorldSize {
  readonly dealers: number;
  readonly cities: number;
  readonly weeks: number;
}

/** How people and dealers of a world behave, and how well they are seen. */
export const HABITS = {
  /** Cases a dealer ships in a week: least, and the mean of what comes on top. */
  casesAWeek: [4, 10] as readonly [number, number],
  bottlesInCase: 6,
  bottleIsScanned: 0.14,
  shopScans: 0.35,
  inspectorScans: 0.01,
  caseIsGift: 0.002,
  bottleTravels: 0.025,
  /** Of a journey, kilometres: median and spread of its logarithm. */
  journeyKm: [120, 1.1] as readonly [number, number],
  /** Mean way home from the shop, kilometres. */
  wayHomeKm: 2.5,
  /** Median radius of accuracy of consumers' telephones, metres. */
  radiusM: 60,
  cityIsAllThatIsKnown: 0.06,
  radiusIsUnknown: 0.03,
  sellsOnline: 0.04,
  caseIsSoldOnline: 0.15,
  diverts: 0.1,
  /** Diverted cases: least, the mean of what comes on top, most. */
  divertedCases: [6, 30, 110] as readonly [number, number, number],
  /** Shops in which diverted goods end, at most. */
  shops: 6,
  /** Whether scans say what they were packed in, shipped with and who made them. */
  isTold: { case: true, shipment: true, user: true, actor: true, accuracyM: true },
};
export type Habits = typeof HABITS;

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-05T00:00:00+08:00');

interface City {
  readonly code: string;
  readonly counties: readonly number[];
  readonly people: number;
  readonly middle: readonly [number, number];
}

/**
 * A year's worth of scans of honest dealers and of some who divert, made by other means than the detector's model: people
 * move by log-normal steps in any direction, not by gravity; gifts are whole packing cases; neighbours shop across the
 * border by an exponential of kilometres; radii and errors of readings are drawn apart. One packing case has six bottles.
 */
export function plantDiversions(
  map: DivisionMap,
  seed: number,
  size: WorldSize,
  habits: Habits = HABITS,
): PlantedWorld {
  const { isTold } = habits;
  const random = createRandom(seed);
  const cities = chooseCities(map, random, size.cities);
  const scans: object[] = [];
  const planted: PlantedUnit[] = [];
  let codeNo = 0;
  let caseNo = 0;

  /** A point of a city, in a county of it at random; shops stand closer together than land. */
  const pointIn = (city: City): [number, number] => {
    for (;;) {
      const county = random.pick(city.counties);
      const ring = map.rings.firstRing[county] as number;
      const from = map.rings.ringStart[ring] as number;
      const to = (map.rings.ringStart[ring + 1] as number) - 1;
      const a = random.int(from, to);
      const b = random.int(from, to);
      const share = random.next();
      const x = ((map.rings.longitude[a] as number) * share + (map.rings.longitude[b] as number) * (1 - share)) / 1e6;
      const y = ((map.rings.latitude[a] as number) * share + (map.rings.latitude[b] as number) * (1 - share)) / 1e6;
      if (map.index.locate(x, y) === county) return [x, y];
    }
  };
  const exponential = (mean: number): number => -mean * Math.log(1 - random.next());
  const logNormal = (median: number, sigma: number): number => median * Math.exp(sigma * random.normal());
  const moved = ([x, y]: readonly [number, number], km: number): [number, number] => {
    const angle = random.next() * 2 * Math.PI;
    return [x + (km / 111.2 / Math.cos((y * Math.PI) / 180)) * Math.cos(angle), y + (km / 111.2) * Math.sin(angle)];
  };

  const scan = (at: { dealer: string; place: readonly [number, number]; actor: string; case: string; day: number; shippedDay: number; shipment: string; user: string | null }): void => {
    codeNo += 1;
    const accuracy = at.actor === 'consumer' ? logNormal(habits.radiusM, 1) : logNormal(15, 0.6);
    // Some telephones know the city and no more.
    const accuracyM = Math.round(at.actor === 'consumer' && random.chance(habits.cityIsAllThatIsKnown) ? 3000 : accuracy);
    const [x, y] = moved(at.place, (accuracyM / 1000) * Math.abs(random.normal()) * 0.6);
    scans.push({
      id: `s${scans.length}`,
      code: `c${codeNo}`,
      dealer: at.dealer,
      shipment: isTold.shipment ? at.shipment : null,
      case: isTold.case ? at.case : null,
      shippedOn: new Date(START + at.shippedDay * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10),
      scannedAt: new Date(START + at.day * DAY_MS + random.int(8 * 3600, 22 * 3600) * 1000).toISOString(),
      longitude: Number(x.toFixed(6)),
      latitude: Number(y.toFixed(6)),
      accuracyM: random.chance(habits.radiusIsUnknown) || !isTold.accuracyM ? null : accuracyM,
      actor: isTold.actor ? at.actor : null,
      user: isTold.user ? at.user : null,
    });
  }; // biome-ignore format: the reading

  /** Bottles of a packing case as they are scanned where it was sold. */
  const sell = (dealer: string, shippedDay: number, shipment: string, place: () => readonly [number, number], honest: boolean, unit: PlantedUnit | null): void => {
    caseNo += 1;
    const code = `k${caseNo}`;
    const spot = place();
    const day = Math.min(size.weeks * 7 - 1, shippedDay + Math.floor(exponential(unit?.kind === 'dump' ? 6 : 18)) + 1);
    const put = (actor: string, at: readonly [number, number], when: number, user: string | null): void => {
      if (when >= size.weeks * 7) return;
      scan({ dealer, place: at, actor, case: code, day: when, shippedDay, shipment, user });
      if (unit !== null) unit.scans += 1;
    };
    if (random.chance(habits.shopScans)) put('terminal', spot, day, null);
    if (random.chance(habits.inspectorScans)) put('inspector', spot, day, null);
    // A gift or a move: the whole packing case goes along to one place.
    const gift = honest && random.chance(habits.caseIsGift) ? moved(spot, logNormal(250, 1)) : null;
    for (let bottle = 0; bottle < habits.bottlesInCase; bottle += 1) {
      if (!random.chance(gift === null ? habits.bottleIsScanned : 0.5)) continue;
      const travels = honest && gift === null && random.chance(habits.bottleTravels);
      const at = gift ?? (travels ? moved(spot, logNormal(...habits.journeyKm)) : moved(spot, exponential(habits.wayHomeKm)));
      put('consumer', at, day + Math.floor(exponential(9)), `u${random.int(1, 400_000)}`);
    }
  }; // biome-ignore format: a sale

  const territories: object[] = [];
  for (let n = 0; n < size.dealers; n += 1) {
    const home = cities[n % cities.length] as City;
    const dealer = `D${n}`;
    territories.push({ dealer, adcodes: [home.code], validFrom: '2025-01-01' });
    // Markets are about as large as the number of people.
    const casesAWeek = (habits.casesAWeek[0] + exponential(habits.casesAWeek[1])) * (0.5 + 2 * home.people);
    const isOnline = random.chance(habits.sellsOnline);
    for (let week = 0; week < size.weeks; week += 1) {
      const shipped = Math.floor(casesAWeek * (0.5 + random.next()));
      const shipment = `${dealer}-w${week}`;
      for (let one = 0; one < shipped; one += 1) {
        // Sold on the internet: anywhere, by how many people live there.
        const online = isOnline && random.chance(habits.caseIsSoldOnline);
        sell(
          dealer,
          week * 7 + random.int(0, 4),
          shipment,
          () => pointIn(online ? byPeople(cities, random) : home),
          !online,
          null,
        );
      }
    }
    if (!random.chance(habits.diverts)) continue;
    const kind = random.pick(['route', 'dump', 'leak', 'neighbour'] as const);
    const others = cities.filter((city) => city !== home).sort((a, b) => apart(a, home) - apart(b, home));
    const target = kind === 'neighbour' ? (others[0] as City) : random.pick(others.slice(1, 25));
    const [least, more, most] = habits.divertedCases;
    const cases = Math.round(Math.min(most, least + exponential(more)));
    const unit: PlantedUnit = { dealer, city: target.code, kind, cases, scans: 0 };
    planted.push(unit);
    const length = { route: 12, dump: 2, leak: size.weeks - 6, neighbour: 16 }[kind];
    const start = random.int(1, Math.max(1, size.weeks - length - 4));
    // Diverted goods end in a few shops.
    const shops = Array.from({ length: random.int(1, habits.shops) }, () => pointIn(target));
    for (let one = 0; one < cases; one += 1) {
      const week = start + Math.floor((one / cases) * length);
      sell(dealer, week * 7 + random.int(0, 4), `${dealer}-w${week}`, () => random.pick(shops), false, unit);
    }
  }
  const hub = cities[0] as City;
  return {
    document: {
      territories,
      exemptions: [{ id: 'hub', kind: 'hub', adcodes: [hub.code], validFrom: '2020-01-01', validTo: '2020-02-01' }],
      scans: shuffled(scans, random),
    },
    planted,
  };
}

const apart = (a: City, b: City): number => Math.hypot((a.middle[0] - b.middle[0]) * 0.86, a.middle[1] - b.middle[1]);

function chooseCities(map: DivisionMap, random: Random, count: number): readonly City[] {
  const counties = new Map<string, number[]>();
  map.index.divisions.forEach(({ city, province }, d) => {
    // The east and the middle, where the goods are sold.
    if (['54', '63', '65', '71', '81', '82', '15', '62', '46'].includes(province.slice(0, 2))) return;
    counties.set(city, [...(counties.get(city) ?? []), d]);
  });
  const all = [...counties].map(([code, list], rank): City => {
    const at = map.rings.ringStart[map.rings.firstRing[list[0] as number] as number] as number;
    const middle = [(map.rings.longitude[at] as number) / 1e6, (map.rings.latitude[at] as number) / 1e6] as const;
    return { code, counties: list, people: 1 / Math.sqrt(1 + ((rank * 7919) % 31)), middle };
  });
  return shuffled(all, random).slice(0, count);
}

function byPeople(cities: readonly City[], random: Random): City {
  const total = cities.reduce((sum, { people }) => sum + people, 0);
  let left = random.next() * total;
  for (const city of cities) {
    left -= city.people;
    if (left <= 0) return city;
  }
  return cities[0] as City;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const list = [...items];
  for (let n = list.length - 1; n > 0; n -= 1) {
    const other = random.int(0, n);
    [list[n], list[other]] = [list[other] as T, list[n] as T];
  }
  return list;
}
