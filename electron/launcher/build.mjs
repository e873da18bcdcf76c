/** Builds what is older than its sources. Imports nothing but Node's own modules. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './dependencies.mjs';

/** What is built, from what, and by which program of node_modules. */
const PARTS = {
  renderer: {
    what: 'the screen',
    sources: [
      'renderer',
      'db/contract',
      'db/domain',
      'resources/locales',
      'resources/fonts',
      'electron/packaging',
      'vite.config.ts',
    ],
    folder: ['out', 'renderer'],
    program: ['vite', 'bin', 'vite.js'],
  },
  proof: {
    what: 'the engine of proof sheets',
    sources: ['renderer/proof', 'db/domain', 'resources/locales', 'electron/packaging', 'vite.proof.config.ts'],
    folder: ['out', 'proof'],
    program: ['vite', 'bin', 'vite.js'],
    args: ['--config', 'vite.proof.config.ts'],
  },
  pack: {
    what: 'the program of evidence packs',
    sources: ['renderer/pack', 'db/domain', 'resources/locales', 'electron/packaging', 'vite.pack.config.ts'],
    folder: ['out', 'pack'],
    program: ['vite', 'bin', 'vite.js'],
    args: ['--config', 'vite.pack.config.ts'],
  },
  shell: {
    what: 'the Electron shell',
    sources: ['electron', 'db', 'resources/locales', 'electron.vite.config.ts'],
    folder: ['out', 'main'],
    program: ['electron-vite', 'bin', 'electron-vite.js'],
  },
};

function* filesUnder(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name));
}

/** Hash over names and contents of everything a build reads: a checkout with new dates builds nothing. */
export function sourceHash(root, part) {
  const hash = createHash('sha256');
  for (const source of [...PARTS[part].sources, 'package-lock.json']) {
    for (const file of filesUnder(join(root, source))) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Throws when the build fails; what was built before is then gone, and nothing old is shown as new. */
export function ensureBuilt(root, part, say) {
  const { what, folder, program, args = [] } = PARTS[part];
  const stamp = join(root, ...folder, '.source-sha256');
  const wanted = sourceHash(root, part);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`building ${what}`);
  const result = spawnSync(
    projectNode(root),
    [join(root, 'node_modules', ...program), 'build', '--logLevel', 'error', ...args],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (result.status !== 0) throw new Error(`the build failed with status ${result.status ?? result.signal}`);
  writeFileSync(stamp, wanted);
}
