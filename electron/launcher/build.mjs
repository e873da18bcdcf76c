/** Builds the renderer when its sources are newer than what was built. Imports nothing but Node's own modules. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './dependencies.mjs';

const SOURCES = ['renderer', 'db/contract', 'db/domain', 'resources/locales', 'resources/fonts'];
const FILES = ['vite.config.ts', 'package-lock.json'];

function* filesUnder(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name));
}

/** Hash over names and contents of everything the build reads: a checkout with new dates builds nothing. */
export function sourceHash(root) {
  const hash = createHash('sha256');
  for (const source of [...SOURCES, ...FILES]) {
    for (const file of filesUnder(join(root, source))) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Throws when the build fails; what was built before is then gone, and nothing old is shown as new. */
export function ensureRenderer(root, say) {
  const stamp = join(root, 'out', 'renderer', '.source-sha256');
  const wanted = sourceHash(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('building the screen');
  const result = spawnSync(
    projectNode(root),
    [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'error'],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (result.status !== 0) throw new Error(`the build failed with status ${result.status ?? result.signal}`);
  writeFileSync(stamp, wanted);
}
