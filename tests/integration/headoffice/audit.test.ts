// Goal: the audit has one entry for each command that was accepted or refused, in a chain that holds (I10). Method: seeded
// histories of commands (good, refused, unknown, repeated, in one request or several, two devices at once) carried out on
// real PGlite and PostgreSQL; the audit compared with the table of commands.
import fc from 'fast-check';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import type { OutboxCommand } from '../../../db/contract/head-office.ts';
import { carryOutCommands } from '../../../db/headoffice/commands.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { foundCompany } from '../../support/company.ts';
import { describeOnBackends } from '../../support/head-office.ts';

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
});
