import { instantOf, isoInstant, isoOf } from './calendar.ts';
import { type Dealer, homeOn, type Terminal, territoryOn } from './dealers.ts';
import type { CityRegion, Organisation, Sku } from './organisation.ts';
import type { Random } from './random.ts';
import type { Trade } from './sales.ts';
import type { Rows } from './tables.ts';

/** A scan that was planted as diversion: known to the tests, never in the synced data. */
export interface Planted {
  readonly scanId: string;
  readonly code: string;
  readonly dealerId: string;
  readonly kind: DiversionKind;
}

/** A code that a shipment bound to a dealer. */
export interface ShippedCode {
  readonly shipmentId: string;
  readonly code: string;
  readonly skuId: string;
  readonly day: number;
}

/** Kinds of diversion that are planted. */
export type DiversionKind = 'route' | 'dump' | 'slow_leak' | 'border_terminal' | 'cloned_code';
const DIVERTERS = 45;
const KINDS: readonly DiversionKind[] = ['route', 'dump', 'slow_leak', 'border_terminal', 'cloned_code'];

export interface Diverter {
  readonly dealer: Dealer;
  readonly kind: DiversionKind;
  readonly target: CityRegion;
}

const distance = (a: CityRegion, b: CityRegion): number =>
  Math.hypot((a.city.longitude - b.city.longitude) * 0.86, a.city.latitude - b.city.latitude);

/** Chooses who diverts, how and where to: always to a city that is not in his territory. */
export function chooseDiverters(random: Random, org: Organisation, dealers: readonly Dealer[]): readonly Diverter[] {
  const able = dealers.filter((dealer) => dealer.class === 'B' && dealer.closed === null);
  const chosen: Diverter[] = [];
  for (let n = 0; n < DIVERTERS && n < able.length; n += 1) {
    const dealer = able[(n * 7 + random.int(0, 6)) % able.length];
    if (dealer === undefined || chosen.some((one) => one.dealer === dealer)) continue;
    const kind = KINDS[n % KINDS.length] ?? 'route';
    const others = org.cities
      .filter((other) => other !== dealer.home)
      .sort((a, b) => distance(a, dealer.home) - distance(b, dealer.home));
    const target = kind === 'border_terminal' ? others[0] : others[random.int(2, 9)];
    if (target !== undefined) chosen.push({ dealer, kind, target });
  }
  return chosen;
}

type Actor = 'inspector' | 'dealer' | 'terminal' | 'driver' | 'consumer';
/** Accuracy class and metres by who scans: handhelds with satellites, telephones, and telephones without a fix. */
const ACCURACY: Readonly<Record<Actor, readonly (readonly [string, number])[]>> = {
  inspector: [['A', 8], ['B', 30]],
  dealer: [['A', 10], ['B', 40]],
  terminal: [['B', 35], ['B', 60], ['C', 300]],
  driver: [['B', 50], ['C', 400]],
  consumer: [['B', 60], ['C', 500], ['D', 2000]],
}; // biome-ignore format: one actor a line

