// Goal: what the workstation shows of the demo company equals SQL at head office, and rebates are calculated from the same
// documents on both sides. Method: a copy of the small demo company; its sync log in a real replica; the real map; the
// default view and seeded random selections, voucher files and dealers' statements against the oracle; rebates in their
// real thread.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { AlertsAnswer } from '../../../db/contract/diversion-alerts.ts';
import { RebateChange } from '../../../db/contract/rebate-change.ts';
import { AgreementToEdit, SimulationEvent, SimulationOrder, Standing } from '../../../db/contract/rebate-policy.ts';
import { RebatePosition } from '../../../db/contract/rebate-position.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { decodeDivisionIndex } from '../../../db/domain/geo/division-index.ts';
import { documentOf } from '../../../db/domain/rebates/rows/document.ts';
import { type AgreementGroup, groupsOf, knownAgreements } from '../../../db/domain/rebates/rows/groups.ts';
import { postedRows } from '../../../db/domain/rebates/rows/posted.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import type { DemoResult } from '../../../db/headoffice/demo/seed-demo.ts';
import { readLedgerLegs, readRebateBook, readTrade } from '../../../db/headoffice/rebate-rows.ts';
import { diversionService } from '../../../db/service/diversion.ts';
import type { ServiceParts } from '../../../db/service/parts.ts';
import { performanceService } from '../../../db/service/performance.ts';
import { rebateResults } from '../../../db/service/rebate-results.ts';
import { rebatesService } from '../../../db/service/rebates.ts';
import { statementsService } from '../../../db/service/statements.ts';
import { vouchersService } from '../../../db/service/vouchers.ts';
import { hashesOf } from '../../../db/store/rebate-calculation.ts';
import { DEMO_AS_OF, openDemoHeadOffice } from '../../support/kept-head-office.ts';
import { compareDashboard, compareLedger, compareOverview } from '../../support/oracle/compare.ts';
import { compareStatements, compareVouchers } from '../../support/oracle/finance.ts';
import { MAP_FOLDER, mapGeography } from '../../support/oracle/map.ts';
import { selectionsOf } from '../../support/oracle/selections.ts';
import { laptopWith } from '../../support/service-parts.ts';

const SELECTIONS = 5;
/** When accruals were posted last. */
const LAST_RUN = '2026-08-31';
let database: HeadOfficeDatabase;
let planted: DemoResult['planted'];

beforeAll(async () => {
  const opened = await openDemoHeadOffice(20_260_925);
  database = opened.database;
  planted = opened.result.planted;
});
afterAll(() => database.close());

async function column(sql: string): Promise<string[]> {
  const { rows } = await database.query<{ value: string }>(sql);
  return rows.map((row) => row.value);
}

const laptop = async () =>
  (await laptopWith(database, decodeDivisionIndex(readFileSync(`${MAP_FOLDER}/divisions.bin`)))).parts;

test('the default view and random selections', async () => {
  const parts = await laptop();
  const handlers = {
    diversion: diversionService(parts),
    rebates: rebatesService(parts),
    performance: performanceService(parts),
  };
  const geography = mapGeography();
  const compare = async (selection: Selection) => {
    const { outside } = await compareOverview(handlers, database, geography, selection);
    const { agreements } = await compareLedger(handlers, database, selection);
    return { outside, agreements, netFen: await compareDashboard(handlers, database, selection) };
  };

  const thisQuarter: Selection = {
    period: { from: '2026-07-01', to: '2026-10-01' },
    regionId: null,
    dealerIds: [],
    place: null,
    productLineId: null,
  };
  const shown = await compare(thisQuarter);
  expect(Math.min(shown.outside, shown.agreements, shown.netFen)).toBeGreaterThan(0);

  const lastQuarter = { from: '2026-04-01', to: '2026-07-01' };
  expect(await compareVouchers(vouchersService(parts), database, thisQuarter.period)).toBeGreaterThan(0);
  expect(await compareStatements(statementsService(parts), database, thisQuarter.period, 25)).toBeGreaterThan(25);
  expect(await compareStatements(statementsService(parts), database, lastQuarter, 5)).toBeGreaterThan(25);

  const choices = {
    bounds: [
      '2024-02-29',
      '2024-10-01',
      '2025-06-15',
      '2025-10-01',
      '2026-01-01',
      '2026-04-01',
      '2026-09-10',
      '2026-10-01',
    ],
    regions: await column("select id::text as value from ho.region where level in ('area', 'province') order by code"),
    dealers: await column('select id::text as value from ho.dealer order by no limit 40'),
    places: await column('select distinct left(adcode, 4) || $$00$$ as value from ho.dealer order by 1 limit 20'),
    productLines: await column('select id::text as value from ho.product_line order by code'),
  };
  await fc.assert(
    fc.asyncProperty(selectionsOf(choices), async (selection) => void (await compare(selection))),
    {
      seed: 20260925,
      numRuns: SELECTIONS,
      endOnFailure: true,
    },
  );
});

