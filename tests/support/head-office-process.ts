/**
 * A demo head office in a process of its own, for the browser tests: tells its address and an enrolment code, answers
 * SQL (numbers as text), gives further codes, and closes the network on request while its data stay.
 */
import { pino } from 'pino';
import { z } from 'zod';
import { issueEnrolmentCode } from '../../db/headoffice/enrolment.ts';
import { startHeadOfficeServer } from '../../db/headoffice/server.ts';
import { openDemoHeadOffice } from './kept-head-office.ts';

const log = pino({ level: 'silent' });
const Ask = z.object({
  id: z.int(),
  sql: z.string().optional(),
  network: z.enum(['on', 'off']).optional(),
  enrol: z.string().optional(),
});

const { database } = await openDemoHeadOffice(1);
let server: Awaited<ReturnType<typeof startHeadOfficeServer>> | null = await startHeadOfficeServer({
  database,
  port: 0,
  log,
});
const { address } = server;
const port = Number(new URL(address).port);

process.on('message', async (message) => {
  const { id, sql, network, enrol } = Ask.parse(message);
  if (network === 'off') {
    await server?.close();
    server = null;
  }
  if (network === 'on') server ??= await startHeadOfficeServer({ database, port, log });
  const code = enrol === undefined ? [] : [{ code: await issueEnrolmentCode(database, enrol) }];
  const rows = sql === undefined ? code : (await database.query(sql)).rows;
  const text = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  process.send?.({ id, rows: JSON.parse(text) });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ address, code: await issueEnrolmentCode(database, 'zhoumin') });
