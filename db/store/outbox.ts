import type Database from 'better-sqlite3';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import type { LocalFile } from './local-file.ts';

export type Json = z.infer<ReturnType<typeof z.json>>;
export type CommandStatus = 'waiting' | 'accepted' | 'rejected' | 'conflict';

/** A payload that was written as JSON already: there may be a million rows in it. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A decision of the user, as it is asked for. */
export interface NewCommand {
  readonly kind: string;
  readonly version: number;
  /** Names the object it makes or changes by its id, so that carrying it out again changes nothing. */
  readonly payload: Json | JsonText;
  /** Row versions the decision was made on: `table/id` → row_version. */
  readonly base?: Readonly<Record<string, number>>;
  /** Id of a command that must have been accepted first. */
  readonly dependsOn?: string | null;
}

/** A decision as it is kept and sent. */
export interface SavedCommand {
  readonly id: string;
  /** Counts from 1 without holes on this device. */
  readonly seq: number;
  readonly kind: string;
  readonly version: number;
  readonly payload: Json;
  readonly base: Record<string, number>;
  readonly dependsOn: string | null;
  /** This laptop's clock, UTC. */
  readonly claimedAt: string;
  readonly status: CommandStatus;
  readonly reasonCode: string | null;
}

/** A command without an answer, or a refused one. */
export interface UnsettledCommand extends SavedCommand {
  readonly status: Exclude<CommandStatus, 'accepted'>;
}
const isUnsettled = (command: SavedCommand): command is UnsettledCommand => command.status !== 'accepted';

export interface CommandAnswer {
  readonly id: string;
  readonly status: Exclude<CommandStatus, 'waiting'>;
  readonly reasonCode: string | null;
  readonly result: Json;
}

export interface OutboxRepository {
  /**
   * Keeps a command. It is on disk when this returns, or nothing of it is.
   * @throws AppError not_enrolled, disk_full, local_corrupt
   */
  enqueue(command: NewCommand): SavedCommand;
  /** Keeps commands that belong together, all of them or none. @throws AppError as {@link enqueue} */
  enqueueAll(commands: readonly NewCommand[]): void;
  /** How many of the commands numbered `from` to `to` (not included) have no answer yet. */
  waitingBetween(from: number, to: number): number;
  /** Commands to send, in order, at most `limit`; no more after the one with which the payloads come to `characters`. */
  waiting(limit: number, characters?: number): readonly SavedCommand[];
  /**
   * All commands of the person whose laptop this is, newest last: what a screen lays over the replica. A command's
   * overlay ends when its result is a row of `command_result`.
   */
  list(kind?: string): readonly SavedCommand[];
  /** Commands of this device without an answer, and refused ones that nobody has looked at; newest first. */
  open(limit: number): { readonly commands: readonly UnsettledCommand[]; readonly total: number };
  /** Keeps head office's answers; an answer to a command that was answered before changes nothing. */
  answer(answers: readonly CommandAnswer[]): void;
  /**
   * Brings the numbers in line with head office, which waits for `expectedSeq`. When it lost commands (restored from a
   * backup) they wait again; when it knows more than we do (this laptop was) waiting ones are numbered anew.
   */
  align(expectedSeq: number): void;
  counts(): { readonly waiting: number; readonly refused: number };
  /** Refusals that were looked at are no longer counted. */
  markRefusalsSeen(): void;
}

const COLUMNS = 'id, seq, kind, version, payload, base, depends_on, claimed_at, status, reason_code';
const OWN = 'device_id = (select id from device)';
// The parts of an import are told with it.
const TOLD = `${OWN} and kind <> 'scans.part'`;
const OPEN = `${TOLD} and (status = 'waiting' or (status in ('rejected', 'conflict') and seen_at is null))`;

interface OutboxRow {
  readonly id: string;
  readonly seq: number;
  readonly kind: string;
  readonly version: number;
  readonly payload: string;
  readonly base: string;
  readonly depends_on: string | null;
  readonly claimed_at: string;
  readonly status: CommandStatus;
  readonly reason_code: string | null;
}

const commandOf = (row: OutboxRow): SavedCommand => ({
  id: row.id,
  seq: row.seq,
  kind: row.kind,
  version: row.version,
  payload: z.json().parse(JSON.parse(row.payload)),
  base: z.record(z.string(), z.int()).parse(JSON.parse(row.base)),
  dependsOn: row.depends_on,
  claimedAt: row.claimed_at,
  status: row.status,
  reasonCode: row.reason_code,
});

const textOf = (payload: Json | JsonText): string =>
  payload instanceof JsonText ? payload.text : JSON.stringify(payload);

