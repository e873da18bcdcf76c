// Goal: the cases that are easily got wrong happened in the demo company, are told in its truth, and are shown right.
// Method: a copy of the small demo company. Each told case is looked up in plain SQL; what a laptop shows of it is compared
// with SQL at head office.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DrillAnswer } from '../../../db/contract/diversion-drill.ts';
import { TerritoryCheck, TerritoryReplayAnswer } from '../../../db/contract/diversion-territory.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { decodeDivisionIndex } from '../../../db/domain/geo/division-index.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import type { DemoCase } from '../../../db/headoffice/demo/cases.ts';
import type { DemoResult } from '../../../db/headoffice/demo/seed-demo.ts';
import { diversionService } from '../../../db/service/diversion.ts';
import { performanceService } from '../../../db/service/performance.ts';
import { rebatesService } from '../../../db/service/rebates.ts';
import { openDemoHeadOffice } from '../../support/kept-head-office.ts';
import { compareDashboard, compareLedger, compareOverview } from '../../support/oracle/compare.ts';
import { MAP_FOLDER, mapGeography } from '../../support/oracle/map.ts';
import { laptopWith } from '../../support/service-parts.ts';

let database: HeadOfficeDatabase;
let result: DemoResult;

beforeAll(async () => {
  ({ database, result } = await openDemoHeadOffice(20_260_925));
});
afterAll(() => database.close());

type Named<Name> = Extract<DemoCase, { readonly case: Name }>;
/** The told cases of a name; at least one. */
function cases<Name extends DemoCase['case']>(name: Name): readonly [Named<Name>, ...Named<Name>[]] {
  const [first, ...rest] = result.cases.filter((one): one is Named<Name> => one.case === name);
  if (first === undefined) throw new Error(`no ${name} was planted`);
  return [first, ...rest];
}
async function row<Row>(sql: string, ...values: readonly string[]): Promise<Row> {
  const { rows } = await database.query<Row>(sql, values);
  expect(rows).toHaveLength(1);
  return rows[0] as Row;
}
const rowsOf = async <Row>(sql: string, ...values: readonly string[]): Promise<Row[]> =>
  (await database.query<Row>(sql, values)).rows;

async function laptop() {
  const divisionIndex = decodeDivisionIndex(readFileSync(`${MAP_FOLDER}/divisions.bin`));
  const { parts } = await laptopWith(database, divisionIndex);
  return {
    divisionIndex,
    handlers: {
      diversion: diversionService(parts),
      rebates: rebatesService(parts),
      performance: performanceService(parts),
    },
  };
}
const thisQuarter: Selection = {
  period: { from: '2026-07-01', to: '2026-10-01' },
  regionId: null,
  dealerIds: [],
  place: null,
  productLineId: null,
};
const context = { signal: new AbortController().signal };

test('two dealers changed the province in mid-quarter: each region shows its own part of them, and both add up', async () => {
  const moves = cases('dealer_moved');
  expect(moves).toHaveLength(2);
  const { handlers } = await laptop();
  for (const { dealerId, fromRegionId, toRegionId, on } of moves) {
    const { apart } = await row<{ apart: boolean }>(
      `select a.parent_id <> b.parent_id and a.level = 'city' and b.level = 'city' as apart
       from ho.region a, ho.region b where a.id = $1 and b.id = $2`,
      fromRegionId,
      toRegionId,
    );
    expect(apart).toBe(true);
    expect(on.slice(8)).toBe('16');
    expect(
      await rowsOf(
        `select region_id::text as region, valid_from::text as "from", valid_to::text as "to" from ho.dealer_region
         where dealer_id = $1 order by valid_from`,
        dealerId,
      ),
    ).toMatchObject([
      { region: fromRegionId, to: on },
      { region: toRegionId, from: on, to: null },
    ]);
    const month = (count: number) => `2026-${String(Number(on.slice(5, 7)) + count).padStart(2, '0')}-01`;
    // The quarter, and a long time around it: a dealer of this size orders about once a month.
    const around = { from: '2025-07-01', to: '2026-10-01' };
    for (const period of [{ from: month(-1), to: month(2) }, around]) {
      const selection: Selection = { ...thisQuarter, period, dealerIds: [dealerId] };
      const whole = await compareDashboard(handlers, database, selection);
      await compareLedger(handlers, database, selection);
      const parts: number[] = [];
      for (const regionId of [fromRegionId, toRegionId]) {
        parts.push(await compareDashboard(handlers, database, { ...selection, regionId }));
        await compareLedger(handlers, database, { ...selection, regionId });
      }
      expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBe(whole);
      if (period === around) expect(Math.min(...parts)).toBeGreaterThan(0);
    }
  }
});

