// Goal: the command line reads documents, answers in the published schema and refuses wrong ones by place. Method: the
// real program as a child process, files and stdin.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CLASSIFY_VERDICTS, ClassifyOutput } from '../../../db/domain/diversion/schema/classify.ts';
import { ClustersOutput } from '../../../db/domain/diversion/schema/clusters.ts';
import { DetectOutput } from '../../../db/domain/diversion/schema/detect.ts';
import { IngestOutput } from '../../../db/domain/diversion/schema/ingest.ts';
import { readScanFile } from '../../../db/host/cli/scan-source.ts';
import { writeWorkbook } from '../../../db/service/workbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsw-diversion-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, ['db/host/cli/main.ts', 'diversion', ...args], {
    encoding: 'utf8',
    input,
    maxBuffer: 2 ** 28,
  });
function file(document: unknown): string {
  const path = join(folder, 'document.json');
  writeFileSync(path, JSON.stringify(document));
  return path;
}
const scan = {
  code: 'C1', dealer: 'D1', shippedOn: '2026-03-01', scannedAt: '2026-03-09T10:00:00+08:00',
  longitude: 121.54, latitude: 29.87, crs: 'WGS84', accuracyM: 30,
}; // biome-ignore format: a row
const territories = [{ dealer: 'D1', adcodes: ['330200'] }];

test('classify, detect and clusters answer in their schemas, also from stdin', () => {
  const classified = run(['classify', file({ territories, scans: [scan, 5] }), '--json']);
  expect(classified.status).toBe(0);
  expect(ClassifyOutput.parse(JSON.parse(classified.stdout)).scans.map(({ verdict }) => verdict)).toEqual([
    'inside',
    'rejected',
  ]);
  const detected = run(['detect', '-', '--json'], JSON.stringify({ territories, scans: [scan] }));
  expect(detected.status).toBe(0);
  expect(DetectOutput.parse(JSON.parse(detected.stdout)).totals.counted).toBe(1);
  const clusters = run([
    'clusters',
    file({
      coordinates: 'cartesian',
      locations: [
        { id: 'a', x: 0, y: 0, cases: 5, population: 10 },
        { id: 'b', x: 5, y: 0, cases: 1, population: 90 },
      ],
    }),
    '--json',
  ]);
  expect(ClustersOutput.parse(JSON.parse(clusters.stdout)).clusters).toMatchObject([{ centre: 'a', cases: 5 }]);
});

/** Everything that comes in wrong, with the reason it is counted under. */
const bad = [
  ['swapped', { longitude: 29.87, latitude: 121.54 }],
  ['null_island', { longitude: 0, latitude: 0 }],
  ['outside_china', { longitude: 2.35, latitude: 48.85 }],
  ['no_place', { longitude: null }],
  ['malformed', { longitude: '121.54' }],
  ['malformed', { scannedAt: '09/03/2026' }],
  ['scan_before_shipment', { shippedOn: '2026-04-01' }],
  ['never_shipped', { dealer: null }],
  ['no_territory', { dealer: 'D9' }],
  ['territory_unusable', { dealer: 'bow tie' }],
  ['territory_unusable', { dealer: 'empty' }],
] as const;
const hanoi = { ...scan, code: 'abroad', longitude: 105.85, latitude: 21.03 };
const bowTie = { type: 'Polygon', coordinates: [[[120, 30], [121, 31], [121, 30], [120, 31]]] }; // biome-ignore format: a bow tie
const badDocument = {
  territories: [...territories, { dealer: 'bow tie', polygons: bowTie }, { dealer: 'empty' }],
  scans: [
    ...bad.map(([, change], n) => ({ ...scan, code: `B${n}`, ...change })),
    { ...scan, code: 'local', scannedAt: '2026-03-09T10:00:00', accuracyM: null, Colour: 'red' },
  ],
};

