import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Marks where the fuses lie in Electron's binary, then their version, their number, and one character each. */
const FUSES = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  // As they are delivered: everything on but the cookies' encryption and what guards the archive.
  Buffer.from('101100111'),
]);

/**
 * Writes what the builder expects of an unpacked Electron for Linux: names in the right places and a place for fuses.
 * Nothing of it can run. It lets the builder do all that it does to our own files.
 */
export function writeElectronStandIn(folder: string): void {
  for (const name of ['resources', 'locales']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['zh-CN', 'en-US', 'de']) writeFileSync(join(folder, 'locales', `${name}.pak`), '');
  writeFileSync(join(folder, 'electron'), FUSES, { mode: 0o755 });
}