test('a dealer was merged into another of his city, and sells nothing from that day on', async () => {
  const [{ dealerId, intoId, on }] = cases('dealers_merged');
  expect(
    await row(
      `select l.kind, l.effective_on::text as on, d.closed_on::text as closed,
         (select count(*)::int from ho.order_line o where o.dealer_id = d.id and o.ordered_on >= l.effective_on) as later,
         ho.region_of_dealer(d.id, d.closed_on) = ho.region_of_dealer(i.id, d.closed_on) as near, i.closed_on as into_closed
       from ho.dealer_link l join ho.dealer d on d.id = l.from_id join ho.dealer i on i.id = l.to_id
       where l.from_id = $1 and l.to_id = $2`,
      dealerId,
      intoId,
    ),
  ).toEqual({ kind: 'merge', on, closed: on, later: 0, near: true, into_closed: null });
});

test('an agreement in effect since January was signed in April: the first quarter is posted at once, and not before', async () => {
  const late = cases('signed_late');
  const { handlers } = await laptop();
  for (const { agreementId, effectiveFrom, on } of late) {
    expect(
      await row(
        `select effective_from::text as from, signed_on::text as on from ho.agreement_version
         where agreement_id = $1 and effective_from = '2026-01-01'`,
        agreementId,
      ),
    ).toEqual({ from: effectiveFrom, on });
    expect([effectiveFrom, on]).toEqual(['2026-01-01', '2026-04-18']);
    const posted = await rowsOf<{ day: string; kind: string }>(
      `select e.posting_date::text as day, e.kind from ho.entry e join ho.period p on p.id = e.effective_period_id
       where e.agreement_id = $1 and p.code = '2026Q1' order by e.seq`,
      agreementId,
    );
    expect(posted[0]).toEqual({ day: '2026-04-30', kind: 'accrue' });
    const selection: Selection = { ...thisQuarter, period: { from: '2026-04-01', to: '2026-07-01' } };
    await compareLedger(handlers, database, selection);
    const { legs } = await handlers.rebates.explain({ selection, agreementId }, context);
    expect(legs.rows.some((leg) => leg.periodCode === '2026Q1' && leg.postingDate === '2026-04-30')).toBe(true);
  }
});

test('goods came back after the rebate on them was paid out: the return counts in its own quarter', async () => {
  const { handlers } = await laptop();
  for (const { returnId, orderLineId, agreementId, settledOn, on } of cases('returned_after_settlement')) {
    const back = await row<{ line: string; ordered: string; dealer: string; settled: boolean; less: boolean }>(
      `select r.order_line_id::text as line, l.ordered_on::text as ordered, r.dealer_id::text as dealer,
         r.quantity_milli <= l.quantity_milli and r.net_fen <= l.net_fen as less,
         exists (select from ho.entry e join ho.period p on p.id = e.effective_period_id
           where e.agreement_id = $2 and e.kind = 'settle' and p.code = '2026Q1' and e.posting_date = $3::date) as settled
       from ho.return_line r join ho.order_line l on l.id = r.order_line_id where r.id = $1`,
      returnId,
      agreementId,
      settledOn,
    );
    expect(back).toMatchObject({ line: orderLineId, settled: true, less: true });
    expect(back.ordered < '2026-04-01' && settledOn < on && on >= '2026-07-01').toBe(true);
    const selection: Selection = { ...thisQuarter, dealerIds: [back.dealer] };
    await compareDashboard(handlers, database, selection);
    const { rows } = await handlers.performance.explain({ selection, key: 'net_sales', limit: 500 }, context);
    const shown = rows.of === 'sales_line' ? rows.list.rows.find(({ id }) => id === returnId) : undefined;
    expect(shown).toMatchObject({ kind: 'return', businessDate: on });
  }
});

