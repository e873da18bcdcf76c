import { LEDGER_FROM_YEAR } from './agreements.ts';
import { dayOf, instantOf, isHoliday, isoInstant, isoOf, isWorkingDay, workingDayFrom } from './calendar.ts';
import { type Dealer, homeOn, type Terminal } from './dealers.ts';
import type { Settled } from './ledger.ts';
import { type CityRegion, type Organisation, PRICE_RISE_ON } from './organisation.ts';
import type { Random } from './random.ts';
import type { Trade } from './sales.ts';
import type { Rows } from './tables.ts';
import type { ShippedCode } from './trace.ts';

/** What actually happened and is easily got wrong, with the rows it happened to. Known to the tests, never synced as such. */
export type DemoCase =
  | {
      readonly case: 'dealer_moved';
      readonly dealerId: string;
      readonly fromRegionId: string;
      readonly toRegionId: string;
      readonly on: string;
    }
  | { readonly case: 'dealers_merged'; readonly dealerId: string; readonly intoId: string; readonly on: string }
  | { readonly case: 'signed_late'; readonly agreementId: string; readonly effectiveFrom: string; readonly on: string }
  | {
      readonly case: 'returned_after_settlement';
      readonly returnId: string;
      readonly orderLineId: string;
      readonly agreementId: string;
      readonly settledOn: string;
      readonly on: string;
    }
  | {
      readonly case: 'person_on_leave';
      readonly personId: string;
      readonly deputyId: string;
      readonly leadId: string;
      /** Half-open. */
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly case: 'price_changed_on_order_day';
      readonly orderLineId: string;
      readonly skuId: string;
      readonly on: string;
    }
  | {
      readonly case: 'holiday_with_make_up_days';
      readonly from: string;
      readonly to: string;
      readonly worked: string[];
    }
  | {
      readonly case: 'scanned_before_shipment';
      readonly scanId: string;
      readonly code: string;
      readonly shippedOn: string;
      readonly on: string;
    }
  | {
      readonly case: 'terminal_on_border';
      readonly terminalId: string;
      /** The counties on either side. */
      readonly adcodes: readonly [string, string];
      /** Scans a few metres to the one and to the other side, both less exact than that. */
      readonly scanIds: readonly [string, string];
    }
  | {
      readonly case: 'lead_on_eve_of_holiday';
      readonly leadId: string;
      /** Between arrival and first contact. */
      readonly workingMinutes: number;
    };

export interface Founded {
  readonly org: Organisation;
  readonly dealers: readonly Dealer[];
  readonly terminals: readonly Terminal[];
  readonly asOf: number;
  readonly trades: ReadonlyMap<Dealer, Trade>;
  /** A code that a dealer's newest shipment bound to him. */
  readonly shipped: ReadonlyMap<Dealer, ShippedCode>;
  readonly settled: readonly Settled[];
  readonly signedLate: readonly { readonly agreementId: string; readonly day: number }[];
}

/** On the line between 余姚 (宁波) and 上虞 (绍兴) as the product's map draws it: degrees, GCJ-02. */
const BORDER = { longitude: 121.034799, latitude: 29.747112, west: '330604', east: '330281' } as const;
/** About 20 m in longitude there. */
const BESIDE = 0.0002;
const HOLIDAY = { from: '2025-10-01', to: '2025-10-09', worked: ['2025-09-28', '2025-10-11'] };

/** Plants what is not planted on the way (moves, late signature, late returns) and tells all of it. */
export function plantCases(rows: Rows, aside: Random, founded: Founded): readonly DemoCase[] {
  return [
    ...moved(founded),
    ...merged(rows, aside, founded),
    ...founded.signedLate.map(({ agreementId, day }) => ({
      case: 'signed_late' as const,
      agreementId,
      effectiveFrom: `${isoOf(day).slice(0, 4)}-01-01`,
      on: isoOf(day),
    })),
    ...returned(founded),
    ...onLeave(rows, aside, founded),
    ...priced(founded),
    { case: 'holiday_with_make_up_days', ...HOLIDAY },
    ...scannedBeforeShipment(rows, aside, founded),
    ...onBorder(rows, aside, founded),
    ...onEveOfHoliday(rows, aside, founded),
  ];
}

