// Goal: the figures follow the replica without keeping anybody waiting, and fail by name. Method: real threads over real
// replica files, changed and damaged between builds.
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AnalyticsSource } from '../../../db/store/analytics-source.ts';
import { connect } from '../../../db/store/connection.ts';
import { createReplica } from '../../../db/store/replica-file.ts';
import { damage, temporaryFolder } from '../../support/laptop.ts';
import { MAP_FOLDER } from '../../support/oracle/map.ts';

/** A source, the failures it told of, and the first of them to wait for. */
function sourceOf(replicaFile: string) {
  const failures: unknown[] = [];
  const failed = Promise.withResolvers<unknown>();
  const source = new AnalyticsSource({
    replicaFile,
    key: () => null,
    mapFolder: MAP_FOLDER,
    firstVersion: 1,
    onFailure: (error) => {
      failures.push(error);
      failed.resolve(error);
    },
    onUnkept: (error) => failures.push(error),
  });
  onTestFinished(() => source.close());
  return { source, failures, failed: failed.promise };
}

function replicaIn(folder: string): string {
  const file = join(folder, 'replica.db');
  createReplica(file, null);
  return file;
}

/** One receipt more, of a pack of its own. */
function addReceipt(file: string, n: number): void {
  const replica = connect(file, { role: 'replica', key: null });
  replica
    .prepare('insert into receipt_pack (id, region_id, dealer_id, period, body) values (?, ?, ?, ?, ?)')
    .run(`pack${n}`, 'region', 'dealer', '2026-07-01', JSON.stringify([[`r${n}`, '2026-07-01', 100]]));
  replica.close();
}

test('the first answer waits for its build, later ones do not', async () => {
  const file = replicaIn(temporaryFolder());
  const { source } = sourceOf(file);
  expect(source.version).toBe(0);
  addReceipt(file, 1);
  const first = source.current();
  source.renew();
  expect((await first).version).toBe(1);
  addReceipt(file, 2);
  const built = new Promise((resolve) => source.onBuilt(resolve));
  source.renew();
  expect((await source.current()).receipts.length).toBe(1);
  await built;
  expect((await source.current()).receipts.length).toBe(2);
  expect(source.version).toBe(2);
});

test('nobody is told that there is nothing while the first documents are being read', async () => {
  const file = replicaIn(temporaryFolder());
  const { source } = sourceOf(file);
  source.renew();
  expect((await source.current()).lastDay).toBeNull();
  addReceipt(file, 1);
  source.renew();
  expect(await source.current()).toMatchObject({ version: 2, receipts: { length: 1 } });
});

test('a change during a build is seen by the next one, however often it was announced', async () => {
  const file = replicaIn(temporaryFolder());
  const { source } = sourceOf(file);
  source.renew();
  addReceipt(file, 1);
  for (let i = 0; i < 5; i++) source.renew();
  const versions: number[] = [];
  await new Promise<void>((resolve) => {
    source.onBuilt((analytics) => {
      versions.push(analytics.version);
      if (versions.length === 2) resolve();
    });
  });
  expect(versions).toEqual([1, 2]);
  expect((await source.current()).receipts.length).toBe(1);
});

test('a damaged replica is named, and a mended one is used', async () => {
  const file = replicaIn(temporaryFolder());
  damage(file, 0, 4096);
  const { source, failures } = sourceOf(file);
  const first = source.current();
  source.renew();
  await expect(first).rejects.toMatchObject({ code: 'replica_corrupt' });
  await expect(source.current()).rejects.toMatchObject({ code: 'replica_corrupt' });
  expect(failures).toMatchObject([{ code: 'replica_corrupt' }]);
  createReplica(file, null);
  source.renew();
  expect((await source.current()).version).toBe(2);
});

test('a damaged replica leaves the figures of the one before in use', async () => {
  const file = replicaIn(temporaryFolder());
  const { source, failed } = sourceOf(file);
  source.renew();
  expect((await source.current()).version).toBe(1);
  damage(file, 0, 4096);
  source.renew();
  expect(await failed).toMatchObject({ code: 'replica_corrupt' });
  expect((await source.current()).version).toBe(1);
});

test('who still waits when the service closes is told', async () => {
  const { source } = sourceOf(replicaIn(temporaryFolder()));
  const waiting = source.current();
  source.renew();
  const refused = expect(waiting).rejects.toMatchObject({ code: 'service_unavailable' });
  await source.close();
  await refused;
});