test('bad input is answered row by row, counted by reason and never dropped: classify', () => {
  const run_ = run(['classify', file(badDocument), '--json']);
  const { scans, totals, notes, problems } = ClassifyOutput.parse(JSON.parse(run_.stdout));
  expect(scans.map(({ reason }) => reason)).toEqual([...bad.map(([reason]) => reason), null]);
  const counts: Record<string, number> = {};
  for (const [reason] of bad) counts[reason] = (counts[reason] ?? 0) + 1;
  expect(totals.reasons).toEqual(counts);
  expect(scans[4]).toMatchObject({ verdict: 'rejected', detail: 'longitude' });
  expect(notes).toEqual({ unknownColumns: { Colour: 1 }, timesWithoutZone: 1, withoutAccuracy: 1 });
  expect(problems.map(({ dealer, reason }) => [dealer, reason])).toEqual([
    ['bow tie', 'crosses_itself'],
    ['empty', 'empty'],
  ]);
});

test('bad input is counted by reason and never dropped: detect, with frozen places, copies and one code again and again', () => {
  const frozen = Array.from({ length: 25 }, (_, n) => ({
    ...scan,
    code: `F${n}`,
    latitude: 29.9,
    scannedAt: `2026-03-${String(3 + n).padStart(2, '0')}T10:00:00+08:00`,
  }));
  const same = Array.from({ length: 50_000 }, (_, n) => ({
    ...scan,
    code: 'same',
    latitude: 29.87 + n * 1e-7,
    scannedAt: new Date(Date.parse('2026-03-10T00:00:00Z') + n * 1000).toISOString(),
  }));
  const clone = [
    { ...scan, code: 'twin' },
    { ...scan, code: 'twin', longitude: 113.3, latitude: 23.1, scannedAt: '2026-03-09T10:30:00+08:00' },
    { ...scan, code: 'soon', user: 'u1', device: 'd1' },
    { ...scan, code: 'soon', user: 'u2', device: 'd2', longitude: 113.3, latitude: 23.1, scannedAt: '2026-03-09T10:05:00+08:00' },
  ]; // biome-ignore format: a row a line
  const scans = [...badDocument.scans, ...frozen, ...same, ...clone, hanoi];
  const answer = DetectOutput.parse(JSON.parse(run(['detect', file({ ...badDocument, scans }), '--json']).stdout));
  const { totals, rejected, frozenPlaces, clonedCodes, notes, problems } = answer;
  for (const [reason] of bad) {
    const times = bad.filter(([one]) => one === reason).length;
    expect(totals.setAside[reason]).toBe(times);
    expect(rejected.filter((one) => one.reason === reason)).toHaveLength(times);
  }
  expect(totals.setAside).toMatchObject({ frozen_place: 25, cloned_code: 4, no_division: 1 });
  expect(totals.setAside.duplicate).toBeGreaterThan(49_000);
  expect(frozenPlaces).toMatchObject([{ codes: 25 }]);
  expect(clonedCodes).toMatchObject([{ code: 'soon' }, { code: 'twin' }]);
  expect(notes).toMatchObject({ unknownColumns: { Colour: 1 }, timesWithoutZone: 1 });
  expect(problems).toHaveLength(2);
  expect(totals.counted + Object.values(totals.setAside).reduce((sum, n) => sum + n, 0)).toBe(scans.length);
});

test('wrong documents are refused by place, with the status of a wrong command line', () => {
  const refused = run(['classify', file({ territories: [{ adcodes: ['33'] }], scans: [] }), '--json']);
  expect(refused.status).toBe(2);
  expect(JSON.parse(refused.stderr)).toMatchObject({
    code: 'input_invalid',
    params: { field: 'territories[0].dealer' },
  });
  expect(run(['detect', join(folder, 'none.json')]).status).toBe(2);
  expect(run(['clusters', '-'], 'not json').stderr).toContain('Not JSON at line 1');
});

