/** What `npm run e2e` does first: builds what the browser tests open, when its sources are newer. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../../electron/launcher/build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
for (const part of ['renderer', 'proof', 'pack', 'shell'])
  ensureBuilt(root, part, (line) => process.stdout.write(`${line}\n`));