test('a lead that came while its owner was on leave went to a colleague of the province', async () => {
  const [{ personId, deputyId, leadId, from, to }] = cases('person_on_leave');
  const lead = await row<Record<string, unknown>>(
    `select l.owner_id::text as owner, (received_at at time zone 'Asia/Shanghai')::date <@ daterange(v.valid_from, v.valid_to) as away,
       v.valid_from::text as "from", v.valid_to::text as "to",
       (select array_agg(a.person_id::text order by a.assigned_at) from ho.lead_assignment a where a.lead_id = l.id) as assigned
     from ho.lead l, ho.leave v where l.id = $1 and v.person_id = $2`,
    leadId,
    personId,
  );
  expect(lead).toEqual({ owner: deputyId, away: true, from, to, assigned: [personId, deputyId] });
});

test('an order of the day of a price change has the new price', async () => {
  const [{ orderLineId, skuId, on }] = cases('price_changed_on_order_day');
  const found = await row<{ paid: bigint; old: bigint; new: bigint }>(
    `select l.unit_price_fen as paid,
       (select p.unit_price_fen from ho.price p where p.sku_id = l.sku_id and p.valid_to = l.ordered_on) as old,
       (select p.unit_price_fen from ho.price p where p.sku_id = l.sku_id and p.valid_from = l.ordered_on) as new
     from ho.order_line l where l.id = $1 and l.sku_id = $2 and l.ordered_on = $3::date`,
    orderLineId,
    skuId,
    on,
  );
  expect(found.paid).toBe(found.new);
  expect(found.paid > found.old).toBe(true);
});

test('a holiday has its make-up days: goods go out on the worked Sunday and on no day of the holiday', async () => {
  const [{ from, to, worked }] = cases('holiday_with_make_up_days');
  expect(
    await rowsOf(
      `select day::text as day, kind from ho.calendar_day where day >= $1::date - 3 and day < $2::date + 3 order by day`,
      from,
      to,
    ),
  ).toEqual([
    { day: worked[0], kind: 'workday' },
    ...Array.from({ length: 8 }, (_, n) => ({ day: `2025-10-0${n + 1}`, kind: 'holiday' })),
    { day: worked[1], kind: 'workday' },
  ]);
  const { off, sunday } = await row<{ off: number; sunday: number }>(
    `select count(*) filter (where delivered_on >= $1::date and delivered_on < $2::date)::int as off,
       count(*) filter (where delivered_on = $3::date)::int as sunday from ho.delivery`,
    from,
    to,
    worked[0] ?? '',
  );
  expect(off).toBe(0);
  expect(sunday).toBeGreaterThan(0);
});

test('a code was scanned before its shipment: the scan is kept, and judged like the shipment', async () => {
  const [{ scanId, code, shippedOn, on }] = cases('scanned_before_shipment');
  expect(
    await row(
      `select s.code, s.scanned_on::text as on, h.shipped_on::text as shipped from ho.scan s
       join ho.shipment h on h.id = s.shipment_id where s.id = $1`,
      scanId,
    ),
  ).toEqual({ code, on, shipped: shippedOn });
  expect(on < shippedOn).toBe(true);
  const { handlers } = await laptop();
  const next = new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10);
  const selection: Selection = { ...thisQuarter, period: { from: on, to: next } };
  await compareOverview(handlers, database, mapGeography(), selection);
  const { scans } = await handlers.diversion.listScans({ selection, verdict: null, limit: 500 }, context);
  expect(scans.rows.find(({ id }) => id === scanId)).toMatchObject({ code, shippedOn, verdict: 'inside' });
});

