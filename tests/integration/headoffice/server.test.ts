// Goal: head office gives each laptop what its person may see and nothing else, carries out each command once, and says
// no in a known way. Method: the real server over real PGlite and PostgreSQL, spoken to over HTTP.
import { decodeProtectedHeader, SignJWT } from 'jose';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CommandsAnswer, HeadOfficeError, Hello, STREAM_AUDIENCE } from '../../../db/contract/head-office.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { listDevices, shutOut } from '../../../db/headoffice/devices.ts';
import { issueEnrolmentCode } from '../../../db/headoffice/enrolment.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { rotateSigningKey } from '../../../db/headoffice/tokens.ts';
import { addReceipt, type Company, foundCompany } from '../../support/company.ts';
import { makeDevice, openStream, post, readCheckpoint, type TestDevice } from '../../support/device.ts';
import { describeOnBackends, silent } from '../../support/head-office.ts';

const refusalOf = async (response: Response) => HeadOfficeError.parse(await response.json()).code;

describeOnBackends('head office', (backend) => {
  let database: HeadOfficeDatabase;
  let server: HeadOfficeServer;
  let company: Company;
  let zhou: TestDevice;
  let chen: TestDevice;

  async function enrolled(person: string): Promise<TestDevice> {
    const device = await makeDevice();
    const answer = await device.enrol(server.address, await issueEnrolmentCode(database, person));
    expect(answer.status).toBe(200);
    return device;
  }

  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await foundCompany(database);
    await addReceipt(database, { region: company.zhejiang, dealer: company.ningbo, on: '2026-07-01', fen: 11 });
    await addReceipt(database, { region: company.jiangsu, dealer: company.suzhou, on: '2026-07-01', fen: 22 });
    server = await startHeadOfficeServer({ database, port: 0, log: silent });
    zhou = await enrolled('zhou');
    chen = await enrolled('chen');
  });
  afterAll(() => server.close());

  const command = (seq: number, dealerId: string, change: object = {}) => ({
    id: v7(),
    seq,
    kind: 'annotation.add',
    version: 1,
    payload: { annotationId: v7(), dealerId, body: '已电话确认' },
    base: {},
    dependsOn: null,
    claimedAt: '2026-09-25T02:00:00.000Z',
    ...change,
  });
  const sendCommands = async (device: TestDevice, commands: readonly object[]) => {
    const answer = await post(
      `${server.address}/v1/commands`,
      { deviceId: device.id, commands },
      await device.token(server.address),
    );
    expect(answer.status).toBe(200);
    return CommandsAnswer.parse(await answer.json());
  };

  test('says who it is', async () => {
    const hello = Hello.parse(await (await fetch(`${server.address}/v1/hello`)).json());
    expect(hello.protocol).toBeGreaterThanOrEqual(hello.minClient);
  });

  test('a manager receives his region and not the neighbour; the group sees both', async () => {
    const seen = async (device: TestDevice) => {
      const lines = await readCheckpoint(server.address, await device.token(server.address));
      return new Set(lines.flatMap((line) => (line.data === undefined ? [] : [line.data.bucket.split('#')[0]])));
    };
    const own = await seen(zhou);
    expect(own).toContain(`region:${company.zhejiang}`);
    expect(own).not.toContain(`region:${company.jiangsu}`);
    expect(await seen(chen)).toContain(`region:${company.jiangsu}`);
  });

  test('what is streamed adds up to the checksums of its checkpoint', async () => {
    const lines = await readCheckpoint(server.address, await chen.token(server.address));
    const sums = new Map<string, number>();
    for (const { data } of lines) {
      if (data === undefined) continue;
      const sum = data.data.reduce((total, op) => (total + op.checksum) % 2 ** 32, sums.get(data.bucket) ?? 0);
      sums.set(data.bucket, sum);
    }
    const buckets = lines[0]?.checkpoint?.buckets ?? [];
    expect(buckets.length).toBeGreaterThan(3);
    for (const { bucket, checksum } of buckets) expect(sums.get(bucket) ?? 0).toBe(checksum);
  });

  test('row-level security shuts out a role that names no bucket, and shows only the named one', async () => {
    const count = (settings: Record<string, string>) =>
      database.transaction((tx) => tx.query<{ n: bigint }>('select count(*) as n from sync.op'), {
        role: 'ho_feed',
        settings,
      });
    expect((await count({})).rows[0]?.n).toBe(0n);
    expect((await count({ 'app.buckets': `region:${company.zhejiang}#1` })).rows[0]?.n).toBeGreaterThan(0n);
    await expect(
      database.transaction((tx) => tx.query('select id from ho.receipt'), { role: 'ho_feed' }),
    ).rejects.toThrow(/permission denied/);
    await expect(
      database.transaction((tx) => tx.query('select private_jwk from ho.signing_key'), { role: 'ho_command' }),
    ).rejects.toThrow(/permission denied/);
  });

  test('a command sent twice is carried out once and answered alike; a hole stops the rest', async () => {
    const first = command(1, company.ningbo);
    const once = await sendCommands(zhou, [first]);
    expect(once.answers[0]?.status).toBe('accepted');
    expect(await sendCommands(zhou, [first])).toEqual(once);
    const hole = await sendCommands(zhou, [command(3, company.ningbo)]);
    expect(hole).toEqual({ answers: [], expectedSeq: 2 });
    const notes = await database.query<{ n: bigint }>('select count(*) as n from ho.annotation where dealer_id = $1', [
      company.ningbo,
    ]);
    expect(notes.rows[0]?.n).toBe(1n);
  });

  // The embedded database has one session: who comes second waits before it.
  if (backend.kind === 'server')
    test('who asks again while his command is carried out is told that head office is busy, and holds no session', async () => {
      const impatient = await startHeadOfficeServer({ database, port: 0, log: silent, lockWaitMs: 50 });
      onTestFinished(() => impatient.close());
      const device = await enrolled('zhou');
      const body = { deviceId: device.id, commands: [command(1, company.ningbo)] };
      const send = async () => post(`${impatient.address}/v1/commands`, body, await device.token(server.address));
      await database.transaction(async (tx) => {
        await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [device.id]);
        const refused = await send();
        expect([refused.status, await refusalOf(refused)]).toEqual([503, 'busy']);
        const waiting = await tx.query("select 1 from pg_locks where locktype = 'advisory' and not granted");
        expect(waiting.rows).toEqual([]);
      });
      expect((await send()).status).toBe(200);
    });

  test('a command under the number of another device’s is refused, tells nothing of it, and holds nothing up', async () => {
    const theirs = await enrolled('chen');
    const mine = await enrolled('zhou');
    const secret = command(1, company.suzhou);
    expect((await sendCommands(theirs, [secret])).answers[0]?.status).toBe('accepted');
    const copied = command(1, company.ningbo, { id: secret.id });
    const next = command(2, company.ningbo);
    const { answers, expectedSeq } = await sendCommands(mine, [copied, next]);
    expect(answers).toEqual([
      { id: secret.id, seq: 1, status: 'rejected', reasonCode: 'command_id_taken', result: {} },
      expect.objectContaining({ id: next.id, status: 'accepted' }),
    ]);
    expect(expectedSeq).toBe(3);
    // Nothing of the refused one took effect, theirs is as it was, and a repetition stands beside nothing.
    expect(await sendCommands(theirs, [secret])).toMatchObject({ answers: [{ status: 'accepted' }], expectedSeq: 2 });
    const notes = await database.query('select dealer_id from ho.annotation where id = any($1)', [
      [secret.payload.annotationId, copied.payload.annotationId],
    ]);
    expect(notes.rows).toEqual([{ dealer_id: company.suzhou }]);
    const audit = await database.query<{ action: string }>(
      "select action from ho.audit where device_id = $1 and detail->>'command' = $2",
      [mine.id, secret.id],
    );
    expect(audit.rows).toEqual([{ action: 'annotation.add:rejected' }]);
  });

  test('a command on another region is refused, recorded and answered through sync', async () => {
    const foreign = command(2, company.suzhou);
    const { answers } = await sendCommands(zhou, [foreign]);
    expect(answers[0]).toMatchObject({ status: 'rejected', reasonCode: 'dealer_not_in_scope' });
    await server.flush();
    const lines = await readCheckpoint(server.address, await zhou.token(server.address));
    const results = lines.flatMap((line) => line.data?.data.filter((op) => op.object_type === 'command_result') ?? []);
    expect(results.map((op) => op.object_id)).toContain(foreign.id);
    const audit = await database.query<{ action: string }>(
      "select action from ho.audit where detail->>'command' = $1",
      [foreign.id],
    );
    expect(audit.rows).toEqual([{ action: 'annotation.add:rejected' }]);
  });

  test('a note that changed meanwhile is a conflict; only its author may withdraw it', async () => {
    const note = command(1, company.ningbo);
    await sendCommands(chen, [note]);
    const withdraw = (seq: number, base: object) =>
      command(seq, company.ningbo, {
        kind: 'annotation.withdraw',
        payload: { annotationId: note.payload.annotationId },
        base,
      });
    const key = `annotation/${note.payload.annotationId}`;
    expect((await sendCommands(chen, [withdraw(2, { [key]: 9 })])).answers[0]?.status).toBe('conflict');
    expect((await sendCommands(zhou, [withdraw(3, {})])).answers[0]?.reasonCode).toBe('annotation_not_yours');
    expect((await sendCommands(chen, [withdraw(3, { [key]: 1 })])).answers[0]?.status).toBe('accepted');
  });

  test('the audit chain holds, and a changed entry is found', async () => {
    const broken = async (tx: Pick<HeadOfficeDatabase, 'query'>) =>
      (await tx.query<{ seq: bigint | null }>('select ho.first_broken_audit() as seq')).rows[0]?.seq;
    expect(await broken(database)).toBeNull();
    await expect(database.query("update ho.audit set action = 'x'")).rejects.toThrow(/append-only/);
    await database
      .transaction(async (tx) => {
        await tx.script("alter table ho.audit disable trigger user; update ho.audit set action = 'x' where seq = 2");
        expect(await broken(tx)).toBe(2n);
        throw new Error('take it back');
      })
      .catch((error: Error) => expect(error.message).toBe('take it back'));
  });

  test('tokens: forged, unsigned, foreign, late and repeated ones are refused', async () => {
    const stream = (token?: string) => post(`${server.address}/sync/stream`, { buckets: [] }, token);
    expect(await refusalOf(await stream())).toBe('unauthorised');
    const good = await zhou.token(server.address);
    const [header, payload] = good.split('.');
    expect(await refusalOf(await stream(`${header}.${payload}.${'A'.repeat(86)}`))).toBe('token_rejected');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
    expect(await refusalOf(await stream(unsigned))).toBe('token_rejected');
    const shared = await new SignJWT({ device: zhou.id })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(STREAM_AUDIENCE)
      .setSubject(company.zhou)
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('guessable-guessable-guessable-00'));
    expect(await refusalOf(await stream(shared))).toBe('token_rejected');

    const ask = (assertion: string) => post(`${server.address}/v1/token`, { assertion });
    const assertion = await zhou.assertion();
    expect((await ask(assertion)).status).toBe(200);
    expect(await refusalOf(await ask(assertion))).toBe('token_rejected');
    expect(await refusalOf(await ask(await zhou.assertion({ audience: STREAM_AUDIENCE })))).toBe('token_rejected');
    expect(await refusalOf(await ask(await zhou.assertion({ seconds: -3600 })))).toBe('token_expired');
    const stranger = await makeDevice();
    expect(await refusalOf(await ask(await stranger.assertion()))).toBe('token_rejected');
  });

  test('a new signing key: the old one still checks for ten minutes, and not at all when it leaked', async () => {
    const stream = async (token: string) => {
      const opened = await openStream(server.address, token);
      await opened.checkpoint();
      opened.stop();
    };
    const before = await zhou.token(server.address);
    const kid = await rotateSigningKey(database, false);
    expect(decodeProtectedHeader(await zhou.token(server.address)).kid).toBe(kid);
    await stream(before);
    const between = await zhou.token(server.address);
    await rotateSigningKey(database, true);
    for (const token of [before, between])
      expect(await refusalOf(await post(`${server.address}/sync/stream`, { buckets: [] }, token))).toBe(
        'token_rejected',
      );
    await stream(await zhou.token(server.address));
  });

  test('a device to be wiped may say once that it was; nobody else may', async () => {
    const device = await enrolled('zhou');
    const report = async (assertion: Promise<string>) =>
      post(`${server.address}/v1/wiped`, { assertion: await assertion });
    expect(await refusalOf(await report(device.assertion()))).toBe('token_rejected');
    await shutOut(database, device.id, 'wipe');
    const stranger = await makeDevice();
    expect(await refusalOf(await report(stranger.assertion()))).toBe('token_rejected');
    const said = device.assertion();
    expect((await report(said)).status).toBe(200);
    expect(await refusalOf(await report(said))).toBe('token_rejected');
    const listed = (await listDevices(database)).find(({ id }) => id === device.id);
    expect(listed).toMatchObject({ person: 'zhou', wipedAt: expect.any(String) });
    await expect(shutOut(database, v7(), 'revoke')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('an enrolment code works once, for one device', async () => {
    const code = await issueEnrolmentCode(database, 'zhou');
    const device = await makeDevice();
    expect((await device.enrol(server.address, code)).status).toBe(200);
    expect((await device.enrol(server.address, code)).status).toBe(200);
    expect(await refusalOf(await (await makeDevice()).enrol(server.address, code))).toBe('enrolment_rejected');
    expect(await refusalOf(await (await makeDevice()).enrol(server.address, 'x'.repeat(32)))).toBe(
      'enrolment_rejected',
    );
    await expect(issueEnrolmentCode(database, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a revoked device is shut out at once, token or not', async () => {
    const device = await enrolled('zhou');
    const token = await device.token(server.address);
    await database.query('update ho.device set revoked_at = now() where id = $1', [device.id]);
    expect(await refusalOf(await post(`${server.address}/sync/stream`, { buckets: [] }, token))).toBe('device_revoked');
    await database.query('update ho.device set wipe_requested_at = now() where id = $1', [device.id]);
    const ask = post(`${server.address}/v1/token`, { assertion: await device.assertion() });
    expect(await refusalOf(await ask)).toBe('device_wiped');
  });

  test('an open stream ends when its device is revoked, and sends nothing that came after', async () => {
    const device = await enrolled('zhou');
    const stream = await openStream(server.address, await device.token(server.address));
    await stream.checkpoint();
    await database.query('update ho.device set revoked_at = now() where id = $1', [device.id]);
    await addReceipt(database, { region: company.zhejiang, dealer: company.ningbo, on: '2026-07-02', fen: 33 });
    await server.flush();
    await expect(stream.checkpoint()).rejects.toThrow();
    const again = post(`${server.address}/v1/token`, { assertion: await device.assertion() });
    expect(await refusalOf(await again)).toBe('device_revoked');
  });

  test('an open stream ends when a grant changes; the next one carries the new region', async () => {
    const stream = await openStream(server.address, await zhou.token(server.address));
    await stream.checkpoint();
    await database.query(
      "insert into ho.role_grant (id, person_id, region_id, role, valid_from) values ($1, $2, $3, 'manager', '2020-01-01')",
      [v7(), company.zhou, company.jiangsu],
    );
    await server.flush();
    expect(await stream.ended()).toBe('ended');
    const lines = await readCheckpoint(server.address, await zhou.token(server.address));
    const buckets = lines[0]?.checkpoint?.buckets.map(({ bucket }) => bucket) ?? [];
    expect(buckets).toContain(`region:${company.jiangsu}#1`);
    await database.query('delete from ho.role_grant where person_id = $1 and region_id = $2', [
      company.zhou,
      company.jiangsu,
    ]);
  });

  test('guessing at codes is slowed down', async () => {
    const other = await startHeadOfficeServer({ database, port: 0, log: silent });
    try {
      const refusals = new Set<string>();
      for (let n = 0; n < 61; n += 1) {
        refusals.add(await refusalOf(await post(`${other.address}/v1/token`, { assertion: 'guess' })));
      }
      expect([...refusals]).toEqual(['token_rejected', 'too_many_requests']);
    } finally {
      await other.close();
    }
  });

  test('behind one address each device has its own allowance, and refusals are nobody else’s', async () => {
    const limits = { requestsPerDevice: 5, refusalsPerAddress: 3 };
    const other = await startHeadOfficeServer({ database, port: 0, log: silent, limits, trustedProxies: '127.0.0.1' });
    const from = async (address: string, assertion: string) => {
      const answer = await fetch(`${other.address}/v1/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ assertion }),
      });
      return answer.status === 200 ? 'ok' : refusalOf(answer);
    };
    try {
      for (let n = 0; n < 5; n += 1) expect(await from('192.0.2.1', await zhou.assertion())).toBe('ok');
      expect(await from('192.0.2.1', await zhou.assertion())).toBe('too_many_requests');
      expect(await from('192.0.2.1', await chen.assertion())).toBe('ok');
      for (let n = 0; n < 3; n += 1) expect(await from('192.0.2.2', 'guess')).toBe('token_rejected');
      expect(await from('192.0.2.2', await chen.assertion())).toBe('too_many_requests');
      expect(await from('192.0.2.1', await chen.assertion())).toBe('ok');
    } finally {
      await other.close();
    }
  });

  test('malformed requests are named, unknown addresses are not found', async () => {
    expect(await refusalOf(await post(`${server.address}/v1/enrol`, { code: 1 }))).toBe('invalid_request');
    expect((await fetch(`${server.address}/v1/nothing`)).status).toBe(404);
    const large = post(`${server.address}/v1/token`, { assertion: 'x'.repeat(1_100_000) });
    expect(await refusalOf(await large)).toBe('invalid_request');
  });
});