test('the detector finds on the laptop who was planted as a diverter, accuses nobody else, and can be stopped', async () => {
  const parts = await laptop();
  onTestFinished(() => parts.alerts.close());
  const { getAlerts } = diversionService(parts);
  const everything: Selection = {
    period: { from: '2024-01-01', to: '2027-01-01' },
    regionId: null,
    dealerIds: [],
    place: null,
    productLineId: null,
  };
  const ask = async (selection: Selection) => {
    const answers: AlertsAnswer[] = [];
    for await (const answer of getAlerts({ selection }, { signal: new AbortController().signal })) {
      answers.push(AlertsAnswer.parse(answer));
    }
    const last = answers.pop();
    if (last?.state !== 'ready') throw new Error('the stream ended without an answer');
    return { answer: last, steps: answers };
  };

  const stop = new AbortController();
  const stopped = getAlerts({ selection: everything }, { signal: stop.signal })[Symbol.asyncIterator]();
  expect((await stopped.next()).value).toMatchObject({ state: 'working', step: 'reading' });
  stop.abort();
  await expect(
    (async () => {
      while (!(await stopped.next()).done);
    })(),
  ).rejects.toMatchObject({ code: 'cancelled' });

  const { answer, steps } = await ask(everything);
  expect(steps.at(-1)).toMatchObject({ state: 'working' });
  const cases = answer.alerts.rows.filter(({ tier }) => tier === 'case');
  const guilty = new Set(planted.map(({ dealerId }) => dealerId));
  expect(cases.length).toBeGreaterThan(20);
  expect(cases.filter(({ dealerId }) => !guilty.has(dealerId))).toEqual([]);
  // A slow leak shows in too few of the small company's scans, and a cloned code is no diversion.
  for (const kind of ['route', 'dump', 'border_terminal']) {
    const diverters = new Set(planted.filter((one) => one.kind === kind).map(({ dealerId }) => dealerId));
    expect([...diverters].filter((id) => !cases.some(({ dealerId }) => dealerId === id))).toEqual([]);
  }
  for (const { score, terms } of answer.alerts.rows) {
    expect(terms.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(score, 9);
  }

  const [first] = cases;
  if (first === undefined) throw new Error('there is no case');
  const { answer: narrowed, steps: again } = await ask({
    ...everything,
    dealerIds: [first.dealerId],
    place: first.city,
    regionId: first.regionId,
    productLineId: first.productLineId,
  });
  expect(again.every(({ state }) => state === 'working')).toBe(true);
  expect(narrowed.alerts.rows).toEqual([first]);
  const after = { ...everything, period: { from: '2026-12-01', to: '2027-01-01' } };
  expect((await ask(after)).answer.alerts.totalRows).toBe(0);
});

/** What head office calculates a group from. */
async function atHeadOffice(group: AgreementGroup) {
  const made = documentOf(group, await readTrade(database, group.dealerIds), DEMO_AS_OF);
  const hashes = hashesOf(made, postedRows(await readLedgerLegs(database, group.dealerIds), DEMO_AS_OF));
  return { key: group.key, document: made.document, hashes };
}

test('rebates: the same documents on both sides, every dealer in a thread of its own, positions that add up', async () => {
  const parts = await laptop();
  await comparesDocuments(parts);
  await calculatesEveryDealer(parts);
  await endsWhenCancelled(parts);
  await tellsPositions(parts);
  await explainsChanges(parts);
  await tellsStandings(parts);
  await triesTerms(parts);
}, 240_000);

async function comparesDocuments(parts: ServiceParts): Promise<void> {
  const book = await readRebateBook(database);
  const groups = groupsOf(knownAgreements(book.agreements, book.versions, DEMO_AS_OF));
  const some = groups.filter((_, n) => n % 24 === 0);
  expect(some.length).toBeGreaterThan(20);
  const here = await rebateResults(parts, {
    dealerIds: some.flatMap(({ dealerIds }) => dealerIds),
    asOf: DEMO_AS_OF,
    detail: 'lines',
  });
  const there = await Promise.all(some.map(atHeadOffice));
  const told = here.map((result) => {
    if (result.state !== 'calculated') throw new Error(`${result.key} is ${result.state}`);
    return { key: result.key, document: result.lines?.document, hashes: result.hashes };
  });
  expect(told).toEqual(there);
  // Documents that say something: lines with payments among them.
  const lines = there.flatMap(({ document }) => document.lines);
  expect(lines.filter(({ paidOn }) => paidOn !== undefined).length).toBeGreaterThan(100);
}

async function calculatesEveryDealer(parts: ServiceParts): Promise<void> {
  const progress: number[] = [];
  const all = await rebateResults(
    parts,
    { dealerIds: 'all', asOf: DEMO_AS_OF },
    { onProgress: (done, total) => progress.push(done / total) },
  );
  expect(all.filter(({ state }) => state !== 'calculated')).toEqual([]);
  // The demo's ledger was written by the same calculation: at the end of a month nothing is due beyond what is posted, and
  // what the running month earned waits for finance.
  const open = (results: typeof all) =>
    results.flatMap((result) =>
      result.state === 'calculated' ? result.positions.dues.filter(({ openFen }) => openFen !== 0) : [],
    );
  expect(open(await rebateResults(parts, { dealerIds: 'all', asOf: LAST_RUN }))).toEqual([]);
  expect(open(all).length).toBeGreaterThan(100);
  expect(progress).toHaveLength(all.length);
  expect(progress.at(-1)).toBe(1);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  const again = await rebateResults(parts, { dealerIds: 'all', asOf: DEMO_AS_OF });
  expect(again).toEqual(all);
}

async function endsWhenCancelled(parts: ServiceParts): Promise<void> {
  const stop = new AbortController();
  const run = rebateResults(
    parts,
    { dealerIds: 'all', asOf: '2026-08-31' },
    { signal: stop.signal, onProgress: () => stop.abort() },
  );
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
}

async function tellsPositions(parts: ServiceParts): Promise<void> {
  const { getPosition } = rebatesService(parts);
  const context = { signal: new AbortController().signal };
  const { agreements: books } = await readRebateBook(database);
  // Some dealers of each kind of agreement.
  const dealers = await column(
    `select distinct dealer_id::text as value from (
       select a.dealer_id, row_number() over (partition by v.kind order by a.no) as n
       from ho.agreement a join ho.agreement_version v on v.agreement_id = a.id
       where v.state = 'approved' and daterange(v.effective_from, v.effective_to) @> date '${DEMO_AS_OF}') s
     where n <= 8`,
  );
  const kinds = new Set<string>();
  for (const dealerId of dealers) {
    const position = RebatePosition.parse(await getPosition({ dealerId, asOf: null }, context));
    if (position.state !== 'calculated') throw new Error(position.state);
    expect(position.calculatedAsOf).toBe(DEMO_AS_OF);
    for (const { periods, dues } of position.agreements) {
      const sum = (of: readonly { readonly payableFen: number }[]) =>
        of.reduce((total, { payableFen }) => total + payableFen, 0);
      expect(sum(dues)).toBe(sum(periods));
      for (const { payableFen, postedFen, openFen } of dues) expect(openFen).toBe(payableFen - postedFen);
      for (const { kind, next } of periods) if (kind !== 'percent') kinds.add(`${kind} ${next === null}`);
    }
  }
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining([
      'growth false',
      'marginal false',
      'mix true',
      'payment true',
      'target false',
      'target true',
    ]),
  );
  await expect(getPosition({ dealerId: books[0]?.id ?? '', asOf: null }, context)).rejects.toMatchObject({
    code: 'not_found',
  });
}