test('a terminal stands on the line between two counties: its readings fall on both sides', async () => {
  const [{ terminalId, adcodes, scanIds }] = cases('terminal_on_border');
  const seen = await rowsOf<{ longitude: number; latitude: number; accuracy: number; terminal: string }>(
    `select longitude, latitude, accuracy_m as accuracy, terminal_id::text as terminal from ho.scan
     where id::text = any ($1) order by longitude`,
    `{${scanIds.join(',')}}`,
  );
  const { handlers, divisionIndex } = await laptop();
  const places = seen.map(({ longitude, latitude }) => {
    const at = divisionIndex.locate(longitude, latitude);
    return divisionIndex.divisions[at]?.adcode;
  });
  expect(places).toEqual(adcodes);
  expect(seen.map(({ terminal, accuracy }) => [terminal, accuracy])).toEqual([
    [terminalId, 60],
    [terminalId, 60],
  ]);
  const selection: Selection = { ...thisQuarter, period: { from: '2024-01-01', to: '2027-01-01' }, place: adcodes[0] };
  await compareOverview(handlers, database, mapGeography(), selection);
  // An honest shop: it is not among the diversions.
  expect(result.planted.filter(({ scanId }) => scanIds.includes(scanId))).toEqual([]);
});

test('a lead of 17:58 on the eve of a holiday waited twelve working minutes', async () => {
  const [{ leadId, workingMinutes }] = cases('lead_on_eve_of_holiday');
  const { arrived, minutes } = await row<{ arrived: string; minutes: number }>(
    `with lead as (
       select received_at at time zone 'Asia/Shanghai' as a, first_contact_at at time zone 'Asia/Shanghai' as b
       from ho.lead where id = $1
     ), day as (
       select d::date as day, coalesce(c.kind, case when extract(isodow from d) < 6 then 'workday' else 'holiday' end) as kind
       from lead, generate_series(a::date, b::date, interval '1 day') d left join ho.calendar_day c on c.day = d::date
     )
     select to_char(lead.a, 'HH24:MI') as arrived, sum(greatest(0, extract(epoch from
       least(b, day + make_interval(mins => end_minute)) - greatest(a, day + make_interval(mins => start_minute))) / 60))::int as minutes
     from lead, day join ho.working_hours h on h.weekday = least(5, extract(isodow from day))
     where day.kind = 'workday' group by 1`,
    leadId,
  );
  expect([arrived, minutes]).toEqual(['17:58', workingMinutes]);
});

describe('the truth', () => {
  test('tells every case, and laptops are told of none', async () => {
    expect([...new Set(result.cases.map((one) => one.case))].sort()).toEqual([
      'dealer_moved',
      'dealers_merged',
      'holiday_with_make_up_days',
      'lead_on_eve_of_holiday',
      'person_on_leave',
      'price_changed_on_order_day',
      'returned_after_settlement',
      'scanned_before_shipment',
      'signed_late',
      'terminal_on_border',
    ]);
    const names = [...new Set(result.cases.map((one) => one.case))].join('|');
    expect(await rowsOf('select 1 from sync.op where data ~ $1 limit 1', names)).toEqual([]);
  });
});

test('a drill catches diversions planted in a copy of the laptop’s scans, tells at what cost, and can be stopped', async () => {
  const { handlers } = await laptop();
  const drill = { kinds: ['dump', 'route'], plants: 4, seed: 1 } as const;
  const stop = new AbortController();
  const stopped = handlers.diversion.runDrill({ ...drill, kinds: [...drill.kinds] }, { signal: stop.signal });
  await expect(
    (async () => {
      for await (const answer of stopped) if (answer.state === 'working') stop.abort();
    })(),
  ).rejects.toMatchObject({ code: 'cancelled' });

  const steps = new Set<string>();
  let result: DrillAnswer | null = null;
  for await (const answer of handlers.diversion.runDrill({ ...drill, kinds: [...drill.kinds] }, context)) {
    result = DrillAnswer.parse(answer);
    if (result.state === 'working') steps.add(result.step);
  }
  if (result?.state !== 'ready') throw new Error('the stream ended without an answer');
  expect([...steps].at(-1)).toBe('during');
  expect(result.planted).toBe(4);
  expect(new Set(result.plants.map(({ dealerId }) => dealerId)).size).toBe(4);
  expect(result.plants.filter(({ dealerName, cityName }) => dealerName === '' || cityName === '')).toEqual([]);
  expect(result.caught).toBe(result.plants.filter(({ isCaught }) => isCaught).length);
  expect(result.caught).toBeGreaterThan(0);
  expect(result.caught + result.noticed).toBeLessThanOrEqual(4);
  // What was there before the drill is still what the demo planted; the copy adds next to nothing to it.
  expect(result.otherCases.before).toBeGreaterThan(20);
  expect(result.otherCases.raised).toBeLessThan(result.caught);
});

