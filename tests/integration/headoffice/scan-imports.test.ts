// Goal: an import of scans is taken in as a whole or not at all, once however often it is sent; every row that gives no scan
// is told with its reason; undone it leaves nothing, unless a case rests on it. Method: the real commands under row-level
// security on PGlite and PostgreSQL, and what laptops get of it.
import { v7 } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import type { Finding, ImportRow } from '../../../db/domain/diversion/schema/scan-import.ts';
import { carryOutCommands } from '../../../db/headoffice/commands.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { sequence } from '../../../db/headoffice/sequencer.ts';
import { caseAlert } from '../../support/case-alert.ts';
import { type Company, foundCompany } from '../../support/company.ts';
import { describeOnBackends } from '../../support/head-office.ts';

const AT = Date.parse('2026-09-01T10:00:00+08:00') / 1000;

describeOnBackends('imports of scans', (backend) => {
  let database: HeadOfficeDatabase;
  let company: Company;
  const people = new Map<string, { personId: string; deviceId: string; seq: number }>();

  async function person(name: string, id: string, role: string | null, region: string): Promise<void> {
    await database.query('insert into ho.person (id, code, name) values ($1, $2, $2) on conflict do nothing', [
      id,
      name,
    ]);
    if (role !== null) {
      await database.query(
        `insert into ho.role_grant (id, person_id, region_id, role, valid_from) values ($1, $2, $3, $4, '2020-01-01')`,
        [v7(), id, region, role],
      );
    }
    const deviceId = v7();
    await database.query(
      `insert into ho.device (id, person_id, name, public_jwk, enrolled_at) values ($1, $2, 'test', '{}', now())`,
      [deviceId, id],
    );
    people.set(name, { personId: id, deviceId, seq: 0 });
  }

  interface Sent {
    readonly kind: string;
    readonly payload: object;
    readonly id?: string;
  }
  /** Numbers of commands that were sent: one that is sent again keeps its own. */
  const numbers = new Map<string, number>();
  /** Commands of a person in one request; each answered `accepted` or with the reason. */
  async function send(name: string, ...commands: readonly Sent[]): Promise<string[]> {
    const sender = people.get(name);
    if (sender === undefined) throw new Error(name);
    const { answers } = await carryOutCommands(
      database,
      { ...sender, expires: 0 },
      commands.map(({ id = v7(), kind, payload }) => {
        const seq = numbers.get(id) ?? sender.seq + 1;
        numbers.set(id, seq);
        sender.seq = Math.max(sender.seq, seq);
        return {
          id,
          seq,
          kind,
          version: 1,
          payload: payload as never,
          base: {},
          dependsOn: null,
          claimedAt: '2026-11-26T00:00:00.000Z',
        };
      }),
    );
    return answers.map(({ reasonCode, status }) => reasonCode ?? status);
  }

  /** A code of the company’s goods, shipped to a dealer on 2026-08-01; null: it never left the warehouse. */
  async function addCode(
    code: string,
    dealer: string | null,
    region = company.zhejiang,
    parent: string | null = null,
  ): Promise<string> {
    const shipment = dealer === null ? null : v7();
    if (shipment !== null) {
      await database.query(
        `insert into ho.shipment (id, code, region_id, dealer_id, shipped_on, warehouse) values ($1, $2, $3, $4, '2026-08-01', '宁波仓')`,
        [shipment, `CK-${code}`, region, dealer],
      );
    }
    const id = v7();
    await database.query(
      `insert into ho.trace_code (id, code, level, parent_id, sku_id, batch, produced_on, shipment_id)
       values ($1, $2, $3, $4, $5, 'B1', '2026-07-01', $6)`,
      [id, code, parent === null ? 'case' : 'bottle', parent, company.sku, shipment],
    );
    return id;
  }

  const row = (
    n: number,
    code: string,
    change: Partial<{ at: number; place: [number, number] | null; sku: string; terminal: string }> = {},
  ): ImportRow => {
    const place = change.place === undefined ? [120.61, 31.31] : change.place;
    return [
      n,
      code,
      'terminal',
      change.at ?? AT,
      place?.[0] ?? null,
      place?.[1] ?? null,
      place === null ? 'none' : 'GCJ02',
      place === null ? null : 30,
      change.terminal ?? null,
      change.sku ?? null,
      null,
    ];
  };

  /** The commands of an import, two rows a part. */
  function importOf(
    importId: string,
    rows: readonly ImportRow[],
    { regionId = company.zhejiang, findings = [] as Finding[] } = {},
  ): Sent[] {
    const parts: ImportRow[][] = [];
    for (let at = 0; at < rows.length; at += 2) parts.push(rows.slice(at, at + 2));
    return [
      ...parts.map((part, n) => ({ kind: 'scans.part', payload: { importId, regionId, part: n, rows: part } })),
      {
        kind: 'scans.import',
        payload: {
          importId,
          regionId,
          fileName: '九月.csv',
          format: 'csv',
          fileSha256: 'a'.repeat(64),
          fileRows: rows.length,
          parts: parts.length,
          rows: rows.length,
          findings,
        },
      },
    ];
  }
  const scansOf = async (importId: string) => {
    const { rows } = await database.query<{ code: string; dealer_id: string | null; region_id: string; n: number }>(
      `select code, dealer_id::text, region_id::text, import_row as n from ho.scan where import_id = $1 order by import_row`,
      [importId],
    );
    return rows;
  };
  const recordOf = async (importId: string) => {
    const { rows } = await database.query<{ taken: number; findings: Finding[]; undone_by: string | null }>(
      'select taken, findings, undone_by::text from ho.scan_import where id = $1',
      [importId],
    );
    return rows[0];
  };
  /** What laptops hold of scans: every row of every pack. */
  const syncedCodes = async (): Promise<string[]> => {
    await sequence(database);
    const { rows } = await database.query<{ body: string }>(
      `select o.data::json ->> 'body' as body from sync.op o join sync.live l using (type, id)
       where o.type = 'scan_pack' and o.op = 'PUT' and o.op_id = (select max(p.op_id) from sync.op p where p.type = o.type and p.id = o.id)`,
    );
    return rows.flatMap(({ body }) => (JSON.parse(body) as string[][]).map(([, code]) => code as string)).sort();
  };

  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await foundCompany(database);
    await person('zhou', company.zhou, null, company.zhejiang);
    await person('fang', v7(), 'viewer', company.zhejiang);
    await person('sun', v7(), 'manager', company.jiangsu);
    const crate = await addCode('A1', company.ningbo);
    await addCode('A1-7', null, company.zhejiang, crate);
    await addCode('A2', company.ningbo);
    await addCode('A3', company.ningbo);
    await addCode('J1', company.suzhou, company.jiangsu);
    await addCode('N1', null);
  });

  test('makes scans of all parts at once, by what head office knows of the codes, and tells what came of every other row', async () => {
    const importId = v7();
    const rows = [
      row(1, 'A1'),
      row(2, 'A1-7', { terminal: 'nowhere' }),
      row(3, 'A2', { at: Date.parse('2026-07-20T10:00:00+08:00') / 1000 }),
      row(4, 'A2', { place: null }),
      row(5, 'J1'),
      row(6, 'N1'),
      row(7, 'unheard of'),
      row(8, 'unheard of', { sku: 'S1' }),
      row(9, 'A1'),
      row(10, 'A3', { at: Math.floor(Date.now() / 1000) + 3 * 86_400 }),
    ];
    const own: Finding = { outcome: 'refused', reason: 'swapped', rows: 3, first: [{ row: 11, detail: null }] };
    const repeated: Finding = { outcome: 'refused', reason: 'repeated', rows: 2, first: [{ row: 14, detail: 'A1' }] };
    const guess: Finding = { outcome: 'noted', reason: 'code_not_here', rows: 9, first: [] };
    const commands = importOf(importId, rows, { findings: [own, repeated, guess] });
    // All but the last word: nothing of it is a scan.
    expect(await send('zhou', ...commands.slice(0, -1))).toEqual(Array(5).fill('accepted'));
    expect(await scansOf(importId)).toEqual([]);
    expect(await syncedCodes()).toEqual([]);

    expect(await send('zhou', ...commands.slice(-1))).toEqual(['accepted']);
    const { zhejiang, ningbo } = company;
    expect(await scansOf(importId)).toEqual([
      { code: 'A1', dealer_id: ningbo, region_id: zhejiang, n: 1 },
      { code: 'A1-7', dealer_id: ningbo, region_id: zhejiang, n: 2 },
      { code: 'A2', dealer_id: ningbo, region_id: zhejiang, n: 3 },
      { code: 'A2', dealer_id: ningbo, region_id: zhejiang, n: 4 },
      { code: 'N1', dealer_id: null, region_id: zhejiang, n: 6 },
      { code: 'unheard of', dealer_id: null, region_id: zhejiang, n: 8 },
    ]);
    const record = await recordOf(importId);
    expect(record?.taken).toBe(6);
    const told = record?.findings.map(({ outcome, reason, rows: n, first }) => [
      outcome,
      reason,
      n,
      first.map((one) => one.row),
    ]);
    expect(told?.sort()).toEqual([
      ['noted', 'terminal_unknown', 1, [2]],
      ['refused', 'code_unknown', 1, [7]],
      ['refused', 'dealer_not_in_scope', 1, [5]],
      ['refused', 'in_future', 1, [10]],
      ['refused', 'repeated', 3, [14, 9]],
      ['refused', 'swapped', 3, [11]],
      ['set_aside', 'never_shipped', 2, [6, 8]],
      ['set_aside', 'scan_before_shipment', 1, [3]],
    ]);
    expect(await syncedCodes()).toEqual(['A1', 'A1-7', 'A2', 'A2', 'N1', 'unheard of']);
  });

  test('the same file again adds nothing, the same command again is answered as before', async () => {
    const before = await syncedCodes();
    const importId = v7();
    const commands = importOf(importId, [row(1, 'A1'), row(2, 'A3'), row(3, 'A3')]);
    const last = { ...commands.at(-1), id: v7() } as Sent;
    expect(await send('zhou', ...commands.slice(0, -1), last)).toEqual(['accepted', 'accepted', 'accepted']);
    expect((await scansOf(importId)).map(({ n }) => n)).toEqual([2]);
    expect((await recordOf(importId))?.findings.map(({ reason }) => reason).sort()).toEqual(['known', 'repeated']);
    expect(await send('zhou', last)).toEqual(['accepted']);
    // Another command of the same import does not make it twice.
    expect(await send('zhou', ...commands.slice(-1))).toEqual(['import_exists']);
    expect(await syncedCodes()).toEqual([...before, 'A3'].sort());
  });

  test('a part that is missing, a role that may not, a region of others: nothing is taken in', async () => {
    const importId = v7();
    const commands = importOf(importId, [row(1, 'A2'), row(2, 'A2', { at: AT + 60 }), row(3, 'A2', { at: AT + 120 })]);
    expect(await send('zhou', ...commands.slice(1))).toEqual(['accepted', 'import_incomplete']);
    expect(await send('fang', ...importOf(v7(), [row(1, 'A2')]))).toEqual(['role_missing', 'role_missing']);
    expect(await send('zhou', ...importOf(v7(), [row(1, 'J1')], { regionId: company.jiangsu }))).toEqual([
      'role_missing',
      'role_missing',
    ]);
    // Parts of another device are not parts of this import.
    expect(await send('sun', ...commands.slice(-1))).toEqual(['role_missing']);
    expect(
      await send('zhou', {
        kind: 'scans.part',
        payload: { importId, regionId: company.zhejiang, part: 0, rows: [['x']] },
      }),
    ).toEqual(['payload_invalid']);
    expect(await scansOf(importId)).toEqual([]);
    expect(await recordOf(importId)).toBeUndefined();
  });

  test('undone its scans vanish everywhere; not while a case rests on one of them; not twice; not by others', async () => {
    const importId = v7();
    const [kept, other] = [v7(), v7()];
    const before = await syncedCodes();
    await addCode('U1', company.ningbo);
    await addCode('U2', company.ningbo);
    await send('zhou', ...importOf(importId, [row(1, 'U1')]), ...importOf(kept, [row(1, 'U2')]));
    expect(await syncedCodes()).toEqual([...before, 'U1', 'U2'].sort());
    const { rows } = await database.query<{ id: string }>('select id::text from ho.scan where import_id = $1', [kept]);
    const opening = {
      caseId: v7(),
      eventId: v7(),
      kind: 'territory',
      dealerId: company.ningbo,
      productLineId: null,
      city: '320500',
      cityName: '苏州市',
      claim: '苏州终端上架宁波发出的货',
      scanIds: [rows[0]?.id],
      alert: caseAlert(company.ningbo),
    };
    expect(await send('zhou', { kind: 'case.open', payload: opening })).toEqual(['accepted']);

    const undo = (id: string): Sent => ({ kind: 'scans.undo', payload: { importId: id } });
    expect(await send('sun', undo(importId))).toEqual(['import_not_in_scope']);
    expect(await send('fang', undo(importId))).toEqual(['role_missing']);
    expect(await send('zhou', undo(kept), undo(other), undo(importId), undo(importId))).toEqual([
      'import_has_case',
      'import_not_in_scope',
      'accepted',
      'import_undone',
    ]);
    expect(await syncedCodes()).toEqual([...before, 'U2'].sort());
    expect(await recordOf(importId)).toMatchObject({ taken: 1, undone_by: company.zhou });
    // What was undone may be imported again.
    const again = v7();
    await send('zhou', ...importOf(again, [row(1, 'U1')]));
    expect((await recordOf(again))?.taken).toBe(1);
  });

  test('nothing of imports is seen or written past its own way', async () => {
    const settings = { 'app.regions': company.jiangsu, 'app.person': company.zhou, 'app.device': v7() };
    const asCommand = (sql: string) => database.transaction((tx) => tx.query(sql), { role: 'ho_command', settings });
    expect((await asCommand('select id from ho.scan_import')).rows).toEqual([]);
    expect((await asCommand('update ho.scan_import set taken = 0')).affected).toBe(0);
    await expect(asCommand('delete from ho.scan_import')).rejects.toThrow(/permission denied/);
    await expect(asCommand('select code from ho.scan')).rejects.toThrow(/permission denied/);
  });
});