const moved = ({ dealers }: Founded): DemoCase[] =>
  dealers.flatMap((dealer) =>
    dealer.moved === null
      ? []
      : [
          {
            case: 'dealer_moved',
            dealerId: dealer.id,
            fromRegionId: dealer.home.id,
            toRegionId: dealer.moved.to.id,
            on: isoOf(dealer.moved.on),
          },
        ],
  );

/** The first dealer who left is taken over by another one of his city. */
function merged(rows: Rows, aside: Random, { dealers, asOf }: Founded): DemoCase[] {
  for (const dealer of dealers) {
    const { closed, home } = dealer;
    const into = dealers.find(
      (one) => one.home === home && one !== dealer && one.closed === null && one.opened < asOf - 365,
    );
    if (closed === null || closed < asOf - 365 || into === undefined) continue;
    rows.add('dealer_link', aside.id(instantOf(closed, 9)), dealer.id, into.id, 'merge', isoOf(closed), home.id);
    return [{ case: 'dealers_merged', dealerId: dealer.id, intoId: into.id, on: isoOf(closed) }];
  }
  return [];
}

const quarterOf = (day: number): string => {
  const date = new Date(day * 86_400_000);
  return `${date.getUTCFullYear()}Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
};

/** Late returns of which the rebate of the order's quarter had been paid out by then. */
const returned = ({ trades, settled }: Founded): DemoCase[] =>
  [...trades].flatMap(([dealer, { lateReturns }]) =>
    lateReturns.flatMap(({ id, lineId, ordered, day }) => {
      const paid = settled.find(
        (one) => one.dealerId === dealer.id && one.period === quarterOf(ordered) && one.day < day,
      );
      if (paid === undefined) return [];
      const { agreementId } = paid;
      return [
        {
          case: 'returned_after_settlement' as const,
          returnId: id,
          orderLineId: lineId,
          agreementId,
          settledOn: isoOf(paid.day),
          on: isoOf(day),
        },
      ];
    }),
  );

const priced = ({ trades }: Founded): DemoCase[] => {
  const [first] = [...trades.values()].flatMap(({ pricedOnChange }) => pricedOnChange);
  if (first === undefined) return [];
  return [{ case: 'price_changed_on_order_day', orderLineId: first.lineId, skuId: first.skuId, on: PRICE_RISE_ON }];
};

function addLead(
  rows: Rows,
  aside: Random,
  home: CityRegion,
  lead: { readonly company: string; readonly ownerId: string; readonly received: number; readonly contacted: number },
): string {
  const id = aside.id(lead.received);
  rows.add(
    'lead', id, home.id, 'phone', lead.company, home.city.adcode, 'B', isoInstant(lead.received), lead.ownerId,
    isoInstant(lead.contacted), null, null, null,
  ); // biome-ignore format: one value a column
  return id;
}

/** A lead that arrives while its owner is away goes to a colleague of his province. */
function onLeave(rows: Rows, aside: Random, { org, asOf }: Founded): DemoCase[] {
  const home = org.cities.find(({ city }) => city.adcode === '330200');
  const deputy = org.cities.find((one) => one.provinceId === home?.provinceId && one.ownerId !== home.ownerId);
  if (home === undefined || deputy === undefined) return [];
  const [from, to] = [asOf - 11, asOf];
  rows.add('leave', aside.id(instantOf(from - 7, 9)), home.ownerId, home.id, isoOf(from), isoOf(to));
  const day = workingDayFrom(from + 2);
  const received = instantOf(day, 10);
  const contacted = instantOf(workingDayFrom(day + 1), 10);
  const leadId = addLead(rows, aside, home, { company: '宁波甬新烘焙', ownerId: deputy.ownerId, received, contacted });
  for (const [personId, at, reason] of [
    [home.ownerId, received, 'region'],
    [deputy.ownerId, received + 60_000, 'owner_on_leave'],
  ] as const) {
    rows.add('lead_assignment', aside.id(at), leadId, home.id, personId, isoInstant(at), reason);
  }
  return [
    {
      case: 'person_on_leave',
      personId: home.ownerId,
      deputyId: deputy.ownerId,
      leadId,
      from: isoOf(from),
      to: isoOf(to),
    },
  ];
}

/** Two minutes before work ends on the last day before a holiday; called ten minutes after work begins again. */
function onEveOfHoliday(rows: Rows, aside: Random, { org, asOf }: Founded): DemoCase[] {
  const home = org.cities[1];
  let eve = asOf - 20;
  while (!(isWorkingDay(eve) && isHoliday(eve + 1)) && eve > dayOf(`${LEDGER_FROM_YEAR}-01-01`)) eve -= 1;
  if (home === undefined) return [];
  const received = instantOf(eve, 17) + 58 * 60_000;
  const contacted = instantOf(workingDayFrom(eve + 1), 9) + 10 * 60_000;
  const lead = { company: '南京金陵饼屋', ownerId: home.ownerId, received, contacted };
  return [{ case: 'lead_on_eve_of_holiday', leadId: addLead(rows, aside, home, lead), workingMinutes: 12 }];
}

function addScan(
  rows: Rows,
  aside: Random,
  dealer: Dealer,
  shipped: ShippedCode,
  at: {
    readonly actor: 'driver' | 'terminal';
    readonly terminalId: string | null;
    readonly day: number;
    readonly longitude: number;
    readonly latitude: number;
  },
): string {
  const instant = instantOf(at.day, 11);
  const id = aside.id(instant);
  rows.add(
    'scan', id, homeOn(dealer, at.day).id, dealer.id, shipped.shipmentId, shipped.code, shipped.skuId, at.actor, at.terminalId,
    isoInstant(instant), isoOf(at.day), at.longitude, at.latitude, 'GCJ02', 'B', 60,
  ); // biome-ignore format: one value a column
  return id;
}

/** The driver's clock, or the papers, are two days late. */
function scannedBeforeShipment(rows: Rows, aside: Random, { shipped }: Founded): DemoCase[] {
  const [first] = shipped;
  if (first === undefined) return [];
  const [dealer, code] = first;
  const day = code.day - 2;
  const { longitude, latitude } = dealer;
  const scanId = addScan(rows, aside, dealer, code, { actor: 'driver', terminalId: null, day, longitude, latitude });
  return [{ case: 'scanned_before_shipment', scanId, code: code.code, shippedOn: isoOf(code.day), on: isoOf(day) }];
}

/** A shop on the line between two cities sells the goods of a dealer of one of them: no reading tells on which side. */
function onBorder(rows: Rows, aside: Random, { terminals, shipped, asOf }: Founded): DemoCase[] {
  const found = [...shipped].find(([{ home }]) => home.city.adcode === '330200');
  if (found === undefined) return [];
  const [dealer, code] = found;
  const no = terminals.length + 1;
  const terminalId = aside.id(instantOf(dayOf('2019-06-01'), 9));
  const { longitude, latitude, west, east } = BORDER;
  rows.add(
    'terminal', terminalId, no, `T${String(no).padStart(5, '0')}`, '余上界食品超市', 'shop', dealer.home.id, east, longitude,
    latitude, '2019-06-01',
  ); // biome-ignore format: one value a column
  const scanAt = (beside: number): string =>
    addScan(rows, aside, dealer, code, {
      actor: 'terminal',
      terminalId,
      day: Math.min(asOf, code.day + 5),
      longitude: longitude + beside,
      latitude,
    });
  return [
    {
      case: 'terminal_on_border',
      terminalId,
      adcodes: [west, east],
      scanIds: [scanAt(-BESIDE), scanAt(BESIDE)],
    },
  ];
}
