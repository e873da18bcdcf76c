import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { COMMANDS, type CommandAnswer, type CommandKind, type OutboxCommand } from '../contract/head-office.ts';
import { CARRY_CASES } from './cases/carry.ts';
import { tuneDetector } from './cases/tune.ts';
import type { HeadOfficeDatabase, Queryable } from './database.ts';
import { HeadOfficeFailure } from './failure.ts';
import { decide as decideProposals } from './ledger/decide.ts';
import { propose, withdraw } from './ledger/propose.ts';
import { type Outcome, rejected } from './outcome.ts';
import { CARRY_SCANS } from './scans/carry.ts';
import { scopeOf } from './scope.ts';
import type { Bearer } from './tokens.ts';

type Command = z.infer<typeof OutboxCommand>;
type Answer = z.infer<typeof CommandAnswer>;

type Payload<K extends CommandKind> = z.output<(typeof COMMANDS)[K]>;
type Carry<K extends CommandKind> = (tx: Queryable, payload: Payload<K>, by: Bearer) => Promise<Outcome>;

/** One function a kind. Row-level security is the second lock on each of them. */
const CARRY: { readonly [K in CommandKind]: Carry<K> } = {
  async 'annotation.add'(tx, { annotationId, dealerId, body }, by) {
    const region = await tx.query<{ id: string | null }>(
      "select ho.region_of_dealer($1, (now() at time zone 'Asia/Shanghai')::date)::text as id",
      [dealerId],
    );
    const regionId = region.rows[0]?.id ?? null;
    // A dealer of another region and one that does not exist look the same from here.
    if (regionId === null) return rejected('dealer_not_in_scope');
    const { affected } = await tx.query(
      `insert into ho.annotation (id, region_id, dealer_id, person_id, body, written_at) values ($1, $2, $3, $4, $5, now())
       on conflict do nothing`,
      [annotationId, regionId, dealerId, by.personId, body],
    );
    return affected === 1 ? { status: 'accepted', regionId, objectId: annotationId } : rejected('annotation_exists');
  },
  async 'annotation.withdraw'(tx, { annotationId }, by) {
    const { rows } = await tx.query<{ region_id: string }>(
      `update ho.annotation set withdrawn_at = now(), row_version = row_version + 1
       where id = $1 and person_id = $2 and withdrawn_at is null returning region_id::text`,
      [annotationId, by.personId],
    );
    const row = rows[0];
    return row === undefined
      ? rejected('annotation_not_yours')
      : { status: 'accepted', regionId: row.region_id, objectId: annotationId };
  },
  'ledger.propose': propose,
  'ledger.decide': decideProposals,
  'ledger.withdraw': withdraw,
  ...CARRY_CASES,
  ...CARRY_SCANS,
  'detector.tune': tuneDetector,
};

/** Tables whose row versions a command may have been based on. */
const VERSIONED = new Set(['annotation', 'diversion_case']);

/** The first row that is no longer as the command saw it. */
async function changedSince(tx: Queryable, base: Command['base']): Promise<string | null> {
  for (const [key, version] of Object.entries(base)) {
    const [table, id] = key.split('/');
    if (table === undefined || id === undefined || !VERSIONED.has(table)) return key;
    const { rows } = await tx.query<{ row_version: number }>(`select row_version from ho.${table} where id = $1`, [id]);
    if (rows[0]?.row_version !== version) return key;
  }
  return null;
}

function carryOut<K extends CommandKind>(tx: Queryable, kind: K, payload: unknown, by: Bearer): Promise<Outcome> {
  const parsed = COMMANDS[kind].safeParse(payload);
  if (!parsed.success) return Promise.resolve(rejected('payload_invalid'));
  return CARRY[kind](tx, parsed.data as Payload<K>, by);
}

const isKind = (kind: string): kind is CommandKind => Object.hasOwn(COMMANDS, kind);

async function decide(tx: Queryable, command: Command, by: Bearer): Promise<Outcome> {
  if (!isKind(command.kind) || command.version !== 1) return rejected('kind_unknown');
  if (command.dependsOn !== null) {
    const { rows } = await tx.query<{ status: string }>('select status from ho.command where id = $1', [
      command.dependsOn,
    ]);
    if (rows[0]?.status !== 'accepted') return rejected('dependency_failed');
  }
  const changed = await changedSince(tx, command.base);
  if (changed !== null) return { status: 'conflict', reasonCode: 'row_changed' };
  return carryOut(tx, command.kind, command.payload, by);
}

/** SQLSTATE of an error of the database, or nothing. */
const stateOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
/** What the database itself refused (class 23): a rule that holds whoever writes. */
const isRefusal = (error: unknown): boolean => stateOf(error).startsWith('23');
/** What a command needed was held for too long (lock_not_available). */
const isHeld = (error: unknown): boolean => stateOf(error) === '55P03';