/** An exact text as a number of 10⁻⁶: what two sums are compared by. */
const micros = (exact: string): number => {
  const [n = '', d = '1'] = exact.split('/');
  return Math.round((Number(n) / Number(d)) * 1_000_000);
};

async function explainsChanges(parts: ServiceParts): Promise<void> {
  const { explainChange, getPosition } = rebatesService(parts);
  const context = { signal: new AbortController().signal };
  const { agreements: books } = await readRebateBook(database);
  const causes = new Set<string>();
  for (const { dealerId } of books.slice(0, 12)) {
    const change = RebateChange.parse(await explainChange({ dealerId, from: '2026-03-31', to: DEMO_AS_OF }, context));
    if (change.state !== 'calculated') throw new Error(change.state);
    let sum = 0;
    for (const { difference, causes: own } of change.changes) {
      const parts = own.reduce((total, { amount }) => total + micros(amount), 0);
      expect(Math.abs(parts - micros(difference))).toBeLessThan(own.length + 1);
      sum += micros(difference);
      for (const { cause } of own) causes.add(cause);
    }
    const payableOn = async (asOf: string): Promise<number> => {
      const position = await getPosition({ dealerId, asOf }, context);
      if (position.state !== 'calculated') throw new Error(position.state);
      return position.agreements.flatMap(({ dues }) => dues).reduce((total, { payableFen }) => total + payableFen, 0);
    };
    expect(sum / 10_000).toBe((await payableOn(DEMO_AS_OF)) - (await payableOn('2026-03-31')));
  }
  expect([...causes]).toContain('line_added');
}

