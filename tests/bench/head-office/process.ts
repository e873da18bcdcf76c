/**
 * The demo head office of a benchmark run, in a process of its own, on a PostgreSQL of its own where there is one. Tells
 * its addresses; gives enrolment codes on request; ends with the program that started it.
 */
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { z } from 'zod';
import { seedDemo } from '../../../db/headoffice/demo/seed-demo.ts';
import { issueEnrolmentCode } from '../../../db/headoffice/enrolment.ts';
import { migrateHeadOffice } from '../../../db/headoffice/migrate.ts';
import { openHeadOfficeDatabase } from '../../../db/headoffice/open-database.ts';
import { startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { postgresBinaries, startPostgres } from '../../support/postgres.ts';
import { serveCopies } from './copy-out.ts';

const Order = z.object({ size: z.enum(['small', 'full']), seed: z.int(), database: z.string().nullable() });
const AS_OF = '2026-09-25';
const PERSON = 'zhoumin';

const { size, seed, database: given } = Order.parse(JSON.parse(process.argv[2] ?? '{}'));
const binaries = given === null ? postgresBinaries() : null;
const postgres = binaries === null ? null : await startPostgres(binaries);
const url = given ?? postgres?.createDatabase('demo') ?? null;
process.on('exit', () => postgres?.stop());
process.on('disconnect', () => process.exit(0));
// Ended by a signal, a program says no goodbye: the cluster would stay.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

const database = await openHeadOfficeDatabase(
  url === null ? { kind: 'embedded', folder: null } : { kind: 'server', url },
);
await migrateHeadOffice(database);
const { rows } = await database.query<{ empty: boolean }>('select not exists (select from ho.person) as empty');
if (rows[0]?.empty === true) await seedDemo(database, { size, seed, asOf: AS_OF });
await database.script('analyze');
const server = await startHeadOfficeServer({ database, port: 0, log: pino({ level: 'silent' }) });
const copies = url === null ? null : await serveCopies(url);

process.on('message', async () => process.send?.({ code: await issueEnrolmentCode(database, PERSON) }));
process.send?.({
  address: server.address,
  copies: copies === null ? null : `http://127.0.0.1:${(copies.address() as AddressInfo).port}/${PERSON}`,
});
