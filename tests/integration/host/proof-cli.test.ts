// Goal: `rebates proof` and `rebates verify-proof` answer by their exit status, write a sheet whole or not at all, and the
// engine is the same bytes whenever it is built. Method: the real programs as child processes, files damaged one at a time.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXAMPLE } from '../../../db/domain/rebates/schema/example.ts';
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
  expect(run('verify-proof', sheet, '--hash', answer.hash.found.toUpperCase()).status).toBe(0);
  const other = run('verify-proof', sheet, '--hash', '0'.repeat(64));
  expect(other.status).toBe(1);
  expect(other.stdout).toContain('differs from the hash you know');
});

test('a changed sheet is told by place, and by status 1', () => {
  const text = readFileSync(sheet, 'utf8');
  const changed = run('verify-proof', file('changed.html', text.replace('"net":"110000.00"', '"net":"120000.00"')));
  expect(changed.status).toBe(1);
  expect(changed.stdout).toContain('FL-Q D1 2026Q1 payable: stated 1900.00, recomputed 2100.00');
  const engine = run('verify-proof', file('engine.html', text.replace('(function(){', '(function(){ ')));
  expect([engine.status, engine.stdout.includes('another one than of this program')]).toEqual([1, true]);
});

test('a damaged, empty or missing file is told plainly, by status 2', () => {
  const text = readFileSync(sheet, 'utf8');
  for (const [name, damaged] of [['half.html', text.slice(0, 90_000)], ['empty.html', ''], ['other.html', '<p>hello']] as const) {
    const { status, stderr, stdout } = run('verify-proof', file(name, damaged));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/no rebate statement, or is cut/);
  }
  const missing = run('verify-proof', join(folder, 'missing.html'));
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('the file cannot be read')]);
}); // biome-ignore format: three files

test('what cannot be calculated, or written, leaves nothing behind', () => {
  const before = readdirSync(folder);
  const document = join(folder, 'document.json');
  const stranger = run('proof', document, '--dealer', 'D9', '-o', join(folder, 'never.html'));
  expect([stranger.status, stranger.stderr]).toEqual([2, expect.stringContaining('No agreement concerns the dealer D9')]);
  const nowhere = run('proof', document, '--dealer', 'D1', '-o', join(folder, 'no', 'such', 'folder.html'));
  expect([nowhere.status, nowhere.stderr]).toEqual([1, expect.stringContaining('folder_unwritable')]);
  expect(readdirSync(folder)).toEqual(before);
}); // biome-ignore format: two commands

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
