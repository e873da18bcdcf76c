// Goal: a saved command has one number, one place in the order and one answer, whatever is restored on either side.
// Method: the repository over a real SQLite in memory; a property against a small model of head office.
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDeviceRepository } from '../../../db/store/device.ts';
import { LocalFile } from '../../../db/store/local-file.ts';
import { migrateLocal } from '../../../db/store/migrate.ts';
import { createOutboxRepository } from '../../../db/store/outbox.ts';

let db: Database.Database;
let saved: number;

function laptop() {
  const file = new LocalFile(db);
  const outbox = createOutboxRepository(file, () => {
    saved += 1;
  });
  const device = createDeviceRepository(file, () => {});
  const become = (id: string, personId: string | null = 'person') =>
    device.become({
      id,
      privateJwk: { d: '1' },
      publicJwk: { x: '2' },
      headOffice: null,
      person: personId === null ? null : { id: personId, name: 'n', enrolledAt: '2026-01-01T00:00:00.000Z' },
    });
  return { outbox, device, become };
}

const command = (body: string, dependsOn: string | null = null) => ({
  kind: 'annotation.add',
  version: 1,
  payload: { body },
  base: { 'annotation/1': 3 },
  dependsOn,
});
const brief = (commands: readonly { seq: number; payload: unknown }[]) =>
  commands.map(({ seq, payload }) => `${seq}:${(payload as { body: string }).body}`);

beforeEach(() => {
  db = new Database(':memory:');
  saved = 0;
  migrateLocal(db, () => {});
});

