// Goal: a build runs when a source changed and not otherwise. Method: a small tree whose stamp is written by hand; a
// build that is tried there fails for want of a builder, and says so first.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureBuilt, sourceHash } from '../../../electron/launcher/build.mjs';

test('an unchanged tree is not built again, a changed one is', () => {
  const root = mkdtempSync(join(tmpdir(), 'rsw-build-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'renderer'));
  mkdirSync(join(root, 'out', 'renderer'), { recursive: true });
  writeFileSync(join(root, 'renderer', 'main.tsx'), 'one');
  writeFileSync(join(root, 'out', 'renderer', '.source-sha256'), sourceHash(root, 'renderer'));

  const said: string[] = [];
  const ensure = () => ensureBuilt(root, 'renderer', (line: string) => said.push(line));
  ensure();
  expect(said).toEqual([]);
  writeFileSync(join(root, 'renderer', 'main.tsx'), 'two');
  expect(ensure).toThrow(/build failed/);
  expect(said).toEqual(['building the screen']);
});
