/**
 * Brings node_modules in line with package-lock.json. Runs on the machine's own Node (20 or newer), before anything is
 * installed, so it imports nothing but Node's own modules. Used by `npm start` and `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = '.installed-lock-sha256';

/** SHA-256 of the lock file: what node_modules must have been made from. */
function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Path of the Node 24 that the project brings with it. */
export function projectNode(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Runs `npm ci` when node_modules is missing or was made from another lock file. The stamp is written last, so that an
 * interrupted install is done again. `say` gets one line when there is something to do. Throws when npm fails.
 */
export function ensureDependencies(root, say) {
  const stamp = join(root, 'node_modules', STAMP);
  const wanted = lockHash(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(projectNode(root))) return;
  say('installing the locked dependencies (npm ci)');
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const result = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: npm === undefined && process.platform === 'win32',
  });
  if (result.status !== 0) throw new Error(`npm ci failed with status ${result.status ?? result.signal}`);
  writeFileSync(stamp, wanted);
}
