// Goal: the data service answers the whole contract from a laptop that really syncs, follows every change, and is honest
// when there is nothing. Method: the real head office over PGlite with a random company, the real sync client, the real
// map; every answer is parsed by the contract; waits are for states, never for time.
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Contract, contract } from '../../../db/contract/index.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { DEFAULT_SETTINGS } from '../../../db/contract/settings.ts';
import { CONTRACT_VERSION } from '../../../db/contract/version.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { bulkLoad } from '../../../db/headoffice/sequencer.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { readPackParts } from '../../../db/host/pack-file.ts';
import { readProofParts } from '../../../db/host/proof-sheet.ts';
import { createService, type Service } from '../../../db/service/create-service.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { silent, temporaryFolder } from '../../support/laptop.ts';
import { foundRandomCompany, type RandomCompany } from '../../support/random-company.ts';
import { openLaptop, type SyncedLaptop } from '../../support/synced-laptop.ts';

const MAP = new URL('../../../resources/map', import.meta.url).pathname;
const everything: Selection = {
  period: { from: '2024-01-01', to: '2027-01-01' },
  regionId: null,
  dealerIds: [],
  place: null,
  productLineId: null,
};
const context = () => ({ signal: new AbortController().signal });

let database: HeadOfficeDatabase;
let server: HeadOfficeServer;
let company: RandomCompany;