test('scans are read from CSV as Excel writes it in China, from workbooks and from events', {
  timeout: 600_000,
}, () => {
  const rows = [
    ['码值', '经销商', '扫码时间', '经度', '纬度', '角色'],
    ['C1', 'D1', '2026-03-09 10:00', '121.54', '29.87', '终端'],
    ['C2', 'D1', '2026-03-09 10:01', '29.87', '121.54', '终端'],
  ];
  const csv = join(folder, 'scans.csv');
  // GB 18030, byte by byte where it is not ASCII.
  const encoded: Readonly<Record<string, number[]>> = { 码: [0xc2, 0xeb], 值: [0xd6, 0xb5], 经: [0xbe, 0xad], 销: [0xcf, 0xfa], 商: [0xc9, 0xcc], 扫: [0xc9, 0xa8], 时: [0xca, 0xb1], 间: [0xbc, 0xe4], 度: [0xb6, 0xc8], 纬: [0xce, 0xb3], 角: [0xbd, 0xc7], 色: [0xc9, 0xab], 终: [0xd6, 0xd5], 端: [0xb6, 0xcb] }; // biome-ignore format: a table
  const text = rows.map((cells) => cells.join(',')).join('\r\n');
  writeFileSync(csv, Uint8Array.from([...text].flatMap((one) => encoded[one] ?? [one.charCodeAt(0)])));
  const xlsx = join(folder, 'scans.xlsx');
  const table = { header: rows[0]!, rows: rows.slice(1).map((cells) => cells.map((cell) => ({ kind: 'text', text: cell }) as const)) }; // biome-ignore format: a table
  writeFileSync(xlsx, writeWorkbook(table as never, 'scans'));
  const found = IngestOutput.parse(JSON.parse(run(['read', csv, '--json']).stdout));
  expect(found.preview).toMatchObject({
    rows: 2,
    placed: 1,
    rejected: [{ reason: 'swapped', rows: 1, first: [{ row: 1 }] }],
  });
  expect(readScanFile(xlsx, 'xlsx', 'GCJ02')).toEqual({ ...found, format: 'xlsx' });
  const detected = run(['detect', file({ territories, codes: found.codes, scans: found.scans }), '--json']);
  expect(DetectOutput.parse(JSON.parse(detected.stdout)).totals).toMatchObject({
    counted: 1,
    setAside: { swapped: 1 },
  });

  const events = join(folder, 'events.json');
  const sighting = { type: 'ObjectEvent', eventTime: '2026-03-09T10:00:00Z', eventTimeZoneOffset: '+08:00', action: 'OBSERVE', epcList: ['urn:epc:id:sgtin:6901234.056789.1'], readPoint: { id: 'geo:29.87,121.54' } }; // biome-ignore format: an event
  writeFileSync(events, JSON.stringify({ type: 'EPCISDocument', epcisBody: { eventList: [sighting, 5] } }));
  expect(readScanFile(events, 'epcis', 'GCJ02').preview).toMatchObject({
    placed: 1,
    rejected: [{ reason: 'malformed', rows: 1 }],
  });
  expect(run(['read', join(folder, 'scans.pdf')]).status).toBe(2);
});

test('the schemas are JSON Schema', () => {
  for (const name of ['classify', 'detect', 'clusters']) {
    const { input, output } = JSON.parse(run(['schema', name]).stdout) as Record<
      string,
      { $schema: string; title: string }
    >;
    expect(input).toMatchObject({
      $schema: expect.stringContaining('json-schema.org'),
      title: `diversion ${name}: input`,
    });
    expect(output).toMatchObject({ title: `diversion ${name}: output` });
    if (name === 'clusters') continue;
    // Where a reader looks for it: beside the properties, every verdict.
    const { verdicts } = (output as never as { properties: { totals: { properties: Record<string, unknown> } } }).properties.totals.properties; // biome-ignore format: one line
    expect(verdicts).toMatchObject({ required: CLASSIFY_VERDICTS, additionalProperties: false });
  }
});