/** Steps are held against the position of the same dealer; what an order brings of itself, against the step it repeats. */
async function tellsStandings(parts: ServiceParts): Promise<void> {
  const { getPosition, getStanding } = rebatesService(parts);
  const context = { signal: new AbortController().signal };
  const { agreements: books } = await readRebateBook(database);
  let steps = 0;
  for (const dealerId of new Set(books.slice(0, 12).map((book) => book.dealerId))) {
    const standing = Standing.parse(await getStanding({ dealerId, order: null }, context));
    const position = RebatePosition.parse(await getPosition({ dealerId, asOf: null }, context));
    if (standing.state !== 'calculated' || position.state !== 'calculated') throw new Error('not calculated');
    expect(standing.periods.length).toBeGreaterThan(0);
    for (const period of standing.periods) {
      const same = position.agreements
        .find(({ agreementId }) => agreementId === period.agreementId)
        ?.periods.find((one) => one.period.key === period.period.key && one.version === period.version);
      expect(same?.qualifier).toBe(period.qualifier);
      expect(same?.next?.distance ?? null).toBe(
        period.ladder.find(({ distance }) => distance !== null)?.distance ?? null,
      );
      if (period.next === null) continue;
      steps += 1;
      const order = { agreementId: period.agreementId, by: 'amount' as const, size: period.next.size };
      const thought = Standing.parse(await getStanding({ dealerId, order }, context));
      if (thought.state !== 'calculated') throw new Error(thought.state);
      expect(thought.order).toEqual(period.next.gain);
    }
  }
  expect(steps).toBeGreaterThan(1);
}

/** The terms in effect cost what they cost; terms that pay nothing cost less, over all agreements of the name; a simulation ends when nobody wants it. */
async function triesTerms(parts: ServiceParts): Promise<void> {
  const { getAgreement, simulate } = rebatesService(parts);
  const { agreements: books } = await readRebateBook(database);
  const agreementId = books[0]?.id ?? '';
  const { version, sameName } = AgreementToEdit.parse(
    await getAgreement({ agreementId }, { signal: new AbortController().signal }),
  );
  const tried = async (
    terms: unknown,
    across: 'agreement' | 'same_name' = 'agreement',
    signal = new AbortController().signal,
  ) => {
    const input = SimulationOrder.parse({ agreementId, terms, across, pullForwardDays: 15 });
    const events: SimulationEvent[] = [];
    for await (const event of simulate(input, { signal })) events.push(SimulationEvent.parse(event));
    return events.at(-1);
  };
  const same = await tried(version.terms);
  if (same?.kind !== 'done') throw new Error(same?.kind);
  expect(sameName).toBeGreaterThan(1);
  expect(same.result.cost.difference).toBe('0.00');
  const nothing = await tried({ taxBasis: 'net', rule: { kind: 'percent', ratePpm: 0 } }, 'same_name');
  if (nothing?.kind !== 'done') throw new Error(nothing?.kind);
  expect(Number(nothing.result.cost.current)).toBeGreaterThan(Number(same.result.cost.current));
  // Less than all of it: what builds on these agreements pays more when they pay nothing.
  expect(Number(nothing.result.cost.difference)).toBeLessThan(0);
  expect(nothing.result.winners).toBe(0);
  const wrong = await tried({ rule: { kind: 'percent' } });
  expect(wrong).toMatchObject({ kind: 'refused', problems: [{ path: '$.rule.ratePpm' }] });
  const stop = new AbortController();
  const cancelled = tried(version.terms, 'agreement', stop.signal);
  stop.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
}