beforeAll(async () => {
  database = await openEmptyHeadOffice();
  company = await bulkLoad(database, async (tx) => {
    const founded = await foundRandomCompany(tx, 7);
    const person = uuid();
    await tx.query(`insert into ho.person (id, code, name) values ($1, 'zhou', '周敏')`, [person]);
    await tx.query(
      `insert into ho.role_grant (id, person_id, region_id, role, valid_from) values ($1, $2, $3, 'manager', '2020-01-01')`,
      [uuid(), person, founded.regions[1] as string],
    );
    return founded;
  });
  server = await startHeadOfficeServer({ database, port: 0, log: silent });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

async function serviceOn(laptop: SyncedLaptop): Promise<Service> {
  const service = await createService({
    store: laptop.store,
    engine: laptop.engine,
    mapFolder: MAP,
    log: silent,
    appVersion: '1.2.3',
    proof: readProofParts,
    pack: readPackParts,
  });
  onTestFinished(() => service.close());
  return service;
}

async function syncedService(): Promise<{ service: Service; laptop: SyncedLaptop }> {
  const laptop = await openLaptop(temporaryFolder());
  await laptop.enrol(database, 'zhou', server.address);
  await laptop.until(({ state }) => state === 'idle');
  return { service: await serviceOn(laptop), laptop };
}

/** Answers every query of the contract that needs nothing but a selection, parsed as the wire would parse it. */
async function askEverything(service: Service, selection: Selection) {
  const { handlers } = service;
  const { diversion, rebates, performance, directory } = contract;
  return {
    frame: directory.getFrame.output.parse(await handlers.directory.getFrame({}, context())),
    overview: diversion.getOverview.output.parse(await handlers.diversion.getOverview({ selection }, context())),
    tile: diversion.getTile.output.parse(
      await handlers.diversion.getTile({ selection, z: 5, x: 26, y: 13 }, context()),
    ),
    territories: diversion.getTerritories.output.parse(
      await handlers.diversion.getTerritories({ selection }, context()),
    ),
    scans: diversion.listScans.output.parse(
      await handlers.diversion.listScans({ selection, verdict: null, limit: 100 }, context()),
    ),
    timeline: diversion.getTimeline.output.parse(await handlers.diversion.getTimeline({ selection }, context())),
    ledger: rebates.getLedger.output.parse(await handlers.rebates.getLedger({ selection }, context())),
    dashboard: performance.getDashboard.output.parse(await handlers.performance.getDashboard({ selection }, context())),
  };
}

test('a laptop that has synced nothing answers with nothing, not with errors', async () => {
  const service = await serviceOn(await openLaptop(temporaryFolder()));
  const answers = await askEverything(service, everything);
  expect(answers.frame).toMatchObject({ regions: [], person: null, defaultPeriod: null, dataRange: null });
  expect(answers.overview).toMatchObject({ totals: { scans: 0 }, flows: { rows: [], totalRows: 0, truncated: false } });
  expect(answers.overview.asOf).toMatchObject({ syncedAt: null, lastBusinessDate: null });
  expect(answers.ledger).toMatchObject({ totals: { agreements: 0, balanceFen: 0 }, ledger: { rows: [] } });
  expect(answers.dashboard.kpis.map((kpi) => kpi.value)).toEqual([0, null, null, null, null, null, null, 0]);
  expect(answers.tile).toHaveLength(0);
  expect(answers.timeline.days).toEqual([]);
});

describe('on a synced laptop', () => {
  test('every pane speaks of the same data, and details add up to their totals', async () => {
    const { service, laptop } = await syncedService();
    const { handlers } = service;
    const { diversion } = contract;
    const { frame, overview, tile, scans, timeline, ledger, dashboard, territories } = await askEverything(
      service,
      everything,
    );
    expect(frame.person).toMatchObject({ name: '周敏', roles: ['manager'] });
    // The granted region and all below it, the top without its parent.
    expect(frame.regions.map((region) => region.id).sort()).toEqual([...company.regions.slice(1)].sort());
    expect(frame.homeRegionId).toBe(company.regions[1]);
    expect(frame.regions[0]).toMatchObject({ id: company.regions[1], parentId: null });
    const versions = [frame, overview, scans, ledger, dashboard].map((answer) => answer.asOf.dataVersion);
    expect(new Set(versions).size).toBe(1);
    expect(frame.asOf.lastBusinessDate).toBe(frame.dataRange?.to);
    expect(frame.asOf.syncedAt).toBe(laptop.engine.status.syncedAt);

    expect(overview.totals.outside).toBeGreaterThan(0);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const { inside, outside, unjudged, unlocated } = overview.totals;
    expect(sum([inside, outside, unjudged, unlocated])).toBe(overview.totals.scans);
    expect(sum(overview.flows.rows.map((flow) => flow.scans))).toBe(outside);
    expect(sum(timeline.days.map((day) => day.scans))).toBe(overview.totals.scans);
    expect(sum(timeline.days.map((day) => day.outside))).toBe(outside);
    expect(scans).toMatchObject({ scans: { totalRows: overview.totals.scans, truncated: true } });
    expect(scans.scans.rows).toHaveLength(100);
    const times = scans.scans.rows.map((scan) => scan.scannedAt.slice(0, 10));
    expect(Date.parse(times[0]!) - Date.parse(times.at(-1)!)).toBeGreaterThanOrEqual(0);
    expect(tile.length).toBeGreaterThan(0);
    expect(territories.territories.length).toBeGreaterThan(0);

    const breaches = await handlers.diversion.listScans(
      { selection: everything, verdict: 'outside', limit: 500 },
      context(),
    );
    expect(breaches.scans.totalRows).toBe(outside);

    const { code } = scans.scans.rows[0]!;
    const life = diversion.getCodeLife.output.parse(await handlers.diversion.getCodeLife({ code }, context()));
    expect(life.steps.rows.map(({ scan }) => scan.id)).toContain(scans.scans.rows[0]!.id);
    const instants = life.steps.rows.map(({ scan }) => scan.scannedAt);
    expect(instants).toEqual(instants.toSorted());
    // Where a consumer was is told by the county only.
    for (const { scan, point } of life.steps.rows) if (scan.actor === 'consumer') expect(point).toBeNull();
    await expect(
      Promise.resolve(handlers.diversion.getCodeLife({ code: 'of nobody' }, context())),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(new Set(breaches.scans.rows.map((scan) => scan.verdict))).toEqual(new Set(['outside']));

    for (const kpi of dashboard.kpis) {
      const why = contract.performance.explain.output.parse(
        await handlers.performance.explain({ selection: everything, key: kpi.key, limit: 500 }, context()),
      );
      expect(why.kpi).toEqual(kpi);
      if (why.rows.of === 'sales_line' && kpi.key === 'net_sales')
        expect(sum(why.rows.list.rows.map((line) => line.netFen))).toBe(kpi.value);
      if (why.rows.of === 'document' && kpi.key !== 'lead_conversion' && kpi.key !== 'contract_approval')
        expect(sum(why.rows.list.rows.map((row) => row.value ?? 0))).toBe(kpi.numerator ?? kpi.value);
    }
    const row = ledger.ledger.rows[0]!;
    const why = contract.rebates.explain.output.parse(
      await handlers.rebates.explain({ selection: everything, agreementId: row.agreementId }, context()),
    );
    expect(why.row).toEqual(row);
    expect(why.version).toMatchObject({ version: 1, rule: {} });
    expect(sum(why.legs.rows.map((leg) => leg.debitFen - leg.creditFen))).toBe(0);
    await expect(
      handlers.rebates.explain({ selection: everything, agreementId: uuid() }, context()),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('new data renews the figures and says so', async () => {
    const { service } = await syncedService();
    const stop = new AbortController();
    const before = await service.handlers.performance.getDashboard({ selection: everything }, context());
    const receipts = (answer: typeof before) => answer.kpis.find((kpi) => kpi.key === 'collection')?.value ?? 0;
    const versions: number[] = [];
    const watching = (async () => {
      for await (const status of service.handlers.sync.watch({}, { signal: stop.signal })) {
        versions.push(status.dataVersion);
        if (status.dataVersion <= before.asOf.dataVersion) continue;
        const now = await service.handlers.performance.getDashboard({ selection: everything }, context());
        if (receipts(now) === receipts(before) + 4321) return now;
      }
      return null;
    })();
    await database.query(
      `insert into ho.receipt (id, region_id, dealer_id, received_on, amount_fen, currency, method)
       values ($1, $2, $3, '2026-01-05', 4321, 'CNY', 'bank')`,
      [uuid(), company.regions[2] as string, company.dealers[3] as string],
    );
    const after = await watching;
    expect(after?.asOf.dataVersion).toBeGreaterThan(before.asOf.dataVersion);
    expect([...versions].sort((a, b) => a - b)).toEqual(versions);
    stop.abort();
  });

  test('a watcher that goes away is let go', async () => {
    const { service } = await syncedService();
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const status of service.handlers.sync.watch({}, { signal: stop.signal })) {
      seen.push(status.state);
      stop.abort();
    }
    expect(seen).toHaveLength(1);
  });

  test('a call that nobody waits for ends as cancelled', async () => {
    const { service } = await syncedService();
    const signal = AbortSignal.abort();
    await expect(
      service.handlers.performance.getDashboard({ selection: everything }, { signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('dealers, places and codes are found by name, code and initials', async () => {
    const { service } = await syncedService();
    const find = async (text: string) => (await service.handlers.directory.search({ text, limit: 10 }, context())).hits;
    expect((await find('商3'))[0]).toMatchObject({ kind: 'dealer', key: company.dealers[3], detail: 'D3' });
    expect((await find('d3'))[0]).toMatchObject({ kind: 'dealer', key: company.dealers[3] });
    expect(await find('鄞州')).toContainEqual(expect.objectContaining({ kind: 'place', key: '330212' }));
    expect((await find('yzq')).map((hit) => hit.key)).toContain('330212');
    expect(contract.directory.search.output.parse({ hits: await find('商3') }).hits).toHaveLength(1);
    const region = (await service.handlers.directory.getFrame({}, context())).regions[0]!;
    expect(await find(region.nameEn)).toContainEqual(
      expect.objectContaining({ kind: 'region', key: region.id, labelEn: region.nameEn }),
    );
    const [row] = (await service.handlers.rebates.getLedger({ selection: everything }, context())).ledger.rows;
    expect(await find(row!.agreementCode)).toContainEqual(
      expect.objectContaining({ key: row!.agreementId, dealer: { id: row!.dealerId, name: row!.dealerName } }),
    );
    expect(await find('没有这样的东西')).toEqual([]);
    const scan = (
      await service.handlers.diversion.listScans({ selection: everything, verdict: null, limit: 1 }, context())
    ).scans.rows[0]!;
    expect(await find(scan.code)).toEqual([expect.objectContaining({ kind: 'code', key: scan.code })]);
    const dealer = await service.handlers.directory.getDealer({ dealerId: company.dealers[0]! }, context());
    expect(contract.directory.getDealer.output.parse(dealer)).toMatchObject({ code: 'D0', regions: { totalRows: 2 } });
    await expect(service.handlers.directory.getDealer({ dealerId: uuid() }, context())).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('a note is kept at once, confirmed by head office, and taken back', async () => {
    const { service, laptop } = await syncedService();
    const { annotations } = service.handlers;
    const dealerId = company.dealers[1]!;
    const id = uuid();
    const list = async () => (await annotations.list({ dealerId }, context())).annotations.rows;
    await annotations.add({ id, dealerId, body: '客户要求月底前到货' }, context());
    expect(await list()).toMatchObject([{ id, mine: true, authorName: '周敏', delivery: 'waiting', refusal: null }]);
    await laptop.untilRows('select count(*) as n from annotation', [{ n: 1 }]);
    expect(await list()).toMatchObject([{ id, mine: true, authorName: '周敏', delivery: 'synced' }]);
    await annotations.withdraw({ id }, context());
    expect(await list()).toEqual([]);
    await laptop.untilRows('select count(*) as n from annotation where withdrawn_at is not null', [{ n: 1 }]);
    expect(await list()).toEqual([]);
    await expect(annotations.add({ id: uuid(), dealerId: uuid(), body: 'x' }, context())).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(annotations.withdraw({ id: uuid() }, context())).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a decision that head office refuses says whom it concerns and why, until it was looked at', async () => {
    const { service, laptop } = await syncedService();
    const { annotations, sync } = service.handlers;
    const stranger = uuid();
    await database.query(
      `insert into ho.dealer (id, no, code, name, legal_name, class, opened_on)
       values ($1, 9001, 'D9001', '外区经销商', '外区经销商', 'A', '2020-01-01')`,
      [stranger],
    );
    await laptop.untilRows(`select count(*) as n from dealer where id = '${stranger}'`, [{ n: 1 }]);
    await annotations.add({ id: uuid(), dealerId: stranger, body: '不归我管' }, context());
    await laptop.until(({ refusedCommands }) => refusedCommands === 1);
    const { commands } = contract.sync.listCommands.output.parse(await sync.listCommands({}, context()));
    expect(commands).toMatchObject({
      totalRows: 1,
      rows: [
        {
          kind: 'annotation.add',
          dealerName: '外区经销商',
          text: '不归我管',
          status: 'rejected',
          reasonCode: 'dealer_not_in_scope',
        },
      ],
    });
    await sync.markRefusalsSeen({}, context());
    expect(laptop.engine.status.refusedCommands).toBe(0);
    expect((await sync.listCommands({}, context())).commands.rows).toEqual([]);
    const { device } = contract.sync.getDevice.output.parse(await sync.getDevice({}, context()));
    expect(device).toMatchObject({ personName: '周敏', headOffice: server.address });
  });

  test('the doctor finds a healthy laptop healthy', async () => {
    const { service } = await syncedService();
    const { checks } = contract.system.diagnose.output.parse(await service.handlers.system.diagnose({}, context()));
    expect(checks.map((check) => [check.name, check.outcome])).toEqual([
      ['local.db', 'ok'],
      ['replica.db', 'ok'],
      ['map', 'ok'],
      ['enrolment', 'ok'],
      ['figures', 'ok'],
      ['sync', 'ok'],
      ['outbox', 'ok'],
    ]);
  });
});

describe('without a head office', () => {
  test('settings are kept, and what is not given stays', async () => {
    const service = await serviceOn(await openLaptop(temporaryFolder()));
    const { settings } = service.handlers;
    expect(await settings.get({}, context())).toEqual(DEFAULT_SETTINGS);
    await settings.update({ theme: 'dark' }, context());
    expect(await settings.update({ syncEveryMinutes: 30 }, context())).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
      syncEveryMinutes: 30,
    });
  });

  test('a client of another contract is told so', async () => {
    const service = await serviceOn(await openLaptop(temporaryFolder()));
    const { system } = service.handlers;
    expect(await system.hello({ contractVersion: CONTRACT_VERSION }, context())).toMatchObject({ appVersion: '1.2.3' });
    await expect(system.hello({ contractVersion: 999 }, context())).rejects.toMatchObject({
      code: 'contract_mismatch',
    });
  });

  test('there is a handler for every procedure of the contract', async () => {
    const service = await serviceOn(await openLaptop(temporaryFolder()));
    const names = (features: Readonly<Record<string, object>>) =>
      Object.entries(features).flatMap(([feature, of]) => Object.keys(of).map((name) => `${feature}.${name}`));
    expect(names(service.handlers).sort()).toEqual(names(contract satisfies Contract).sort());
  });
});
