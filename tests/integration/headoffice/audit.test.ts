// Goal: the audit has one entry for each command that was accepted or refused, in a chain that holds (I10). Method: seeded
// histories of commands (good, refused, unknown, repeated, in one request or several, two devices at once) carried out on
// real PGlite and PostgreSQL; the audit compared with the table of commands. And on the same databases: parameters of the
// detector are set by who may, inside what head office allows, on the replay that was seen, and are history from then on.
import fc from 'fast-check';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import type { OutboxCommand } from '../../../db/contract/head-office.ts';
import { BUILT_IN } from '../../../db/domain/diversion/parameters/setting.ts';
import type { ParameterName } from '../../../db/domain/diversion/schema/detect-parameters.ts';
import type { SeenReplay } from '../../../db/domain/diversion/schema/tuning.ts';
import { carryOutCommands } from '../../../db/headoffice/commands.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { sequence } from '../../../db/headoffice/sequencer.ts';
import { foundCompany } from '../../support/company.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { addDesk } from '../../support/ledger-company.ts';

const Step = fc.record({
  device: fc.nat(1),
  kind: fc.constantFrom('good', 'foreign dealer', 'unknown kind', 'bad payload', 'same note', 'repeated'),
});

async function addDevice(database: HeadOfficeDatabase, personId: string) {
  const deviceId = v7();
  await database.query(
    `insert into ho.device (id, person_id, name, public_jwk, enrolled_at) values ($1, $2, 'test', '{}', now())`,
    [deviceId, personId],
  );
  return { personId, deviceId, expires: Date.now() / 1000 + 600 };
}

