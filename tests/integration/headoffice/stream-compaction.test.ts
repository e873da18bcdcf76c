// Goal: whatever happens to the log while a laptop reads it, compaction included, every checkpoint that it completes is a
// state head office had at that operation, whole. Method: the real stream on real PGlite and PostgreSQL, read line by
// line; between any two lines the seed chooses what happens to the tables and the log. Pages hold three operations,
// lines one or more.
import fc from 'fast-check';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import type { Changes } from '../../../db/headoffice/runner.ts';
import { closeMonths, compact, reseed, sequence } from '../../../db/headoffice/sequencer.ts';
import { streamCheckpoints } from '../../../db/headoffice/stream.ts';
import { addReceipt, type Company, foundCompany } from '../../support/company.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { type Completed, StreamReader, slowResponse } from '../../support/stream-reader.ts';
import { reduceLog } from '../../support/sync-log.ts';

const WEIGHTS = { amend: 6, move: 3, delete: 1, add: 3, compact: 4, close: 1, reseed: 1 } as const;
const Act = fc.record({
  do: fc.oneof(
    ...Object.entries(WEIGHTS).map(([what, weight]) => ({
      weight,
      arbitrary: fc.constant(what as keyof typeof WEIGHTS),
    })),
  ),
  pick: fc.nat(),
  fen: fc.integer({ min: 1, max: 1_000_000 }),
});
/** What happens after each line: most of the time nothing, so that checkpoints are completed as well. */
const Script = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(Act, { minLength: 1, maxLength: 3 }) },
  ),
  { minLength: 40, maxLength: 80 },
);
type Act = typeof Act extends fc.Arbitrary<infer T> ? T : never;

const RUNS = 12;

const dayOf = (n: number): string => new Date(Date.UTC(2026, 6, 1 + (n % 60))).toISOString().slice(0, 10);

/** Head office's history: what the log said at every operation at which it stood. */
class History {
  readonly states = new Map<string, ReadonlyMap<string, string>>();
  readonly #database: HeadOfficeDatabase;
  readonly #company: Company;
  #closed = '2026-06-01';
  constructor(database: HeadOfficeDatabase, company: Company) {
    this.#database = database;
    this.#company = company;
  }

  async note(): Promise<void> {
    const { rows } = await this.#database.query<{ key: string }>(
      "select epoch || '/' || last_op as key from sync.state",
    );
    this.states.set(rows[0]?.key ?? '', await reduceLog(this.#database));
  }

  async epoch(): Promise<string> {
    const { rows } = await this.#database.query<{ epoch: string }>('select epoch::text from sync.state');
    return rows[0]?.epoch ?? '';
  }

  /** One thing happens, and is sequenced. */
  async happen({ do: what, pick, fen }: Act): Promise<void> {
    const database = this.#database;
    const { zhejiang, jiangsu, ningbo, suzhou } = this.#company;
    const { rows } = await database.query<{ id: string }>('select id from ho.receipt order by id');
    const id = rows[pick % Math.max(1, rows.length)]?.id ?? v7();
    const on = dayOf(pick);
    if (what === 'add') await addReceipt(database, { region: zhejiang, dealer: ningbo, on, fen });
    if (what === 'amend') await database.query('update ho.receipt set amount_fen = $1 where id = $2', [fen, id]);
    if (what === 'delete') await database.query('delete from ho.receipt where id = $1', [id]);
    if (what === 'move') {
      const [region, dealer] = pick % 2 === 0 ? [jiangsu, suzhou] : [zhejiang, ningbo];
      await database.query('update ho.receipt set region_id = $1, dealer_id = $2 where id = $3', [region, dealer, id]);
    }
    await sequence(database);
    if (what === 'compact') await compact(database);
    if (what === 'reseed') await reseed(database);
    if (what === 'close') {
      const next = `2026-0${7 + (pick % 3)}-01`;
      if (next > this.#closed) this.#closed = next;
      await closeMonths(database, this.#closed);
    }
    await this.note();
  }
}

async function addDevice(database: HeadOfficeDatabase, person: string): Promise<string> {
  const id = v7();
  await database.query(
    `insert into ho.device (id, person_id, name, public_jwk, enrolled_at) values ($1, $2, 'test', '{}', now())`,
    [id, person],
  );
  return id;
}

describeOnBackends('a stream beside compaction', (backend) => {
  test('completes only checkpoints that head office had', async () => {
    const database = await backend.openDatabase();
    const company = await foundCompany(database);
    const device = await addDevice(database, company.chen);
    for (let n = 0; n < 12; n++) {
      const [region, dealer] = n % 3 === 0 ? [company.jiangsu, company.suzhou] : [company.zhejiang, company.ningbo];
      await addReceipt(database, { region, dealer, on: dayOf(n * 5), fen: n + 1 });
    }
    await sequence(database);
    const history = new History(database, company);

    let completed = 0;
    await fc.assert(
      fc.asyncProperty(Script, async (script) => {
        await history.note();
        const acts = [...script];
        const act = async () => {
          for (const one of acts.shift() ?? []) await history.happen(one);
        };
        let epoch = '';
        let reader = new StreamReader();
        const seen: Completed[] = [];
        let isDone = false;
        while (!isDone) {
          // Positions of another epoch mean nothing: the laptop starts anew.
          if (epoch !== (await history.epoch())) reader = new StreamReader();
          epoch = await history.epoch();
          const response = slowResponse(async (line) => {
            const state = reader.take(line);
            if (state !== null) {
              seen.push(state);
              expect(state.wrong).toEqual([]);
              const truth = history.states.get(`${epoch}/${state.lastOp}`);
              const ours = [...(truth ?? [])].filter(([key]) => !key.startsWith(`person:${company.zhou}`));
              expect(Object.fromEntries(state.rows)).toEqual(Object.fromEntries(ours));
            }
            await act();
          });
          const failed = new Promise<never>((_, reject) => response.once('error', reject));
          let count = 0;
          const changes: Changes = {
            get count() {
              return count;
            },
            async after() {
              // Only a laptop that is up to date waits, so the last checkpoint was completed.
              isDone = acts.length === 0;
              if (isDone) response.destroy();
              await act();
              count += 1;
            },
          };
          const bearer = { personId: company.chen, deviceId: device, expires: Date.now() / 1000 + 600 };
          const request = { buckets: reader.positions };
          await Promise.race([
            streamCheckpoints({ database, changes, bearer, request, response, pageSize: 3, lineChars: 300 }),
            failed,
          ]);
        }
        completed += seen.length;
      }),
      { numRuns: RUNS, seed: 20261124, endOnFailure: true },
    );
    expect(completed).toBeGreaterThan(2 * RUNS);
  });

  test('a device that is revoked in the middle of a download gets no further page', async () => {
    const database = await backend.openDatabase();
    const company = await foundCompany(database);
    const device = await addDevice(database, company.chen);
    await sequence(database);
    const lines: string[] = [];
    const response = slowResponse(async (line) => {
      lines.push(line);
      if (line.startsWith('{"data"'))
        await database.query('update ho.device set revoked_at = now() where id = $1', [device]);
    });
    const changes: Changes = { count: 0, after: () => Promise.resolve() };
    const bearer = { personId: company.chen, deviceId: device, expires: Date.now() / 1000 + 600 };
    await expect(
      streamCheckpoints({ database, changes, bearer, request: { buckets: [] }, response, pageSize: 2 }),
    ).rejects.toMatchObject({ code: 'device_revoked' });
    expect(lines.filter((line) => line.startsWith('{"data"'))).toHaveLength(1);
    expect(lines.join()).not.toContain('checkpoint_complete');
  });
});