/** Decides, and takes everything back that a refused command had written already. */
async function decideWhole(tx: Queryable, command: Command, by: Bearer): Promise<Outcome> {
  await tx.query('savepoint command');
  let outcome: Outcome;
  try {
    outcome = await decide(tx, command, by);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    outcome = rejected('constraint_violated');
  }
  await tx.query(outcome.status === 'accepted' ? 'release savepoint command' : 'rollback to savepoint command');
  return outcome;
}

interface Stored {
  readonly status: Answer['status'];
  readonly reason_code: string | null;
  readonly result: Answer['result'];
}

async function isAnothers(tx: Queryable, command: Command, by: Bearer): Promise<boolean> {
  const { rows } = await tx.query<{ foreign: boolean }>('select ho.is_foreign_command($1, $2) as "foreign"', [
    command.id,
    by.deviceId,
  ]);
  return rows[0]?.foreign === true;
}

/** Carries out one command, or finds the answer it was given before. Null when commands before it are missing. */
async function handle(tx: Queryable, command: Command, by: Bearer): Promise<Answer | null> {
  const stored = await tx.query<Stored>('select status, reason_code, result from ho.command where id = $1', [
    command.id,
  ]);
  const before = stored.rows[0];
  if (before !== undefined) {
    const { status, reason_code: reasonCode, result } = before;
    return { id: command.id, seq: command.seq, status, reasonCode, result };
  }
  const last = await tx.query<{ seq: bigint }>(
    'select coalesce(max(seq), 0) as seq from ho.command where device_id = $1',
    [by.deviceId],
  );
  if (BigInt(command.seq) !== (last.rows[0]?.seq ?? 0n) + 1n) return null;
  // Another device's command stays out of sight: the refusal is kept under a number of our own.
  const isForeign = await isAnothers(tx, command, by);
  const outcome = isForeign ? rejected('command_id_taken') : await decideWhole(tx, command, by);
  const reasonCode = outcome.status === 'accepted' ? null : outcome.reasonCode;
  const detail = typeof outcome.detail === 'object' && outcome.detail !== null ? outcome.detail : {};
  const result = outcome.status === 'accepted' ? { objectId: outcome.objectId, ...detail } : detail;
  await tx.query(
    `insert into ho.command (id, device_id, person_id, seq, kind, version, payload, base, depends_on, claimed_at, status,
       reason_code, result) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      isForeign ? uuid() : command.id,
      by.deviceId,
      by.personId,
      command.seq,
      command.kind,
      command.version,
      JSON.stringify(command.payload),
      JSON.stringify(command.base),
      command.dependsOn,
      command.claimedAt,
      outcome.status,
      reasonCode,
      JSON.stringify(result),
    ],
  );
  await tx.query('select ho.append_audit($1, $2, $3, $4, $5, $6)', [
    `${command.kind}:${outcome.status}`,
    by.personId,
    by.deviceId,
    outcome.status === 'accepted' ? outcome.regionId : null,
    outcome.status === 'accepted' ? outcome.objectId : null,
    JSON.stringify({ command: command.id, reason: reasonCode }),
  ]);
  return { id: command.id, seq: command.seq, status: outcome.status, reasonCode, result };
}

/** Shorter than a laptop waits for its answer: it hears that head office is busy, and comes again. */
const LOCK_WAIT_MS = 10_000;

/**
 * Carries out a laptop's commands in order, each in its own transaction, each exactly once however often it is sent.
 * Stops at a hole in the sequence: `expectedSeq` is what head office waits for.
 *
 * A laptop whose request timed out asks again while the long command (an import of a million scans) still runs. It is told
 * to come back, or each of its requests would hold a session of the database until the command ends.
 * @param lockWaitMs how long a command waits for what another one holds
 * @throws HeadOfficeFailure busy
 */
export async function carryOutCommands(
  database: HeadOfficeDatabase,
  by: Bearer,
  commands: readonly Command[],
  lockWaitMs = LOCK_WAIT_MS,
): Promise<{ answers: Answer[]; expectedSeq: number }> {
  const scope = await scopeOf(database, by.personId, by.deviceId);
  const options = {
    role: 'ho_command',
    settings: {
      'app.device': by.deviceId,
      'app.person': by.personId,
      'app.regions': scope.regionIds.join(','),
      lock_timeout: String(lockWaitMs),
    },
  } as const;
  const answers: Answer[] = [];
  for (const command of commands) {
    let answer: Answer | null;
    try {
      answer = await database.transaction(async (tx) => {
        // Two requests of one device wait for each other.
        await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [by.deviceId]);
        return handle(tx, command, by);
      }, options);
    } catch (error) {
      throw isHeld(error)
        ? new HeadOfficeFailure('busy', 'what the command needs is held by another one', error)
        : error;
    }
    if (answer === null) break;
    answers.push(answer);
  }
  const next = await database.transaction(
    (tx) =>
      tx.query<{ seq: bigint }>('select coalesce(max(seq), 0) + 1 as seq from ho.command where device_id = $1', [
        by.deviceId,
      ]),
    options,
  );
  return { answers, expectedSeq: Number(next.rows[0]?.seq ?? 1n) };
}
