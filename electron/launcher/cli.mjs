/**
 * `npm run cli -- <command>`: the command line under the project's own Node. Runs on the machine's Node (20 or newer).
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureDependencies, projectNode } from './dependencies.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
ensureDependencies(root, (line) => process.stderr.write(`${line}\n`));
// What goes into a proof sheet, and is compared with what is in one.
if (process.argv.some((word) => word === 'proof' || word === 'verify-proof')) {
  ensureBuilt(root, 'proof', (line) => process.stderr.write(`${line}\n`));
}
// The same for evidence packs.
if (process.argv.some((word) => word === 'pack' || word === 'verify-pack')) {
  ensureBuilt(root, 'pack', (line) => process.stderr.write(`${line}\n`));
}
const child = spawn(projectNode(root), [join(root, 'db', 'host', 'cli', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  // What was compiled at one start is read at the next. Node throws it away when a source has changed.
  env: { NODE_COMPILE_CACHE: join(root, 'out', 'compile-cache'), ...process.env },
});
// The terminal sends its signals to the child as well; it ends in order and its status becomes ours.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('close', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 130);
});
