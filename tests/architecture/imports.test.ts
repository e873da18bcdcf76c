// Goal: imports run one way (see db/README.md). Method: dependency-cruiser over the whole tree, its rules in
// .dependency-cruiser.json; a finding fails with the arrow that runs the wrong way.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('imports run one way', () => {
  const run = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--output-type',
      'err',
      'db',
      'electron',
      'renderer',
    ],
    { encoding: 'utf8' },
  );
  expect(run.stdout + run.stderr).toMatch(/no dependency violations found/);
  // A run that saw nothing would be green too: it must have followed a good number of modules.
  const modules = Number(/\((\d+) modules/.exec(run.stdout)?.[1] ?? 0);
  expect(modules).toBeGreaterThan(20);
});