/** Codes shipped with each delivery and where they were seen: at the dealer's, in terminals, by consumers. Tells the last. */
export function ship(
  rows: Rows,
  random: Random,
  options: {
    readonly org: Organisation;
    readonly dealer: Dealer;
    readonly trade: Trade;
    readonly terminals: readonly Terminal[];
    readonly diverter: Diverter | undefined;
    readonly asOf: number;
    readonly scans: number;
  },
): { readonly planted: readonly Planted[]; readonly last: ShippedCode | null } {
  const { org, dealer, diverter, asOf } = options;
  const planted: Planted[] = [];
  let last: ShippedCode | null = null;
  const recent = options.trade.deliveries.filter(({ day, skus }) => day > asOf - 540 && day < asOf && skus.length > 0);
  if (recent.length === 0) return { planted, last };
  const near = options.terminals.filter((terminal) => terminal.home === dealer.home);
  const far = options.terminals.filter((terminal) => terminal.home === diverter?.target);
  let codeNo = 0;

  const scan = (at: {
    code: string;
    sku: Sku;
    shipmentId: string;
    actor: Actor;
    day: number;
    terminal: Terminal | null;
    longitude: number;
    latitude: number;
    spread: number;
  }): string => {
    const day = Math.min(asOf, at.day);
    const instant = Math.floor(instantOf(day, 8 + random.next() * 12) / 1000) * 1000;
    const id = random.id(instant);
    const [accuracyClass, metres] = random.pick(ACCURACY[at.actor]);
    // Some readings carry no place: permission refused, indoor, old device.
    const placed = !random.chance(0.04);
    const jitter = at.spread + metres / 111_000;
    rows.add(
      'scan', id, homeOn(dealer, day).id, dealer.id, at.shipmentId, at.code, at.sku.id, at.actor, at.terminal?.id ?? null,
      isoInstant(instant), isoOf(day),
      placed ? Number((at.longitude + random.normal() * jitter).toFixed(6)) : null,
      placed ? Number((at.latitude + random.normal() * jitter).toFixed(6)) : null,
      placed ? 'GCJ02' : 'none', placed ? accuracyClass : 'E', placed ? metres : null,
    ); // biome-ignore format: one value a column
    return id;
  };

  let made = 0;
  for (const delivery of recent) {
    const share = Math.round((options.scans * (recent.indexOf(delivery) + 1)) / recent.length) - made;
    if (share <= 0) continue;
    const sku = random.pick(delivery.skus);
    const territoryId = territoryOn(dealer, sku.lineId, delivery.day);
    const shipmentId = random.id(instantOf(delivery.day, 13));
    rows.add(
      'shipment', shipmentId, `CK${isoOf(delivery.day).replaceAll('-', '').slice(2)}-${dealer.no}-${codeNo}`, homeOn(dealer, delivery.day).id,
      dealer.id, delivery.id, territoryId, isoOf(delivery.day), `${dealer.home.city.name}仓`,
    ); // biome-ignore format: one value a column
    const kind = diverter?.kind;
    const fresh = delivery.day > asOf - 365;
    const dumped = kind === 'dump' && fresh && random.chance(0.35);
    while (made < Math.round((options.scans * (recent.indexOf(delivery) + 1)) / recent.length)) {
      codeNo += 1;
      const code = `69${String(dealer.no).padStart(4, '0')}${String(codeNo).padStart(7, '0')}`;
      const batch = `B${isoOf(delivery.day - 20).replaceAll('-', '')}`;
      rows.add(
        'trace_code',
        random.id(instantOf(delivery.day - 20, 9)),
        code,
        'case',
        sku.id,
        batch,
        isoOf(delivery.day - 20),
        shipmentId,
      );
      last = { shipmentId, code, skuId: sku.id, day: delivery.day };
      const away = fresh && far.length > 0 && (dumped || (kind === 'route' && random.chance(0.3)) ||
        (kind === 'slow_leak' && random.chance(0.06)) || (kind === 'border_terminal' && random.chance(0.25))); // biome-ignore format: one condition a kind
      if (!away && random.chance(0.35)) {
        scan({
          code,
          sku,
          shipmentId,
          actor: 'dealer',
          day: delivery.day + 1,
          terminal: null,
          longitude: dealer.longitude,
          latitude: dealer.latitude,
          spread: 0.002,
        });
        made += 1;
      }
      const terminal = random.pick(away ? far : near);
      const soldDay = delivery.day + random.int(3, dumped ? 9 : 45);
      const actor = random.chance(0.55) ? 'terminal' : random.chance(0.06) ? 'inspector' : 'consumer';
      // A consumer may carry goods home to anywhere: honest noise.
      const traveller = !away && actor === 'consumer' && random.chance(0.03) ? random.pick(org.cities).city : null;
      const place = traveller ?? terminal;
      const scanId = scan({
        code, sku, shipmentId, actor, day: soldDay, terminal: actor === 'terminal' ? terminal : null,
        longitude: place.longitude, latitude: place.latitude, spread: actor === 'consumer' ? 0.012 : 0.001,
      }); // biome-ignore format: the reading on one line each
      made += 1;
      if (away && kind !== undefined) planted.push({ scanId, code, dealerId: dealer.id, kind });
      if (kind === 'cloned_code' && fresh && far.length > 0 && random.chance(0.15)) {
        const clone = random.pick(far);
        const cloneId = scan({
          code,
          sku,
          shipmentId,
          actor: 'consumer',
          day: soldDay + 1,
          terminal: null,
          longitude: clone.longitude,
          latitude: clone.latitude,
          spread: 0.01,
        });
        planted.push({ scanId: cloneId, code, dealerId: dealer.id, kind });
        made += 1;
      }
    }
  }
  return { planted, last };
}
