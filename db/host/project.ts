import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The folder of the program. */
export const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');
export const RESOURCES_FOLDER = join(PROJECT_FOLDER, 'resources');
export const MAP_FOLDER = join(RESOURCES_FOLDER, 'map');
export const RENDERER_FOLDER = join(PROJECT_FOLDER, 'out', 'renderer');
/** Built by vite.proof.config.ts. */
export const PROOF_ENGINE_FILE = join(PROJECT_FOLDER, 'out', 'proof', 'engine.js');

/** Built by vite.pack.config.ts. */
export const PACK_ENGINE_FILE = join(PROJECT_FOLDER, 'out', 'pack', 'engine.js');

export const APP_VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8'))).version;
