// Goal: parameters of the detector are read, tried on the laptop's scans and only then saved; the change goes to head office
// as it was tried, and from the next sync on the detector, the drill and the cases go by it, region by region. Method: the
// real head office in PGlite, a laptop's replica and data service; one large and one small diversion are planted.
import { readFileSync } from 'node:fs';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ReplayAnswer } from '../../../db/contract/diversion-parameters.ts';
import { contract } from '../../../db/contract/index.ts';
import { checkPack, isSound, makePack } from '../../../db/domain/diversion/pack/content.ts';
import { BUILT_IN } from '../../../db/domain/diversion/parameters/setting.ts';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';
import { carryOutCommands } from '../../../db/headoffice/commands.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { sequence } from '../../../db/headoffice/sequencer.ts';
import { diversionService } from '../../../db/service/diversion.ts';
import type { ServiceParts } from '../../../db/service/parts.ts';
import { type Company, foundCompany } from '../../support/company.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { laptopWith } from '../../support/service-parts.ts';

const divisions = indexDivisions(decodeDivisions(readFileSync('resources/map/divisions.bin')));
const context = () => ({ signal: new AbortController().signal });
let database: HeadOfficeDatabase;
let company: Company;
const deviceId = v7();

/** Goods of a dealer, scanned at shops around a place, each code once. */
async function addScans(dealer: string, region: string, count: number, longitude: number, latitude: number) {
  const shipment = v7();
  await database.query(
    `insert into ho.shipment (id, code, region_id, dealer_id, shipped_on, warehouse) values ($1, $2, $3, $4, '2026-03-01', '总仓')`,
    [shipment, `CK-${shipment}`, region, dealer],
  );
  for (let n = 0; n < count; n++) {
    const code = `${dealer}-${longitude}-${n}`;
    await database.query(
      `insert into ho.trace_code (id, code, level, sku_id, batch, produced_on, shipment_id) values ($1, $2, 'case', $3, 'B1', '2026-02-01', $4)`,
      [v7(), code, company.sku, shipment],
    );
    await database.query(
      `insert into ho.scan (id, region_id, dealer_id, shipment_id, code, sku_id, actor, scanned_at, scanned_on, longitude, latitude,
         source_crs, accuracy_class, accuracy_m)
       values ($1, $2, $3, $4, $5, $6, 'terminal', $7::date + time '10:00', $7::date, $8, $9, 'GCJ02', 'A', 30)`,
      [
        v7(),
        region,
        dealer,
        shipment,
        code,
        company.sku,
        `2026-03-${String(5 + (n % 20)).padStart(2, '0')}`,
        longitude + n * 1e-4,
        latitude,
      ],
    );
  }
}

beforeAll(async () => {
  database = await openEmptyHeadOffice();
  company = await foundCompany(database);
  const { ningbo, suzhou, zhejiang, jiangsu } = company;
  for (const [dealer, region, adcode] of [
    [ningbo, zhejiang, '330200'],
    [suzhou, jiangsu, '320500'],
  ]) {
    await database.query(
      `insert into ho.territory (id, dealer_id, product_line_id, region_id, adcodes, valid_from)
       select $1, $2, id, $3, array[$4], '2020-01-01' from ho.product_line`,
      [v7(), dealer as string, region as string, adcode as string],
    );
  }
  await addScans(ningbo, zhejiang, 60, 121.54, 29.87);
  await addScans(suzhou, jiangsu, 60, 120.62, 31.3);
  // Thirty cases in Nanjing, six in Hefei.
  await addScans(ningbo, zhejiang, 30, 118.8, 32.05);
  await addScans(suzhou, jiangsu, 6, 117.25, 31.85);
  await database.query(
    `insert into ho.device (id, person_id, name, public_jwk, enrolled_at) values ($1, $2, 'test', '{}', now())`,
    [deviceId, company.zhou],
  );
}, 120_000);
afterAll(() => database.close());

/** The laptop of the manager of Zhejiang, as it is after a sync. */
async function laptop() {
  await sequence(database);
  const { parts } = await laptopWith(database, divisions);
  onTestFinished(() => parts.alerts.close());
  const person = { id: company.zhou, name: '周敏', enrolledAt: '2026-01-01T00:00:00.000Z' };
  parts.store.device.become({ id: deviceId, privateJwk: {}, publicJwk: {}, headOffice: null, person });
  return { parts, service: diversionService(parts) };
}
type Service = Awaited<ReturnType<typeof laptop>>['service'];
const selection = {
  period: { from: '2024-01-01', to: '2027-01-01' },
  regionId: null,
  dealerIds: [],
  place: null,
  productLineId: null,
};