describeOnBackends('the audit', (backend) => {
  test('has one entry for each command that was accepted or refused, however often it was sent', async () => {
    const database = await backend.openDatabase();
    const company = await foundCompany(database);
    await fc.assert(
      fc.asyncProperty(fc.array(Step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const devices = [await addDevice(database, company.zhou), await addDevice(database, company.zhou)];
        const sent: (typeof OutboxCommand._output)[][] = [[], []];
        const note = v7();
        for (const { device, kind } of steps) {
          const own = sent[device] ?? [];
          const last = own.at(-1);
          if (kind !== 'repeated' || last === undefined) {
            own.push({
              id: v7(),
              seq: own.length + 1,
              kind: kind === 'unknown kind' ? 'nothing.known' : 'annotation.add',
              version: 1,
              payload:
                kind === 'bad payload'
                  ? {}
                  : {
                      annotationId: kind === 'same note' ? note : v7(),
                      dealerId: kind === 'foreign dealer' ? company.suzhou : company.ningbo,
                      body: 'x',
                    },
              base: {},
              dependsOn: null,
              claimedAt: '2026-09-25T02:00:00.000Z',
            });
          }
          // The newest one alone, or again with all before it; both devices at once.
          await Promise.all(
            devices.map((by, index) =>
              carryOutCommands(database, by, sent[index]?.slice(index === device ? -1 : 0) ?? []),
            ),
          );
        }
        const ids = devices.map(({ deviceId }) => deviceId);
        const commands = await database.query(
          `select id::text as command, kind || ':' || status as action, reason_code as reason
           from ho.command where device_id = any($1::uuid[]) order by 1`,
          [ids],
        );
        const entries = await database.query(
          `select detail ->> 'command' as command, action, detail ->> 'reason' as reason
           from ho.audit where device_id = any($1::uuid[]) order by 1`,
          [ids],
        );
        expect(commands.rows).toHaveLength(sent.flat().length);
        expect(entries.rows).toEqual(commands.rows);
        const { rows } = await database.query<{ seq: bigint | null }>('select ho.first_broken_audit() as seq');
        expect(rows[0]?.seq).toBeNull();
      }),
      { numRuns: 6, seed: 20261124, endOnFailure: true },
    );
  });

  test('parameters are set by who may, inside the bounds, on the replay that was seen, and never changed afterwards', async () => {
    const database = await backend.openDatabase();
    const { group, zhejiang, jiangsu } = await foundCompany(database);
    const office = await addDesk(database, [{ region: group, role: 'finance_checker' }]);
    const manager = await addDesk(database, [{ region: zhejiang, role: 'manager' }]);
    const seller = await addDesk(database, [{ region: zhejiang, role: 'viewer' }]);
    type Change = Partial<Record<ParameterName, number>>;
    const tune = (
      regionId: string,
      after: string | null,
      change: Change,
      replay: Partial<SeenReplay> = {},
      bounds: SeenReplay['bounds'] = {},
    ) => {
      const side = { cases: 2, alerts: 1, watched: 3, overBudget: 0, busiestWeek: 1 };
      return {
        versionId: v7(),
        regionId,
        after,
        change,
        bounds,
        reason: '国庆前后扫码多，少开小案',
        replay: {
          from: BUILT_IN,
          to: { ...BUILT_IN, ...change },
          bounds,
          scans: 10,
          lastScanOn: '2026-09-03',
          before: side,
          after: { ...side, cases: 1 },
          gained: 0,
          lost: 1,
          ...replay,
        },
      };
    };
    const send = async (desk: typeof office, payload: ReturnType<typeof tune>): Promise<string> => {
      const { status, reasonCode } = await desk.send('detector.tune', payload);
      return reasonCode ?? status;
    };
    const first = tune(zhejiang, null, { minCodes: 5 });
    expect(await send(seller, first)).toBe('role_missing');
    expect(await send(manager, tune(jiangsu, null, { minCodes: 5 }))).toBe('region_not_in_scope');
    expect(await send(manager, tune(group, null, { minCodes: 5 }))).toBe('region_not_in_scope');
    expect(await send(office, first)).toBe('role_missing');
    expect(await send(manager, tune(zhejiang, null, { minCodes: 2 }))).toBe('parameters_out_of_bounds');
    expect(await send(manager, tune(zhejiang, null, { pOut: 0.9 }))).toBe('parameters_out_of_bounds');
    expect(await send(manager, tune(zhejiang, null, {}))).toBe('parameters_unchanged');
    // Replayed with another value than is sent; made before somebody else's change.
    expect(await send(manager, tune(zhejiang, null, { minCodes: 5 }, { to: { ...BUILT_IN, minCodes: 6 } }))).toBe(
      'replay_of_other_values',
    );
    const stale = { from: { ...BUILT_IN, minCodes: 4 } };
    expect(await send(manager, tune(zhejiang, null, { minCodes: 5 }, stale))).toBe('parameters_changed');
    expect(await send(manager, first)).toBe('accepted');
    expect(await send(manager, tune(zhejiang, null, { minCodes: 6 }))).toBe('parameters_changed');
    expect(await send(manager, { ...first, after: first.versionId, change: { minCodes: 7 } })).toBe(
      'parameters_changed',
    );

    // Head office moves its base past the region, with bounds: what the region tuned gives way, and it tunes on from there.
    const bounds = { bufferUrbanKm: [0, 2] as [number, number] };
    const base = tune(group, null, { minCodes: 8 }, {}, bounds);
    expect(await send(office, tune(group, null, { bufferUrbanKm: 3 }, {}, bounds))).toBe('parameters_out_of_bounds');
    expect(await send(office, { ...base, replay: { ...base.replay, bounds: {} } })).toBe('replay_of_other_values');
    expect(await send(office, base)).toBe('accepted');
    const now = { ...BUILT_IN, minCodes: 8 };
    expect(await send(manager, tune(zhejiang, first.versionId, { minCodes: 9 }))).toBe('parameters_changed');
    const second = tune(zhejiang, first.versionId, { minCodes: 9 }, { from: now, to: { ...now, minCodes: 9 }, bounds });
    const wide = { from: now, to: { ...now, bufferUrbanKm: 3 }, bounds };
    expect(await send(manager, tune(zhejiang, first.versionId, { bufferUrbanKm: 3 }, wide))).toBe(
      'parameters_out_of_bounds',
    );
    const own = tune(zhejiang, first.versionId, { minCodes: 9 }, second.replay, bounds);
    expect(await send(manager, own)).toBe('parameters_out_of_bounds');
    expect(await send(manager, { ...second, bounds: {} })).toBe('accepted');

    // Everybody who detects is told; nothing can be changed or seen past its way.
    await sequence(database);
    const told = await database.query(
      `select data::json ->> 'no' as no, data::json ->> 'change' as change, bucket from sync.op
       where type = 'detector_tuning' and op = 'PUT' order by op_id`,
    );
    expect(told.rows).toHaveLength(3);
    expect(told.rows).toContainEqual({ no: '2', change: '{"minCodes": 9}', bucket: 'global#1' });
    await expect(database.query("update ho.detector_tuning set reason = 'x'")).rejects.toThrow(/append-only/);
    const settings = { 'app.regions': jiangsu, 'app.person': manager.personId };
    const asCommand = (sql: string) => database.transaction((tx) => tx.query(sql), { role: 'ho_command', settings });
    expect((await asCommand('select id from ho.detector_tuning')).rows).toEqual([]);
    expect((await asCommand(`select * from ho.tuning_above('${zhejiang}')`)).rows).toEqual([]);
    await expect(asCommand("update ho.detector_tuning set reason = 'x'")).rejects.toThrow(/permission denied/);
    const audited = await database.query("select 1 as one from ho.audit where action = 'detector.tune:accepted'");
    expect(audited.rows).toHaveLength(3);
  });
});
