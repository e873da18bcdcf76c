import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { CommandAnswer } from './outbox.ts';

const Answers = z.array(
  z.object({
    id: z.string(),
    status: z.enum(['accepted', 'rejected', 'conflict']),
    reasonCode: z.string().nullable(),
    result: z.string().transform((text): CommandAnswer['result'] => z.json().parse(JSON.parse(text))),
  }),
);

/**
 * Answers of head office that came down as rows, to commands which still wait for one: the answer over HTTP may have
 * been lost on its way. `replica` comes from `Store.openReplica`.
 */
export function syncedAnswers(replica: Database.Database): readonly CommandAnswer[] {
  const rows = replica
    .prepare(
      `select r.id, r.status, r.reason_code as "reasonCode", r.result
       from command_result r join local.outbox o on o.id = r.id where o.status = 'waiting'`,
    )
    .all();
  return Answers.parse(rows);
}

/** What head office told besides the code, with its answers to these commands. */
export function readAnswerDetails(
  replica: Database.Database,
  ids: readonly string[],
): ReadonlyMap<string, CommandAnswer['result']> {
  const rows = replica
    .prepare<[string], { id: string; result: string }>(
      'select id, result from command_result where id in (select value from json_each(?))',
    )
    .all(JSON.stringify(ids));
  return new Map(rows.map(({ id, result }) => [id, z.json().parse(JSON.parse(result))]));
}
