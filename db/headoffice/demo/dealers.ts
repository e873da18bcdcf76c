import { DAY_MS, dayOf, instantOf, isoOf } from './calendar.ts';
import type { CityRegion, Organisation } from './organisation.ts';
import { pointIn } from './places.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

const COUNT = 600;
const NAME_FIRST =
  '恒丰 同兴 味源 同福 汇达 金穗 德润 嘉禾 万合 瑞祥 永盛 康乐 新麦 华粮 百味 鸿运 众诚 天和 裕隆 鼎鲜 顺达 泰和 福临 丰泽 兴旺 正大源 优佳 广源 盛世 佳味'.split(
    ' ',
  );
const NAME_LAST = ['食品', '商贸', '食品贸易', '粮油', '烘焙原料', '供应链', '调味品', '食品配料'];

export interface Dealer {
  readonly id: string;
  readonly no: number;
  /** Where he sits, and to whose region he belonged first. */
  readonly home: CityRegion;
  /** The region he belongs to since a day, after he changed; null for one who never did. */
  readonly moved: { readonly to: CityRegion; readonly on: number } | null;
  readonly class: 'A' | 'B' | 'C' | 'D';
  readonly opened: number;
  /** First day on which he is no dealer any more; null while he is. */
  readonly closed: number | null;
  /** Share of the company's sales. */
  readonly weight: number;
  readonly termsDays: number;
  readonly lines: readonly string[];
  /** Territory per product line, with the day from which it holds, newest last. */
  readonly territories: ReadonlyMap<string, readonly { readonly id: string; readonly from: number }[]>;
  readonly longitude: number;
  readonly latitude: number;
}

/** The region that owns a dealer on a day: of every document of that day. */
export const homeOn = ({ home, moved }: Dealer, day: number): CityRegion =>
  moved !== null && day >= moved.on ? moved.to : home;

/** The territory a shipment of a product line is bound to on a day. */
export const territoryOn = (dealer: Dealer, lineId: string, day: number): string | null =>
  dealer.territories.get(lineId)?.findLast((territory) => territory.from <= day)?.id ?? null;

/** Who changes the province in mid-quarter: the first dealer of a city who fits, `back` quarters ago. */
const MOVES = [
  { from: '320500', to: '330400', back: 1 },
  { from: '320100', to: '340200', back: 2 },
] as const;

/** The 16th of the middle month of a quarter. */
function midQuarter(asOf: number, back: number): number {
  const date = new Date(asOf * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), (Math.floor(date.getUTCMonth() / 3) - back) * 3 + 1, 16) / DAY_MS;
}

/** Check character of a 统一社会信用代码 (GB 32100-2015): weights 3^i mod 31 over the first seventeen. */
export function creditCode(first17: string): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return first17 + (alphabet[(31 - (sum % 31)) % 31] ?? '');
}

const CLASS_WEIGHT = { A: 4.5, B: 1.8, C: 0.8, D: 0.35 } as const;
const CLASS_TERMS = { A: 45, B: 30, C: 30, D: 15 } as const;

/**
 * Dealers with their seat, region, credit and territories; some opened lately, some left, two changed the province.
 * `aside` gives the numbers of the latter.
 */