const parametersOf = async (service: Service, regionId: string | null = null) =>
  contract.diversion.getParameters.output.parse(await service.getParameters({ regionId }, context()));

async function replay(service: Service, regionId: string, change: object) {
  const steps: string[] = [];
  for await (const told of service.replayParameters({ regionId, change, bounds: {} }, context())) {
    const answer: ReplayAnswer = contract.diversion.replayParameters.output.parse(told);
    if (answer.state === 'ready') return { ...answer, steps };
    steps.push(answer.step);
  }
  throw new Error('the replay ended without an answer');
}

async function casesOf(service: Service): Promise<readonly string[]> {
  for await (const told of service.getAlerts({ selection }, context())) {
    const answer = contract.diversion.getAlerts.output.parse(told);
    if (answer.state === 'ready') return answer.alerts.rows.filter(({ tier }) => tier === 'case').map(({ key }) => key);
  }
  throw new Error('the detector ended without an answer');
}

test('read, tried, saved with a reason, carried out, and in force from the next sync on, in this region only', async () => {
  const { parts, service } = await laptop();
  const before = await parametersOf(service);
  expect(before).toMatchObject({
    regionId: company.zhejiang,
    isHeadOffice: false,
    mayChange: true,
    base: BUILT_IN,
    inForce: BUILT_IN,
    change: {},
    tunedAtName: null,
    pending: null,
    history: { rows: [] },
  });
  expect(before.regions.map(({ name, depth, mayChange }) => [name, depth, mayChange])).toEqual([
    ['集团', 0, false],
    ['浙江', 1, true],
  ]);
  await expect(parametersOf(service, company.jiangsu)).rejects.toMatchObject({ code: 'not_found' });
  expect((await casesOf(service)).map((key) => key.split('/')[2]).sort()).toEqual(['320100', '340100']);

  await expect(replay(service, company.zhejiang, { minCodes: 2 })).rejects.toMatchObject({
    code: 'input_invalid',
    params: { field: 'minCodes' },
  });
  const tried = await replay(service, company.zhejiang, { minCodes: 40, alertBudget: 5 });
  expect(new Set(tried.steps)).toContain('reading');
  expect([tried.before.cases, tried.after.cases, tried.gained.totalRows]).toEqual([1, 0, 0]);
  expect(tried.lost.rows).toMatchObject([{ dealerName: '宁波恒丰食品', city: '320100', codes: 30 }]);
  expect([tried.scans, tried.lastScanOn]).toEqual([156, '2026-03-24']);
  expect(tried.budget).toEqual({ before: BUILT_IN.alertBudget, after: 5 });

  const save = (replayId: string) =>
    Promise.resolve(service.saveParameters({ versionId: v7(), replayId, reason: '春节返乡扫码多' }, context()));
  await expect(save(v7())).rejects.toMatchObject({ code: 'not_found' });
  // Whoever may not set a region's parameters may still see what they would do.
  const office = await replay(service, company.group, { minCodes: 40 });
  await expect(save(office.replayId)).rejects.toMatchObject({ code: 'forbidden' });
  await save(tried.replayId);
  await expect(save(tried.replayId)).rejects.toMatchObject({ code: 'not_found' });
  expect(await parametersOf(service)).toMatchObject({
    inForce: BUILT_IN,
    pending: { status: 'waiting', change: { minCodes: 40, alertBudget: 5 } },
  });

  const by = { personId: company.zhou, deviceId, expires: 0 };
  const { answers } = await carryOutCommands(database, by, parts.store.outbox.waiting(10) as never);
  expect(answers.map(({ status, reasonCode }) => reasonCode ?? status)).toEqual(['accepted']);
  parts.store.outbox.answer(answers);

  const { service: later } = await laptop();
  const after = await parametersOf(later);
  expect(after).toMatchObject({
    inForce: { ...BUILT_IN, minCodes: 40, alertBudget: 5 },
    tunedAtName: '浙江',
    history: {
      rows: [{ no: 1, setByName: '周敏', reason: '春节返乡扫码多', gained: 0, lost: 1, before: { cases: 1 } }],
    },
  });
  expect(after.history.rows[0]?.changes).toEqual([
    { name: 'minCodes', from: null, to: 40 },
    { name: 'alertBudget', from: null, to: 5 },
  ]);
  // The goods of Jiangsu's dealer go by head office's parameters as before.
  const [left, ...others] = await casesOf(later);
  expect(others).toEqual([]);
  expect(left).toContain('340100');
  const back = await replay(later, company.zhejiang, {});
  expect([back.before.cases, back.after.cases, back.gained.totalRows]).toEqual([0, 1, 1]);
  expect(back.budget).toEqual({ before: 5, after: BUILT_IN.alertBudget });
});