describe('enqueue', () => {
  test('numbers from one, keeps everything, tells that there is something to back up', () => {
    const { outbox, become } = laptop();
    become('device');
    const first = outbox.enqueue(command('a'));
    const second = outbox.enqueue(command('b', first.id));
    expect(outbox.waiting(10)).toEqual([first, second]);
    expect(second).toMatchObject({ seq: 2, dependsOn: first.id, base: { 'annotation/1': 3 }, status: 'waiting' });
    expect(saved).toBe(2);
  });

  test('is refused before the laptop is somebody’s', () => {
    const { outbox, become } = laptop();
    expect(() => outbox.enqueue(command('a'))).toThrow(expect.objectContaining({ code: 'not_enrolled' }));
    become('device', null);
    expect(() => outbox.enqueue(command('a'))).toThrow(expect.objectContaining({ code: 'not_enrolled' }));
  });

  test('on a full disk says so, keeps what was saved, leaves no hole', () => {
    const { outbox, become } = laptop();
    become('device');
    outbox.enqueue(command('a'));
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages}`);
    const large = command('x'.repeat(100_000));
    expect(() => outbox.enqueue(large)).toThrow(expect.objectContaining({ code: 'disk_full' }));
    expect(brief(outbox.waiting(10))).toEqual(['1:a']);
    expect(saved).toBe(1);
    db.pragma('max_page_count = 100000');
    expect(outbox.enqueue(large).seq).toBe(2);
  });
});

describe('answers', () => {
  test('are kept once; the first one stands', () => {
    const { outbox, become } = laptop();
    become('device');
    const { id } = outbox.enqueue(command('a'));
    outbox.answer([{ id, status: 'rejected', reasonCode: 'no', result: {} }]);
    outbox.answer([{ id, status: 'accepted', reasonCode: null, result: {} }]);
    expect(outbox.list()).toMatchObject([{ status: 'rejected', reasonCode: 'no' }]);
    expect(outbox.counts()).toEqual({ waiting: 0, refused: 1 });
    outbox.markRefusalsSeen();
    expect(outbox.counts()).toEqual({ waiting: 0, refused: 0 });
  });

  test('to commands nobody knows change nothing', () => {
    const { outbox, become } = laptop();
    become('device');
    outbox.answer([{ id: 'x', status: 'accepted', reasonCode: null, result: {} }]);
    expect(outbox.list()).toEqual([]);
  });
});

describe('another device', () => {
  test('takes the same person’s waiting commands along, in order, with their dependencies', () => {
    const { outbox, become } = laptop();
    become('old');
    const done = outbox.enqueue(command('done'));
    outbox.answer([{ id: done.id, status: 'accepted', reasonCode: null, result: {} }]);
    const first = outbox.enqueue(command('a'));
    outbox.enqueue(command('b', first.id));
    become('new');
    const [a, b] = outbox.waiting(10);
    expect(brief(outbox.waiting(10))).toEqual(['1:a', '2:b']);
    expect(a?.id).not.toBe(first.id);
    expect(b?.dependsOn).toBe(a?.id);
  });

  test('of another person sends nothing of the former one', () => {
    const { outbox, become } = laptop();
    become('old', 'one');
    outbox.enqueue(command('a'));
    become('new', 'two');
    expect(outbox.waiting(10)).toEqual([]);
    expect(outbox.list()).toEqual([]);
    become('again', 'one');
    expect(brief(outbox.waiting(10))).toEqual(['1:a']);
  });
});

/** Head office as far as numbers go: takes the next number only, remembers ids. */
class HeadOffice {
  readonly taken: string[] = [];
  send(commands: readonly { id: string; seq: number }[]) {
    const answered: string[] = [];
    for (const { id, seq } of commands) {
      if (!this.taken.includes(id)) {
        if (seq !== this.taken.length + 1) break;
        this.taken.push(id);
      }
      answered.push(id);
    }
    return { answered, expectedSeq: this.taken.length + 1 };
  }
}

test('property: restored from backups on either side, both ends agree and every saved command is there once', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('save' as const) },
    { weight: 3, arbitrary: fc.constant('send' as const) },
    { weight: 2, arbitrary: fc.constant('send, answer lost' as const) },
    { weight: 1, arbitrary: fc.constant('head office loses one' as const) },
    { weight: 1, arbitrary: fc.constant('laptop forgets answers' as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      db = new Database(':memory:');
      migrateLocal(db, () => {});
      const { outbox, become } = laptop();
      become('device');
      const office = new HeadOffice();
      const ids: string[] = [];
      const send = (heard: boolean) => {
        const { answered, expectedSeq } = office.send(outbox.waiting(100));
        if (!heard) return;
        outbox.answer(answered.map((id) => ({ id, status: 'accepted', reasonCode: null, result: {} })));
        const next = outbox.waiting(1)[0];
        if (next === undefined || next.seq !== expectedSeq) outbox.align(expectedSeq);
      };
      for (const name of steps) {
        if (name === 'save') ids.push(outbox.enqueue(command('x')).id);
        if (name === 'send') send(true);
        if (name === 'send, answer lost') send(false);
        if (name === 'head office loses one') office.taken.pop();
        if (name === 'laptop forgets answers') db.exec("update outbox set status = 'waiting'");
      }
      // Each exchange either delivers or aligns; a command more makes sure that there is one.
      ids.push(outbox.enqueue(command('last')).id);
      for (let round = 0; round < 4; round++) send(true);
      expect(outbox.counts().waiting).toBe(0);
      expect([...office.taken].sort()).toEqual([...ids].sort());
      expect(office.taken).toEqual(
        outbox
          .list()
          .toSorted((a, b) => a.seq - b.seq)
          .map(({ id }) => id),
      );
    }),
    { seed: 20260925, numRuns: 300 },
  );
});

test('what is open is what waits and what was refused and not looked at, newest first', () => {
  const { outbox, become } = laptop();
  become('device');
  const [accepted, refused, changed] = ['a', 'b', 'c', 'd'].map((body) => outbox.enqueue(command(body)));
  outbox.answer([
    { id: accepted!.id, status: 'accepted', reasonCode: null, result: null },
    { id: refused!.id, status: 'rejected', reasonCode: 'dealer_not_in_scope', result: null },
    { id: changed!.id, status: 'conflict', reasonCode: 'row_changed', result: null },
  ]);
  expect(outbox.open(10).commands.map(({ seq, status, reasonCode }) => [seq, status, reasonCode])).toEqual([
    [4, 'waiting', null],
    [3, 'conflict', 'row_changed'],
    [2, 'rejected', 'dealer_not_in_scope'],
  ]);
  expect(brief(outbox.open(1).commands)).toEqual(['4:d']);
  expect(outbox.open(1).total).toBe(3);
  outbox.markRefusalsSeen();
  expect(brief(outbox.open(10).commands)).toEqual(['4:d']);
});