test('a city that one who dumps there would be given: who serves it too, what nobody serves, and which cases would not have been', async () => {
  const { handlers } = await laptop();
  const { getOverview, getTerritoryDesk, getTerritoryVersions, checkTerritory, replayTerritory } = handlers.diversion;
  const always = { ...thisQuarter, period: { from: '2024-01-01', to: '2027-01-01' } };
  const { today, dealers } = await getTerritoryDesk({}, context);
  const dumped = result.planted.filter(({ kind }) => kind === 'dump').map(({ scanId }) => scanId);
  const [worst] = await rowsOf<{ dealer: string; line: string }>(
    `select s.dealer_id::text as dealer, c.product_line_id::text as line from ho.scan s join ho.sku k on k.id = s.sku_id
     join ho.category c on c.id = k.category_id where s.id::text = any (string_to_array($1, ',')) group by 1, 2 order by count(*) desc, 1 limit 1`,
    dumped.join(),
  );
  const [dealerId, productLineId] = [worst?.dealer ?? '', worst?.line ?? ''];
  expect(dealers.find(({ id }) => id === dealerId)?.productLineIds).toContain(productLineId);
  const [flow] = (await getOverview({ selection: { ...always, dealerIds: [dealerId], productLineId } }, context)).flows
    .rows;
  const place = flow?.place ?? '';
  const validFrom = new Date(Date.parse(today) + 30 * 86_400_000).toISOString().slice(0, 10);
  const { versions } = await getTerritoryVersions({ dealerId, productLineId, day: validFrom }, context);
  const adcodes = [...(versions[0]?.adcodes ?? []), place];
  const draft = { dealerId, productLineId, validFrom, adcodes, polygons: [] };

  const checked = TerritoryCheck.parse(await checkTerritory(draft, context));
  expect(checked).toMatchObject({ isUnchanged: false, replaces: versions[0]?.id, dates: null });
  const others = await rowsOf<{ id: string }>(
    `select dealer_id::text as id from ho.territory where product_line_id = $1 and dealer_id <> $2 and $3 = any (adcodes)
       and valid_from <= $4::date and (valid_to is null or valid_to > $4::date) order by 1`,
    ...[productLineId, dealerId, place, validFrom],
  );
  const added = checked.findings?.overlaps.rows.filter(({ isNew }) => isNew) ?? [];
  expect(added.map((overlap) => overlap.dealerId).sort()).toEqual(others.map(({ id }) => id));
  expect(added.every((overlap) => overlap.adcodes.includes(place))).toBe(true);
  expect(checked.findings?.gaps.rows.some(({ isNew }) => isNew)).toBe(false);
  const without = TerritoryCheck.parse(await checkTerritory({ ...draft, adcodes: [place] }, context));
  expect(without.findings?.gaps.totalRows).toBeGreaterThanOrEqual(checked.findings?.gaps.totalRows ?? 0);

  const stop = new AbortController();
  await expect(
    (async () => {
      for await (const answer of replayTerritory(draft, { signal: stop.signal }))
        if (answer.state === 'working') stop.abort();
    })(),
  ).rejects.toMatchObject({ code: 'cancelled' });
  let answer: TerritoryReplayAnswer | null = null;
  for await (const told of replayTerritory(draft, context)) answer = TerritoryReplayAnswer.parse(told);
  if (answer?.state !== 'ready') throw new Error('the stream ended without an answer');
  const { totals } = await getOverview(
    { selection: { ...always, dealerIds: [dealerId], place, productLineId } },
    context,
  );
  expect(answer.flows.rows).toEqual([{ city: place, cityName: flow?.placeName, before: totals.outside, after: 0 }]);
  expect([answer.intoTerritory, answer.outOfTerritory]).toEqual([totals.outside, 0]);
  expect(answer.vanish.rows.some(({ city, tier }) => city === place && tier === 'case')).toBe(true);
  expect(answer.after.cases).toBeLessThan(answer.before.cases);
});