test('a replay that is left ends its work; a case keeps the parameters it was found by', async () => {
  const { parts, service } = await laptop();
  const stop = new AbortController();
  const left = service
    .replayParameters({ regionId: company.zhejiang, change: { minCodes: 5 }, bounds: {} }, { signal: stop.signal })
    [Symbol.asyncIterator]();
  expect((await left.next()).value).toMatchObject({ state: 'working' });
  stop.abort();
  await expect(
    (async () => {
      while (!(await left.next()).done);
    })(),
  ).rejects.toMatchObject({ code: 'cancelled' });

  const [alertKey = ''] = await casesOf(service);
  await service.openCase(
    { kind: 'territory', caseId: v7(), eventId: v7(), alertKey, claim: '合肥终端上架' },
    context(),
  );
  const [opened] = parts.store.outbox.list('case.open');
  expect(opened?.payload).toMatchObject({ alert: { parameters: BUILT_IN } });
});

test('an evidence pack tells which values found the case, since when and by whose change, as head office has it in SQL', async () => {
  // A device of its own: numbers of commands go on where those of the tests before ended.
  const device = v7();
  await database.query(
    `insert into ho.device (id, person_id, name, public_jwk, enrolled_at) values ($1, $2, 'other', '{}', now())`,
    [device, company.zhou],
  );
  const by = { personId: company.zhou, deviceId: device, expires: 0 };
  const carryOut = async ({ store }: ServiceParts, seq: number): Promise<void> => {
    const waiting = store.outbox.waiting(10).map((command) => ({ ...command, seq }));
    const { answers } = await carryOutCommands(database, by, waiting as never);
    expect(answers.map(({ status, reasonCode }) => reasonCode ?? status)).toEqual(['accepted']);
  };
  // Fewest codes go back to the base, and the window is tuned: the case of Nanjing is found again.
  const first = await laptop();
  const { replayId } = await replay(first.service, company.zhejiang, { windowDays: 35 });
  await first.service.saveParameters({ versionId: v7(), replayId, reason: '看五周' }, context());
  await carryOut(first.parts, 1);

  const found = await laptop();
  const alertKey = (await casesOf(found.service)).find((key) => key.includes('320100')) ?? '';
  const caseId = v7();
  await found.service.openCase(
    { kind: 'territory', caseId, eventId: v7(), alertKey, claim: '南京终端上架' },
    context(),
  );
  await carryOut(found.parts, 2);

  const { service: later } = await laptop();
  const content = contract.diversion.getPack.output.parse(await later.getPack({ caseId }, context()));
  expect(isSound(checkPack(makePack(content)))).toBe(true);
  const { rows: versions } = await database.query<{ no: number; at: string; by: string; region: string }>(
    `select t.no, sync.wire(t.set_at) as at, p.name as by, r.name as region from ho.detector_tuning t
     join ho.person p on p.id = t.set_by join ho.region r on r.id = t.region_id order by t.no`,
  );
  const second = {
    kind: 'version',
    no: 2,
    setAt: versions[1]?.at,
    setBy: versions[1]?.by,
    region: versions[1]?.region,
  };
  expect(second).toMatchObject({ setBy: '周敏', region: '浙江' });
  expect(content.parameters).toMatchObject({ region: '浙江', tunedAt: '浙江', isKept: true });
  const told = (name: string) => content.parameters?.rows.find((row) => row.name === name);
  expect(told('windowDays')).toMatchObject({ base: 28, bounds: [7, 90], tuned: 35, used: 35, origin: second });
  expect(told('minCodes')).toMatchObject({ base: 3, tuned: null, used: 3, origin: second });
  expect(told('fdrQ')).toMatchObject({ base: 0.05, tuned: null, used: 0.05, origin: { kind: 'built_in' } });
  expect(content.parameters?.rows.map(({ name }) => name)).toEqual(Object.keys(BUILT_IN));
}, 120_000);