function insert(db: Database.Database, command: NewCommand): OutboxRow {
  const row = db
    .prepare<unknown[], OutboxRow>(
      `insert into outbox (device_id, seq, id, person_id, kind, version, payload, base, depends_on, claimed_at)
       select d.id, (select coalesce(max(o.seq), 0) + 1 from outbox o where o.device_id = d.id), ?, d.person_id, ?, ?, ?,
         ?, ?, ? from device d where d.person_id is not null
       returning ${COLUMNS}`,
    )
    .get(
      uuid(),
      command.kind,
      command.version,
      textOf(command.payload),
      JSON.stringify(command.base ?? {}),
      command.dependsOn ?? null,
      new Date().toISOString(),
    );
  if (row === undefined) throw new AppError('not_enrolled');
  return row;
}

function alignTo(db: Database.Database, expectedSeq: number): void {
  db.prepare(`update outbox set status = 'waiting', reason_code = null, result = null where ${OWN} and seq >= ?`).run(
    expectedSeq,
  );
  const behind = db
    .prepare<[number], number>(`select seq from outbox where ${OWN} and status = 'waiting' and seq < ? order by seq`)
    .pluck()
    .all(expectedSeq);
  if (behind.length === 0) return;
  // From the last one down, so that no number is taken twice on the way.
  const waiting = db
    .prepare<[], number>(`select seq from outbox where ${OWN} and status = 'waiting' order by seq desc`)
    .pluck()
    .all();
  const move = db.prepare(`update outbox set seq = ? where ${OWN} and seq = ?`);
  waiting.forEach((seq, index) => {
    move.run(expectedSeq + waiting.length - 1 - index, seq);
  });
}

/** `saved` is called after a command was kept. */
export function createOutboxRepository(file: LocalFile, saved: () => void): OutboxRepository {
  return {
    enqueue(command) {
      const kept = file.write((db) => commandOf(insert(db, command)));
      saved();
      return kept;
    },
    enqueueAll(commands) {
      file.write((db) => {
        for (const command of commands) insert(db, command);
      });
      saved();
    },
    waitingBetween: (from, to) =>
      file.read(
        (db) =>
          db
            .prepare<[number, number], number>(
              `select count(*) from outbox where ${OWN} and status = 'waiting' and seq >= ? and seq < ?`,
            )
            .pluck()
            .get(from, to) ?? 0,
      ),
    waiting: (limit, characters = Number.POSITIVE_INFINITY) =>
      file.read((db) => {
        const rows = db.prepare<[number], OutboxRow>(
          `select ${COLUMNS} from outbox where ${OWN} and status = 'waiting' order by seq limit ?`,
        );
        const commands: SavedCommand[] = [];
        let length = 0;
        for (const row of rows.iterate(limit)) {
          commands.push(commandOf(row));
          length += row.payload.length;
          if (length >= characters) break;
        }
        return commands;
      }),
    list: (kind) =>
      file.read((db) =>
        db
          .prepare<{ kind: string | null }, OutboxRow>(
            `select ${COLUMNS} from outbox
             where person_id = (select person_id from device) and (:kind is null or kind = :kind) order by claimed_at, seq`,
          )
          .all({ kind: kind ?? null })
          .map(commandOf),
      ),
    open: (limit) =>
      file.read((db) => ({
        commands: db
          .prepare<[number], OutboxRow>(`select ${COLUMNS} from outbox where ${OPEN} order by seq desc limit ?`)
          .all(limit)
          .map(commandOf)
          .filter(isUnsettled),
        total: db.prepare<[], number>(`select count(*) from outbox where ${OPEN}`).pluck().get() ?? 0,
      })),
    answer: (answers) =>
      file.write((db) => {
        const put = db.prepare(
          "update outbox set status = ?, reason_code = ?, result = ? where id = ? and status = 'waiting'",
        );
        for (const { id, status, reasonCode, result } of answers) {
          put.run(status, reasonCode, JSON.stringify(result), id);
        }
      }),
    align: (expectedSeq) => file.write((db) => alignTo(db, expectedSeq)),
    counts: () =>
      file.read((db) => {
        const row = db
          .prepare<[], { waiting: number; refused: number }>(
            `select count(*) filter (where status = 'waiting') as waiting,
               count(*) filter (where status in ('rejected', 'conflict') and seen_at is null) as refused
             from outbox where ${TOLD}`,
          )
          .get();
        return row ?? { waiting: 0, refused: 0 };
      }),
    markRefusalsSeen: () =>
      file.write((db) => {
        db.prepare(
          `update outbox set seen_at = ? where ${OWN} and status in ('rejected', 'conflict') and seen_at is null`,
        ).run(new Date().toISOString());
      }),
  };
}
