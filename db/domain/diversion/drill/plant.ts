import type { DivisionMap } from '../../geo/area.ts';
import { createSequence } from '../../statistics/sequence.ts';
import { fromDay } from '../../time/days.ts';
import { takeIn } from '../detect/intake.ts';
import { distanceM } from '../distance.ts';
import { createJudge } from '../judge-reading.ts';
import type { Reading } from '../reading.ts';
import type { DrillInput, DrillKind, DrillPlant } from '../schema/drill.ts';
import { prepareExemptions, prepareTerritories } from '../territories.ts';

type Place = readonly [longitude: number, latitude: number];

/** What a dealer's product line sells at home, as the scans show it. */
interface Trade {
  readonly dealer: string;
  readonly productLine: string | null;
  /** Scans inside by packing case (code, where that is not known), in the order of time. */
  readonly lots: Map<string, Reading[]>;
}

const DAYS: Readonly<Record<DrillKind, number>> = {
  route: 84,
  dump: 14,
  leak: Number.POSITIVE_INFINITY,
  neighbour: 112,
};
/** Cities that goods are sent to lie among the nearest of these, the very nearest left to neighbours. */
const NEAREST = 25;
/** Diverted goods end in a few shops. */
const MOST_SHOPS = 6;
/** A shop's readings scatter by about fifty metres, degrees. */
const SCATTER = 0.0005;

/**
 * Plants diversions in a copy of the rows: packing cases that a dealer sold at home turn up, with the same codes on the
 * same days, at places where other dealers sell in a city that is not his. What is moved is what was really scanned, so
 * how often goods are scanned, and by whom, is the data's own.
 */
export function plantDrill(
  map: DivisionMap,
  input: DrillInput,
): { readonly scans: readonly unknown[]; readonly plants: readonly DrillPlant[] } {
  const { drill, parameters } = input;
  const { readings } = takeIn(input.scans, input.codes, input.crs, parameters);
  const judge = createJudge(
    map,
    prepareTerritories(map, input.territories),
    prepareExemptions(map, input.exemptions),
    parameters,
    20_000,
  );
  const trades = new Map<string, Trade>();
  const shops = new Map<string, Place[]>();
  for (const index of readings.order) {
    const reading = readings.at(index);
    const { verdict, division } = judge(reading);
    const city = map.index.divisions[division]?.city;
    if (verdict !== 'inside' || reading.dealer === null || city === undefined) continue;
    put(shops, city, [reading.longitude, reading.latitude]);
    const key = `${reading.dealer}\n${reading.productLine ?? ''}`;
    const trade = trades.get(key) ?? { dealer: reading.dealer, productLine: reading.productLine, lots: new Map() };
    trades.set(key, trade);
    put(trade.lots, reading.case ?? reading.code ?? `#${index}`, reading);
  }

  const step = createSequence(drill.seed);
  const below = (size: number): number => Math.floor((step() / 2 ** 32) * size);
  const scans = [...input.scans];
  const plants: DrillPlant[] = [];
  const candidates = shuffled([...trades.values()], below);
  const dealers = new Set<string>();
  for (const trade of candidates) {
    if (plants.length === drill.plants) break;
    if (dealers.has(trade.dealer) || trade.lots.size < 2 * drill.lots[0]) continue;
    const kind = drill.kinds[plants.length % drill.kinds.length] as DrillKind;
    const wanted = drill.lots[0] + below(drill.lots[1] - drill.lots[0] + 1);
    const moved = choose([...trade.lots.values()], kind, Math.min(wanted, Math.floor(trade.lots.size / 2)), below);
    const first = moved[0]?.[0];
    if (first === undefined) continue;
    const target = targetOf(trade, kind, shops, below, (place) => {
      const [longitude, latitude] = place;
      return judge({ ...first, longitude, latitude, accuracyM: 10 }).verdict === 'outside';
    });
    if (target === null) continue;
    const readingsMoved = moved.flat();
    for (const lot of moved) {
      const [x, y] = target.shops[below(target.shops.length)] as Place;
      for (const { index } of lot) {
        const near = (): number => (below(2001) / 1000 - 1) * SCATTER;
        scans[index] = { ...(readings.row(index) as object), longitude: x + near(), latitude: y + near(), crs: 'GCJ02', terminal: null }; // biome-ignore format: a row
      }
    }
    dealers.add(trade.dealer);
    plants.push({
      dealer: trade.dealer,
      productLine: trade.productLine,
      city: target.city,
      kind,
      lots: moved.length,
      scans: readingsMoved.length,
      firstScannedOn: fromDay(
        readingsMoved.reduce((first, one) => Math.min(first, one.scannedDay as number), Infinity),
      ),
    });
  }
  return { scans, plants };
}

/** Packing cases first scanned within the stretch of days of a kind that holds most of what is wanted. */
function choose(lots: readonly Reading[][], kind: DrillKind, wanted: number, below: (size: number) => number): Reading[][] {
  const dayOf = (lot: readonly Reading[]): number => lot[0]?.scannedDay as number;
  const start = dayOf(lots[below(Math.max(1, Math.floor(lots.length / 2)))] as Reading[]);
  const within = lots.filter((lot) => kind === 'leak' || (dayOf(lot) >= start && dayOf(lot) < start + DAYS[kind]));
  return shuffled(within, below).slice(0, wanted);
} // biome-ignore format: its type

/** A city with shops of others that is not the dealer's, and some of those shops. */
function targetOf(
  { lots }: Trade,
  kind: DrillKind,
  shops: ReadonlyMap<string, readonly Place[]>,
  below: (size: number) => number,
  isOutside: (place: Place) => boolean,
): { readonly city: string; readonly shops: readonly Place[] } | null {
  const [[sold] = []] = lots.values();
  if (sold === undefined) return null;
  const home: Place = [sold.longitude, sold.latitude];
  const near = [...shops]
    .map(([city, places]) => ({ city, places, far: distanceM(home, places[0] as Place) }))
    .sort((a, b) => a.far - b.far || (a.city < b.city ? -1 : 1))
    .filter(({ places }) => isOutside(places[0] as Place));
  const among = kind === 'neighbour' ? near.slice(0, 1) : near.slice(Math.min(1, near.length - 1), NEAREST);
  const chosen = among[below(among.length)];
  if (chosen === undefined) return null;
  const outside = shuffled(chosen.places.filter(isOutside), below);
  return { city: chosen.city, shops: outside.slice(0, 1 + below(MOST_SHOPS)) };
}

function put<T>(groups: Map<string, T[]>, key: string, one: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [one]);
  else group.push(one);
}

function shuffled<T>(items: readonly T[], below: (size: number) => number): T[] {
  const list = [...items];
  for (let n = list.length - 1; n > 0; n -= 1) {
    const other = below(n + 1);
    [list[n], list[other]] = [list[other] as T, list[n] as T];
  }
  return list;
}