export function foundDealers(
  rows: Rows,
  random: Random,
  aside: Random,
  org: Organisation,
  from: number,
  asOf: number,
): readonly Dealer[] {
  const markets = org.cities.flatMap((home) => Array.from({ length: home.city.market }, () => home));
  const used = new Set<string>();
  const dealers: Dealer[] = [];
  const moves = [...MOVES];
  for (let no = 1; no <= COUNT; no += 1) {
    // Every city has dealers before the big ones get more.
    const home = org.cities[no - 1] ?? random.pick(markets);
    let name = '';
    do name = `${home.city.name}${random.pick(NAME_FIRST)}${random.pick(NAME_LAST)}`;
    while (used.has(name));
    used.add(name);
    const roll = random.next();
    const dealerClass = roll < 0.1 ? 'A' : roll < 0.35 ? 'B' : roll < 0.75 ? 'C' : 'D';
    const opened = random.chance(0.1) ? random.int(from + 60, asOf - 120) : dayOf('2019-01-01') + random.int(0, 1500);
    const closed = random.chance(0.08) ? random.int(Math.max(opened, from) + 90, asOf + 60) : null;
    const born = instantOf(opened, 9);
    const dealerId = random.id(born);
    const { longitude, latitude } = pointIn(
      home.city,
      [(random.next() - 0.5) * 0.05, (random.next() - 0.5) * 0.05],
      org.map,
    );
    const code = creditCode(`91${home.city.adcode}MA${String(1_000_000 + no * 7919).slice(-7)}`);
    const closedOn = closed === null || closed > asOf ? null : closed;
    rows.add(
      'dealer', dealerId, no, `D${String(no).padStart(4, '0')}`, name, `${name}有限公司`, code, dealerClass,
      isoOf(opened), closedOn === null ? null : isoOf(closedOn), home.city.adcode, longitude, latitude,
    ); // biome-ignore format: one value a column
    const stays = random.id(born);
    const move = moves.find((one) => one.from === home.city.adcode);
    const to = org.cities.find(({ city }) => city.adcode === move?.to);
    const moveDay = midQuarter(asOf, move?.back ?? 0);
    const fits = move !== undefined && dealerClass === 'B' && opened < from && closed === null && moveDay < asOf;
    const moved = fits && to !== undefined ? { to, on: moveDay } : null;
    const movedOn = moved === null ? null : isoOf(moved.on);
    rows.add('dealer_region', stays, dealerId, home.id, home.ownerId, isoOf(opened), movedOn);
    if (move !== undefined && moved !== null) {
      moves.splice(moves.indexOf(move), 1);
      const since = aside.id(instantOf(moved.on, 9));
      rows.add('dealer_region', since, dealerId, moved.to.id, moved.to.ownerId, movedOn, null);
    }
    const weight = CLASS_WEIGHT[dealerClass] * Math.exp(random.normal() * 0.35);
    const termsDays = CLASS_TERMS[dealerClass];
    const limitFen = Math.round(weight * 300_000) * 100;
    rows.add(
      'credit',
      random.id(born),
      dealerId,
      home.id,
      dealerClass === 'A' ? 'AA' : 'B',
      limitFen,
      'CNY',
      termsDays,
      isoOf(opened),
    );
    const lineCount = dealerClass === 'A' ? 4 : dealerClass === 'B' ? 3 : random.int(1, 2);
    const first = random.int(0, org.lines.length - 1);
    const lines = Array.from({ length: lineCount }, (_, n) => org.lines[(first + n) % org.lines.length]?.id ?? '');
    const territories = new Map<string, readonly { readonly id: string; readonly from: number }[]>();
    for (const line of lines) {
      const territoryId = random.id(born);
      // A large dealer serves a neighbouring city as well.
      const neighbours = org.cities.filter((other) => other.provinceId === home.provinceId && other !== home);
      const extra =
        dealerClass === 'A' && neighbours.length > 0 && random.chance(0.4) ? [random.pick(neighbours).city.adcode] : [];
      const adcodes = [home.city.adcode, ...extra];
      rows.add('territory', territoryId, dealerId, line, home.id, adcodes, isoOf(opened), movedOn);
      const versions = [{ id: territoryId, from: opened }];
      if (moved !== null) {
        // He goes on serving the same places; who answers for them changes.
        const id = aside.id(instantOf(moved.on, 9));
        rows.add('territory', id, dealerId, line, moved.to.id, adcodes, movedOn, null);
        versions.push({ id, from: moved.on });
      }
      territories.set(line, versions);
    }
    dealers.push({
      id: dealerId,
      no,
      home,
      moved,
      class: dealerClass,
      opened,
      closed: closedOn,
      weight,
      termsDays,
      lines,
      territories,
      longitude,
      latitude,
    });
  }
  return dealers;
}

export interface Terminal {
  readonly id: string;
  readonly home: CityRegion;
  readonly longitude: number;
  readonly latitude: number;
}

const KINDS = ['shop', 'restaurant', 'canteen', 'bakery', 'factory'] as const;
const KIND_NAMES = {
  shop: '食品超市',
  restaurant: '餐厅',
  canteen: '食堂',
  bakery: '烘焙坊',
  factory: '食品厂',
} as const;

/** Shops, restaurants, canteens, bakeries and factories that receive goods; more where the market is. */
export function foundTerminals(rows: Rows, random: Random, org: Organisation): readonly Terminal[] {
  const terminals: Terminal[] = [];
  const opened = dayOf('2019-06-01');
  for (const home of org.cities) {
    for (let n = 1; n <= 6 + home.city.market * 4; n += 1) {
      const kind = random.pick(KINDS);
      const no = terminals.length + 1;
      const terminalId = random.id(opened * DAY_MS);
      const { longitude, latitude } = pointIn(home.city, [random.normal() * 0.03, random.normal() * 0.03], org.map);
      const name = `${home.city.name}${random.pick(NAME_FIRST)}${KIND_NAMES[kind]}${n}店`;
      rows.add(
        'terminal',
        terminalId,
        no,
        `T${String(no).padStart(5, '0')}`,
        name,
        kind,
        home.id,
        home.city.adcode,
        longitude,
        latitude,
        isoOf(opened),
      );
      terminals.push({ id: terminalId, home, longitude, latitude });
    }
  }
  return terminals;
}
