import type Database from 'better-sqlite3';
import { v7 as uuid } from 'uuid';

/**
 * Moves a person's waiting commands from former devices to `deviceId`, in their order, behind what that device has.
 *
 * They get new ids: head office remembers a command together with its device. Should the former device have delivered
 * one without hearing the answer, the id of the object inside its payload keeps it from taking effect twice.
 */
export function reassignWaiting(db: Database.Database, deviceId: string, personId: string): void {
  const commands = db
    .prepare<[string, string], { device_id: string; seq: number; id: string; depends_on: string | null }>(
      `select device_id, seq, id, depends_on from outbox
       where status = 'waiting' and device_id <> ? and person_id = ? order by claimed_at, seq`,
    )
    .all(deviceId, personId);
  const last = db
    .prepare<[string], number>('select coalesce(max(seq), 0) from outbox where device_id = ?')
    .pluck()
    .get(deviceId);
  const move = db.prepare(
    'update outbox set device_id = ?, seq = ?, id = ?, depends_on = ? where device_id = ? and seq = ?',
  );
  const newIds = new Map(commands.map(({ id }) => [id, uuid()]));
  commands.forEach((command, index) => {
    const dependsOn = command.depends_on === null ? null : (newIds.get(command.depends_on) ?? command.depends_on);
    move.run(deviceId, (last ?? 0) + index + 1, newIds.get(command.id), dependsOn, command.device_id, command.seq);
  });
}
