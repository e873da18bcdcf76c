// Goal: `rebates proof` and `rebates verify-proof` answer by their exit status, write a sheet whole or not at all, and the
// engine is the same bytes whenever it is built. Method: the real programs as child processes, files damaged one at a time.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXAMPLE } from '../../../db/domain/rebates/schema/example.ts';
import { encodeGbk } from '../../../db/service/gbk.ts';
import { ensureBuilt } from '../../../electron/launcher/build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rsw-proof-cli-'));
const sheet = join(folder, 'sheet.html');
const run = (...args: string[]) =>
  spawnSync(process.execPath, ['db/host/cli/main.ts', 'rebates', ...args], { encoding: 'utf8' });
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

beforeAll(() => {
  ensureBuilt(resolve('.'), 'proof', () => undefined);
  const made = run('proof', file('document.json', JSON.stringify(EXAMPLE)), '--dealer', 'D1', '-o', sheet, '--date', '2026-04-01');
  expect(made.status, made.stderr).toBe(0);
  expect(made.stdout).toContain('payable: 2400.00');
}); // biome-ignore format: one command
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a sheet verifies, also against the hash that was kept', () => {
  const { stdout, status } = run('verify-proof', sheet, '--json');
  expect(status).toBe(0);
  const answer = JSON.parse(stdout) as { agrees: boolean; hash: { found: string }; engine: { same: boolean } };
  expect([answer.agrees, answer.engine.same]).toEqual([true, true]);
  const other = run('verify-proof', sheet, '--hash', '0'.repeat(64));
  expect(other.status).toBe(1);
  expect(other.stdout).toContain('differs from the hash you know');
});

test('a changed sheet is told by place, and by status 1', () => {
  const text = readFileSync(sheet, 'utf8');
  const changed = run('verify-proof', file('changed.html', text.replace('"net":"110000.00"', '"net":"120000.00"')));
  expect(changed.status).toBe(1);
  expect(changed.stdout).toContain('FL-Q D1 2026Q1 payable: stated 1900.00, recomputed 2100.00');
});

test('a damaged or missing file is told plainly, by status 2', () => {
  const { status, stderr, stdout } = run(
    'verify-proof',
    file('half.html', readFileSync(sheet, 'utf8').slice(0, 90_000)),
  );
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(/no rebate statement, or is cut/)]);
  const missing = run('verify-proof', join(folder, 'missing.html'));
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('the file cannot be read')]);
});

test('what cannot be calculated, or written, leaves nothing behind', () => {
  const before = readdirSync(folder);
  const document = join(folder, 'document.json');
  const stranger = run('proof', document, '--dealer', 'D9', '-o', join(folder, 'never.html'));
  expect([stranger.status, stranger.stderr]).toEqual([2, expect.stringContaining('No agreement concerns the dealer D9')]);
  const nowhere = run('proof', document, '--dealer', 'D1', '-o', join(folder, 'no', 'such', 'folder.html'));
  expect([nowhere.status, nowhere.stderr]).toEqual([1, expect.stringContaining('folder_unwritable')]);
  expect(readdirSync(folder)).toEqual(before);
}); // biome-ignore format: two commands

test('a dispute is explained from a file in GBK, and a bad cell is named', () => {
  const document = join(folder, 'document.json');
  const claim = join(folder, 'claim.csv');
  const args = ['dispute', document, '--dealer', 'D1', '--agreement', 'FL-Q', '--claimed', '2300.00', '--claim', claim];
  // The return of March is left out: 115000 · 2 % = 2300.
  const rows = '单据号,日期,货号,金额\nSO1,2026-01-15,S1,110000\nSO2,2026-02-20,S9,10000\n';
  writeFileSync(claim, encodeGbk(rows));
  const { status, stdout, stderr } = run(...args, '--json');
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    gap: '400',
    rest: '0',
    causes: [{ kind: 'line_missing', of: 'R1-1', effect: '400' }],
    lines: { basis: 'net', same: 2, onlyOurs: 1 },
  });
  writeFileSync(claim, rows.replace(',10000\n', ',1万\n'));
  const bad = run(...args);
  expect([bad.status, bad.stdout, bad.stderr]).toEqual([2, '', expect.stringContaining('D3: amount_unclear (1万)')]);
});

test('the engine is built to the same bytes again, and holds nothing of this machine', () => {
  const out = join(folder, 'engine');
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', 'vite.proof.config.ts', '--logLevel', 'error', '--outDir', out];
  const built = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(built.status, built.stderr).toBe(0);
  const engine = readFileSync(join(out, 'engine.js'), 'utf8');
  // Compared as truths: a quarter of a megabyte makes no readable failure.
  expect(engine === readFileSync(join('out', 'proof', 'engine.js'), 'utf8')).toBe(true);
  expect(engine.includes(resolve('.'))).toBe(false);
});
