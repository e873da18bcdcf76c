// Goal: a file of scans chosen on a laptop is looked at without a trace, imported as a whole, seen on the map like every other
// scan, and gone everywhere after undo; a second look at the same file says so. Method: the real head office over PGlite, a
// laptop that really syncs, its data service; waits are for states.
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CHUNK_BYTES_MAX, type ImportPreview, type ImportRecord } from '../../../db/contract/diversion-imports.ts';
import { contract } from '../../../db/contract/index.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { bulkLoad } from '../../../db/headoffice/sequencer.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { readPackParts } from '../../../db/host/pack-file.ts';
import { readProofParts } from '../../../db/host/proof-sheet.ts';
import { createService, type Service } from '../../../db/service/create-service.ts';
import { type Company, foundCompany } from '../../support/company.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { silent, temporaryFolder } from '../../support/laptop.ts';
import { MAP_FOLDER } from '../../support/oracle/map.ts';
import { openLaptop, type SyncedLaptop } from '../../support/synced-laptop.ts';

const context = (signal = new AbortController().signal) => ({ signal });
let database: HeadOfficeDatabase;
let server: HeadOfficeServer;
let company: Company;

beforeAll(async () => {
  database = await openEmptyHeadOffice();
  company = await bulkLoad(database, async (tx) => {
    const founded = await foundCompany(tx as HeadOfficeDatabase);
    const shipment = uuid();
    await tx.query(
      `insert into ho.shipment (id, code, region_id, dealer_id, shipped_on, warehouse) values ($1, 'CK1', $2, $3, '2026-08-01', '宁波仓')`,
      [shipment, founded.zhejiang, founded.ningbo],
    );
    for (const code of ['A1', 'A2']) {
      await tx.query(
        `insert into ho.trace_code (id, code, level, sku_id, batch, produced_on, shipment_id) values ($1, $2, 'case', $3, 'B1', '2026-07-01', $4)`,
        [uuid(), code, founded.sku, shipment],
      );
    }
    return founded;
  });
  server = await startHeadOfficeServer({ database, port: 0, log: silent });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

async function syncedService(person: string): Promise<{ service: Service; laptop: SyncedLaptop }> {
  const laptop = await openLaptop(temporaryFolder());
  await laptop.enrol(database, person, server.address);
  await laptop.until(({ state }) => state === 'idle');
  const service = await createService({
    store: laptop.store,
    engine: laptop.engine,
    mapFolder: MAP_FOLDER,
    log: silent,
    appVersion: '1',
    proof: readProofParts,
    pack: readPackParts,
  });
  onTestFinished(() => service.close());
  return { service, laptop };
}

/** Puts a file in pieces and looks at it. */
async function look(
  { handlers }: Service,
  fileName: string,
  bytes: Uint8Array,
): Promise<{ uploadId: string; preview: ImportPreview }> {
  const uploadId = uuid();
  for (let at = 0; at === 0 || at < bytes.length; at += CHUNK_BYTES_MAX) {
    await handlers.diversion.putSource(
      { uploadId, at, base64: Buffer.from(bytes.slice(at, at + CHUNK_BYTES_MAX)).toString('base64') },
      context(),
    );
  }
  for await (const told of handlers.diversion.previewImport(
    { uploadId, fileName, format: null, crs: 'GCJ02' },
    context(),
  )) {
    const answer = contract.diversion.previewImport.output.parse(told);
    if (answer.state === 'ready') return { uploadId, preview: answer.preview };
  }
  throw new Error('The preview ended without an answer');
}

async function recordOf({ handlers }: Service, importId: string): Promise<ImportRecord> {
  const { imports } = contract.diversion.listImports.output.parse(await handlers.diversion.listImports({}, context()));
  const record = imports.rows.find(({ id }) => id === importId);
  if (record === undefined) throw new Error('There is no such import');
  return record;
}

const LINES = [
  '码值,扫码时间,经度,纬度,精度,角色,备注',
  'A1,2026-09-04 10:00,120.61,31.31,30,终端,',
  'A2,2026-09-03 10:00,31.31,120.61,30,终端,换了',
  'A2,2026-09-03 11:00,121.54,29.87,,消费者,',
  'nobody,2026-09-03 12:00,121.54,29.87,30,消费者,',
];

test('a file is looked at, imported, seen, known again, undone', async () => {
  const { service, laptop } = await syncedService('zhou');
  const bytes = new TextEncoder().encode(LINES.join('\r\n'));
  const { uploadId, preview } = await look(service, '九月扫码.csv', bytes);
  expect(preview).toMatchObject({
    format: 'csv',
    fileRows: 4,
    rows: 3,
    before: null,
    regions: [{ id: company.zhejiang, name: '浙江' }],
  });
  expect(preview.findings.map(({ outcome, reason, rows }) => [outcome, reason, rows])).toEqual([
    ['refused', 'swapped', 1],
    ['noted', 'code_not_here', 3],
    ['noted', 'late', 3],
    ['noted', 'time_without_zone', 3],
    ['noted', 'out_of_order', 2],
    ['noted', 'unknown_column', 1],
    ['noted', 'without_accuracy', 1],
  ]);
  expect(laptop.store.outbox.list()).toEqual([]);

  const importId = uuid();
  await expect(
    Promise.resolve(
      service.handlers.diversion.importScans({ uploadId, importId, regionId: company.jiangsu }, context()),
    ),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await service.handlers.diversion.importScans({ uploadId, importId, regionId: company.zhejiang }, context());
  expect(await recordOf(service, importId)).toMatchObject({ fileName: '九月扫码.csv', parts: 1, taken: null });
  await laptop.untilRows('select taken, undone_at from scan_import', [{ taken: 2, undone_at: null }]);
  await laptop.untilRows('select code, accuracy_class, shipped_on from scan order by code', [
    { code: 'A1', accuracy_class: 'A', shipped_on: '2026-08-01' },
    { code: 'A2', accuracy_class: 'D', shipped_on: '2026-08-01' },
  ]);
  const record = await recordOf(service, importId);
  expect(record).toMatchObject({ state: 'taken', taken: 2, byName: '周敏', regionName: '浙江', refusal: null });
  // Which codes are known head office has said; the laptop’s guess is gone.
  expect(record.findings.map(({ reason }) => reason)).toContain('code_unknown');
  expect(record.findings.map(({ reason }) => reason)).not.toContain('code_not_here');

  const again = await look(service, 'copy.csv', bytes);
  expect(again.preview.before).toMatchObject({ fileName: '九月扫码.csv', byName: '周敏' });
  expect(again.preview.findings).toContainEqual({
    outcome: 'refused',
    reason: 'known',
    rows: 2,
    first: [
      { row: 1, detail: 'A1' },
      { row: 3, detail: 'A2' },
    ],
  });

  await service.handlers.diversion.undoImport({ importId }, context());
  await laptop.untilRows('select code from scan', []);
  await laptop.untilRows('select undone_at is not null as undone from scan_import', [{ undone: 1 }]);
  expect(await recordOf(service, importId)).toMatchObject({ state: 'undone', undoneByName: '周敏' });
  await expect(Promise.resolve(service.handlers.diversion.undoImport({ importId }, context()))).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('an import is taken back before head office has heard of it; nothing of a cancelled or discarded file is left', async () => {
  const { service, laptop } = await syncedService('zhou');
  const bytes = new TextEncoder().encode(LINES.slice(0, 2).join('\n'));
  const { uploadId } = await look(service, 'later.csv', bytes);
  const importId = uuid();
  await service.handlers.diversion.importScans({ uploadId, importId, regionId: company.zhejiang }, context());
  await service.handlers.diversion.undoImport({ importId }, context());
  await laptop.untilRows(`select taken, undone_at is not null as undone from scan_import where id = '${importId}'`, [
    { taken: 1, undone: 1 },
  ]);
  await laptop.untilRows('select code from scan', []);

  const before = laptop.store.outbox.list().length;
  const { diversion } = service.handlers;
  const discarded = (await look(service, 'never.csv', bytes)).uploadId;
  await diversion.discardSource({ uploadId: discarded }, context());
  const cancelled = uuid();
  await diversion.putSource({ uploadId: cancelled, at: 0, base64: Buffer.from(bytes).toString('base64') }, context());
  const gone = new AbortController();
  gone.abort();
  const leaving = async () => {
    for await (const told of diversion.previewImport(
      { uploadId: cancelled, fileName: 'a.csv', format: null, crs: 'GCJ02' },
      context(gone.signal),
    ))
      void told;
  };
  await expect(leaving()).rejects.toMatchObject({ code: 'cancelled' });
  for (const one of [discarded, cancelled, uploadId]) {
    await expect(
      Promise.resolve(
        diversion.importScans({ uploadId: one, importId: uuid(), regionId: company.zhejiang }, context()),
      ),
    ).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(laptop.store.outbox.list()).toHaveLength(before);
});

test('who may not import is told before, and what is no file of scans is refused by name', async () => {
  const { service } = await syncedService('chen');
  const bytes = new TextEncoder().encode(LINES.join('\n'));
  const { uploadId, preview } = await look(service, 'scans.txt', bytes);
  expect(preview.regions).toEqual([]);
  await expect(
    Promise.resolve(
      service.handlers.diversion.importScans({ uploadId, importId: uuid(), regionId: company.group }, context()),
    ),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await expect(look(service, 'scans.pdf', bytes)).rejects.toMatchObject({ code: 'input_invalid' });
  await expect(look(service, 'scans.json', bytes)).rejects.toMatchObject({ code: 'input_invalid' });
  await expect(look(service, 'scans.xlsx', new Uint8Array([80, 75, 3, 4, 0, 0]))).rejects.toMatchObject({
    code: 'input_invalid',
  });
});
