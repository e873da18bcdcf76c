// Goal: the command line reads documents, answers in the published schema and refuses wrong ones by place. Method: the
// real program as a child process, files and stdin.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ClassifyOutput } from '../../../db/domain/diversion/schema/classify.ts';
import { ClustersOutput } from '../../../db/domain/diversion/schema/clusters.ts';
import { DetectOutput } from '../../../db/domain/diversion/schema/detect.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsw-diversion-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, ['db/host/cli/main.ts', 'diversion', ...args], { encoding: 'utf8', input });
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

test('wrong documents are refused by place, with the status of a wrong command line', () => {
  const refused = run(['classify', file({ territories: [{ adcodes: ['33'] }], scans: [] }), '--json']);
  expect(refused.status).toBe(2);
  expect(JSON.parse(refused.stderr)).toMatchObject({
    code: 'input_invalid',
    params: { field: 'territories[0].dealer' },
  });
  expect(run(['detect', join(folder, 'none.json')]).status).toBe(2);
  expect(run(['clusters', '-'], 'not json').stderr).toContain('not JSON');
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
  }
});
