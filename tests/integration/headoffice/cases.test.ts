// Goal: a case goes its way at head office: opened on head office's own scans, merged, heard, decided by another than the
// accuser, appealed, closed; who may not is refused, and nothing of the history can be changed. Method: the real commands
// under row-level security on PGlite and PostgreSQL, and what laptops get of it.
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import { caseEventText, firstBrokenEvent } from '../../../db/domain/diversion/cases/event.ts';
import { CaseEventBody } from '../../../db/domain/diversion/cases/schema.ts';
import { readEvidenceBytes } from '../../../db/headoffice/cases/read-evidence.ts';
import { carryOutCommands } from '../../../db/headoffice/commands.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { readFacts } from '../../../db/headoffice/ledger/read-facts.ts';
import { sequence } from '../../../db/headoffice/sequencer.ts';
import type { Bearer } from '../../../db/headoffice/tokens.ts';
import { caseAlert } from '../../support/case-alert.ts';
import { type Company, foundCompany } from '../../support/company.ts';
import { describeOnBackends } from '../../support/head-office.ts';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

describeOnBackends('cases', (backend) => {
  let database: HeadOfficeDatabase;
  let company: Company;
  /** Person, device and last command number by name. */
  const people = new Map<string, { personId: string; deviceId: string; seq: number }>();
  let scanIds: string[];

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

  /** One command of a person; its answer as `accepted` or the reason. */
  async function send(name: string, kind: string, payload: object, base: Record<string, number> = {}): Promise<string> {
    const sender = people.get(name);
    if (sender === undefined) throw new Error(name);
    sender.seq += 1;
    const { answers } = await carryOutCommands(database, { ...sender, expires: 0 }, [
      {
        id: v7(),
        seq: sender.seq,
        kind,
        version: 1,
        payload: payload as never,
        base,
        dependsOn: null,
        claimedAt: '2026-11-26T00:00:00.000Z',
      },
    ]);
    return answers[0]?.reasonCode ?? answers[0]?.status ?? 'unanswered';
  }

  /** A scan of goods of Ningbo's dealer; a consumer's device where it is told. */
  async function addScan(code: string, actor: string, day: string, device: string | null = null): Promise<string> {
    const id = v7();
    const shipment = v7();
    await database.query(
      `insert into ho.shipment (id, code, region_id, dealer_id, shipped_on, warehouse) values ($1, $2, $3, $4, '2026-08-01', '宁波仓')`,
      [shipment, `CK-${code}`, company.zhejiang, company.ningbo],
    );
    await database.query(
      `insert into ho.trace_code (id, code, level, sku_id, batch, produced_on, shipment_id)
       values ($1, $2, 'case', $3, 'B1', '2026-07-01', $4) on conflict do nothing`,
      [v7(), code, company.sku, shipment],
    );
    await database.query(
      `insert into ho.scan (id, region_id, dealer_id, shipment_id, code, sku_id, actor, scanned_at, scanned_on, longitude, latitude,
         source_crs, accuracy_class, accuracy_m, device_hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8::date + time '10:00' at time zone 'Asia/Shanghai', $8::date, 120.61, 31.31,
         'GCJ02', 'A', 10, $9)`,
      [id, company.zhejiang, company.ningbo, shipment, code, company.sku, actor, day, device],
    );
    return id;
  }

  const opening = (caseId: string, scans: readonly string[], change: object = {}) => ({
    caseId,
    eventId: v7(),
    kind: 'territory',
    dealerId: company.ningbo,
    productLineId: null,
    city: '320500',
    cityName: '苏州市',
    claim: '苏州两家终端上架宁波发出的货',
    scanIds: scans,
    alert: caseAlert(company.ningbo),
    ...change,
  });
  const caseOf = async (id: string) => {
    const { rows } = await database.query<Record<string, unknown>>('select * from ho.diversion_case where id = $1', [
      id,
    ]);
    return rows[0];
  };
  const say = (caseId: string, more: object = {}) => ({ caseId, eventId: v7(), body: '说明', ...more });

  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await foundCompany(database);
    await person('zhou', company.zhou, null, company.zhejiang);
    await person('sun', v7(), 'manager', company.jiangsu);
    await person('fang', v7(), 'viewer', company.zhejiang);
    await person('judge', v7(), 'finance_checker', company.group);
    await person('second', v7(), 'finance_checker', company.group);
    await person('both', v7(), 'finance_checker', company.group);
    await database.query(
      `insert into ho.role_grant (id, person_id, region_id, role, valid_from) values ($1, $2, $3, 'manager', '2020-01-01')`,
      [v7(), people.get('both')?.personId ?? '', company.group],
    );
    await person('legal', v7(), 'auditor', company.group);
    scanIds = [
      await addScan('A1', 'terminal', '2026-09-01'),
      await addScan('A2', 'inspector', '2026-09-02'),
      await addScan('A3', 'consumer', '2026-09-03', 'phone'),
    ];
  });

  test('is opened on scans that head office has, with their chain of custody, and no consumer’s place', async () => {
    const caseId = v7();
    expect(await send('fang', 'case.open', opening(caseId, scanIds))).toBe('role_missing');
    expect(await send('sun', 'case.open', opening(caseId, scanIds))).toBe('dealer_not_in_scope');
    expect(await send('zhou', 'case.open', opening(caseId, [...scanIds, v7()]))).toBe('case_scans_unknown');
    expect(await send('zhou', 'case.open', opening(caseId, []))).toBe('payload_invalid');
    expect(await caseOf(caseId)).toBeUndefined();

    expect(await send('zhou', 'case.open', opening(caseId, scanIds))).toBe('accepted');
    expect(await caseOf(caseId)).toMatchObject({
      state: 'open',
      codes: 3,
      scans: 3,
      last_no: 1,
      region_id: company.zhejiang,
    });
    const { rows } = await database.query<{ body: string }>(
      'select body from ho.diversion_case_event where case_id = $1 and no = 1',
      [caseId],
    );
    const body = CaseEventBody.open.parse(JSON.parse(rows[0]?.body ?? ''));
    expect(
      body.custody.map(({ code, shipment, warehouse, longitude, scannedAt }) => [
        code,
        shipment,
        warehouse,
        longitude,
        scannedAt === null,
      ]),
    ).toEqual([
      ['A1', 'CK-A1', '宁波仓', 120.61, false],
      ['A2', 'CK-A2', '宁波仓', 120.61, false],
      ['A3', 'CK-A3', '宁波仓', null, true],
    ]);
    expect(body.withheldPlaces).toBe(1);
    expect(rows[0]?.body).not.toContain('phone');

    // The same dealer, line and city within 45 days is the same case.
    expect(await send('zhou', 'case.open', opening(v7(), scanIds))).toBe('case_to_be_merged');
    const later = await addScan('A4', 'terminal', '2026-10-10');
    const all = [...scanIds, later];
    expect(
      await send('zhou', 'case.merge', { caseId, eventId: v7(), scanIds: all, alert: caseAlert(company.ningbo) }),
    ).toBe('accepted');
    expect(await caseOf(caseId)).toMatchObject({ codes: 4, scans: 4, last_scan_on: '2026-10-10' });
  });

  test('is heard, decided by another than the accuser, appealed, decided by a third, and closed after the observation', async () => {
    const scans = [await addScan('B1', 'terminal', '2026-05-01')];
    const caseId = v7();
    expect(await send('both', 'case.open', opening(caseId, scans, { city: '320200', cityName: '无锡市' }))).toBe(
      'accepted',
    );
    const judgement = (reasonCode = 'bulk_diversion', decision = 'confirmed') => say(caseId, { decision, reasonCode });
    expect(await send('judge', 'case.decide', judgement())).toBe('case_state');
    expect(await send('zhou', 'case.explain', say(caseId, { stance: 'given' }))).toBe('accepted');
    expect(await send('zhou', 'case.decide', judgement())).toBe('role_missing');
    expect(await send('both', 'case.decide', judgement())).toBe('case_own_accusation');
    expect(await send('judge', 'case.decide', judgement('border_error'))).toBe('case_reason_unknown');
    const seen = { [`diversion_case/${caseId}`]: 1 };
    expect(await send('judge', 'case.decide', judgement(), seen)).toBe('row_changed');
    await database.query(
      `insert into ho.calendar_day (id, day, kind, name) values ($1, (now() at time zone 'Asia/Shanghai')::date + 1, 'holiday', '节')`,
      [v7()],
    );
    expect(await send('judge', 'case.decide', judgement())).toBe('accepted');
    const { rows } = await database.query<{ ahead: number }>(
      `select appeal_deadline - (now() at time zone 'Asia/Shanghai')::date as ahead from ho.diversion_case where id = $1`,
      [caseId],
    );
    // Ten working days are two weeks of the calendar; the holiday, where it falls on a working day, makes it longer.
    expect(rows[0]?.ahead).toBeGreaterThanOrEqual(12);
    expect(await send('zhou', 'case.close', say(caseId))).toBe('case_appeal_open');
    expect(await send('zhou', 'case.appeal', say(caseId))).toBe('accepted');
    expect(await send('judge', 'case.decide', judgement())).toBe('case_decided_by_same');
    expect(await send('second', 'case.decide', judgement())).toBe('accepted');
    expect(await caseOf(caseId)).toMatchObject({ state: 'observed', decision: 'confirmed', appeal_deadline: null });
    expect(await send('zhou', 'case.close', say(caseId))).toBe('accepted');
    expect(await send('zhou', 'case.note', say(caseId))).toBe('case_state');
    expect(await send('zhou', 'case.open', opening(v7(), scans, { city: '320200', cityName: '无锡市' }))).toBe(
      'case_settled',
    );

    const events = await database.query<{
      id: string;
      no: number;
      kind: 'note';
      person_id: string;
      at: string;
      body: string;
      prev_hash: string;
      hash: string;
    }>(
      'select no, kind, person_id::text, at, body, prev_hash, hash from ho.diversion_case_event where case_id = $1 order by no',
      [caseId],
    );
    expect(events.rows.map(({ kind }) => kind)).toEqual(['open', 'explain', 'decide', 'appeal', 'decide', 'close']);
    const chain = events.rows.map((row) => ({
      caseId,
      no: row.no,
      kind: row.kind,
      personId: row.person_id,
      at: row.at,
      body: row.body,
      prevHash: row.prev_hash,
      hash: row.hash,
    }));
    expect(firstBrokenEvent(chain, sha256)).toBeNull();
  });

  test('is confirmed for the ledger when the dealer can no longer appeal, and not before', async () => {
    const seen = async (caseId: string) => {
      const body = {
        caseId,
        dealerId: company.ningbo,
        calculation: null,
        lines: [{ agreementId: v7(), periodCode: '2026Q3', amountFen: 1 }],
        penaltyClause: null,
      };
      const found = await readFacts(database, { kind: 'diversion', body }, []);
      return found.diversionCase(caseId)?.decision;
    };
    const caseId = v7();
    expect(await seen(caseId)).toBeUndefined();
    const scans = [await addScan('D1', 'terminal', '2026-05-01')];
    expect(await send('zhou', 'case.open', opening(caseId, scans, { city: '320400', cityName: '常州市' }))).toBe(
      'accepted',
    );
    expect(await send('zhou', 'case.explain', say(caseId, { stance: 'declined' }))).toBe('accepted');
    expect(await send('judge', 'case.decide', say(caseId, { decision: 'confirmed', reasonCode: 'slow_leak' }))).toBe(
      'accepted',
    );
    expect(await seen(caseId)).toBeNull();
    await database.query(`update ho.diversion_case set appeal_deadline = '2026-01-01' where id = $1`, [caseId]);
    expect(await seen(caseId)).toBe('confirmed');
    await database.query(`update ho.diversion_case set state = 'appealed' where id = $1`, [caseId]);
    expect(await seen(caseId)).toBeNull();
  });

  test('about prices is confirmed only with the lawyers’ word', async () => {
    const caseId = v7();
    const { scanIds: _scans, alert: _alert, ...claim } = opening(caseId, []);
    expect(await send('zhou', 'case.open', { ...claim, kind: 'price' })).toBe('accepted');
    expect(await send('zhou', 'case.explain', say(caseId, { stance: 'declined' }))).toBe('accepted');
    const judgement = () => say(caseId, { decision: 'confirmed', reasonCode: 'price_breach' });
    expect(await send('judge', 'case.decide', judgement())).toBe('case_needs_sign_off');
    expect(await send('judge', 'case.sign_off', say(caseId))).toBe('role_missing');
    expect(await send('legal', 'case.sign_off', say(caseId))).toBe('accepted');
    expect(await send('judge', 'case.decide', judgement())).toBe('accepted');
  });

  test('keeps files that are what their hash says, of a million bytes at most, and gives laptops all but the bytes', async () => {
    const caseId = v7();
    const scans = [await addScan('C1', 'terminal', '2026-05-01')];
    expect(await send('zhou', 'case.open', opening(caseId, scans, { city: '320300', cityName: '徐州市' }))).toBe(
      'accepted',
    );
    const file = (bytes: Uint8Array, change: object = {}) => ({
      caseId,
      eventId: v7(),
      evidenceId: v7(),
      fileName: '货架.jpg',
      mediaType: 'image/jpeg',
      sha256: sha256(bytes),
      base64: Buffer.from(bytes).toString('base64'),
      ...change,
    });
    const photo = new Uint8Array(1_000_000).fill(7);
    const added = file(photo);
    expect(await send('fang', 'case.add_evidence', added)).toBe('accepted');
    expect(await send('fang', 'case.add_evidence', file(photo, { sha256: sha256('x') }))).toBe('evidence_damaged');
    expect(await send('fang', 'case.add_evidence', file(new Uint8Array(1_000_001)))).toBe('evidence_too_large');
    expect(await send('fang', 'case.add_evidence', file(new Uint8Array(0)))).toBe('evidence_too_large');
    await sequence(database);
    const sent = async (type: string) => {
      const { rows } = await database.query<{ bucket: string; data: string }>(
        `select bucket, data from sync.op where type = $1 and op = 'PUT' and data like $2`,
        [type, `%${caseId}%`],
      );
      return rows;
    };
    const [evidence, ...more] = await sent('diversion_evidence');
    expect(more).toEqual([]);
    expect(evidence?.bucket).toContain(company.zhejiang);
    expect(JSON.parse(evidence?.data ?? '')).toMatchObject({
      file_name: '货架.jpg',
      size: 1_000_000,
      sha256: sha256(photo),
    });
    expect(evidence?.data.length).toBeLessThan(1000);
    expect(await sent('diversion_case_event')).toHaveLength(2);
    // The bytes come when they are asked for, to whoever may see the case.
    const bytesFor = (name: string) =>
      readEvidenceBytes(database, { ...people.get(name), expires: 0 } as Bearer, added.evidenceId);
    expect(await bytesFor('fang')).toBe(added.base64);
    expect(await bytesFor('sun')).toBeNull();
  });

  test('has a history that nobody can change, leave out or make up, not even past the service', async () => {
    const { rows } = await database.query<{ id: string; last_no: number; last_hash: string }>(
      'select id::text, last_no, last_hash from ho.diversion_case limit 1',
    );
    const one = rows[0];
    if (one === undefined) throw new Error('there is no case');
    await expect(database.query(`update ho.diversion_case_event set body = '{}'`)).rejects.toThrow(/append-only/);
    await expect(database.query('delete from ho.diversion_case_event')).rejects.toThrow(/append-only/);
    await expect(database.query('delete from ho.diversion_evidence')).rejects.toThrow(/append-only/);
    const write = (change: { no?: number; prevHash?: string; hash?: string }) => {
      const entry = {
        caseId: one.id,
        no: one.last_no + 1,
        kind: 'note' as const,
        personId: company.zhou,
        at: '2026-11-26T00:00:00.000Z',
        body: '{"body":"x"}',
        prevHash: one.last_hash,
        ...change,
      };
      return database.query(
        `insert into ho.diversion_case_event (id, case_id, region_id, no, kind, person_id, at, body, prev_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          v7(),
          one.id,
          company.zhejiang,
          entry.no,
          entry.kind,
          entry.personId,
          entry.at,
          entry.body,
          entry.prevHash,
          change.hash ?? sha256(caseEventText(entry)),
        ],
      );
    };
    await expect(write({ no: one.last_no + 2 })).rejects.toThrow(/does not follow/);
    await expect(write({ prevHash: sha256('x') })).rejects.toThrow(/does not follow/);
    await expect(write({ hash: sha256('x') })).rejects.toThrow(/does not follow/);
    await write({});
    await expect(
      database.query(`update ho.diversion_case set deciders = accusers where id = $1`, [one.id]),
    ).rejects.toThrow(/check constraint/);
  });

  test('is out of sight and out of reach in another region', async () => {
    const settings = {
      'app.regions': company.jiangsu,
      'app.person': people.get('sun')?.personId ?? '',
      'app.device': v7(),
    };
    const seen = await database.transaction((tx) => tx.query('select id from ho.diversion_case'), {
      role: 'ho_command',
      settings,
    });
    expect(seen.rows).toEqual([]);
    const { rows } = await database.query<{ id: string }>('select id::text from ho.diversion_case limit 1');
    expect(await send('sun', 'case.note', say(rows[0]?.id ?? ''))).toBe('case_not_in_scope');
    await expect(
      database.transaction((tx) => tx.query('select bytes from ho.diversion_evidence'), { role: 'ho_feed' }),
    ).rejects.toThrow(/permission denied/);
  });
});
