/** Reads Electron's archives without Electron. Layout: https://github.com/electron/asar#format */
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly size?: number;
  readonly offset?: string;
  readonly unpacked?: boolean;
}

export interface PackedFile {
  /** With forward slashes, from the root of the archive. */
  readonly path: string;
  /** It lies beside the archive. */
  readonly unpacked: boolean;
  /** Null when it lies beside the archive. */
  readonly content: Buffer | null;
}

const HEADER_START = 16;

/** Every file of an archive. */
export function readAsar(archive: string): readonly PackedFile[] {
  const bytes = readFileSync(archive);
  const header = JSON.parse(
    bytes.subarray(HEADER_START, HEADER_START + bytes.readUInt32LE(12)).toString('utf8'),
  ) as Entry;
  const base = 8 + bytes.readUInt32LE(4);
  const walk = (entry: Entry, path: string): readonly PackedFile[] => {
    if (entry.files !== undefined) {
      return Object.entries(entry.files).flatMap(([name, inner]) =>
        walk(inner, path === '' ? name : `${path}/${name}`),
      );
    }
    const start = base + Number(entry.offset ?? 0);
    const unpacked = entry.unpacked === true;
    return [{ path, unpacked, content: unpacked ? null : bytes.subarray(start, start + (entry.size ?? 0)) }];
  };
  return walk(header, '');
}

/**
 * Lays an archive out as a folder of the same name, with what was unpacked beside it, so that Node can run what
 * Electron would. Electron itself finds an unpacked `.node` file when it is asked for the one in the archive: a link
 * stands for that. Whatever else is unpacked is found only by who asks for it where it lies.
 */
export function layOut(archive: string, folder: string): void {
  const inside = join(folder, 'app.asar');
  const beside = join(folder, 'app.asar.unpacked');
  for (const { path, content } of readAsar(archive)) {
    const file = join(inside, path);
    mkdirSync(dirname(file), { recursive: true });
    if (content !== null) {
      writeFileSync(file, content);
      continue;
    }
    mkdirSync(dirname(join(beside, path)), { recursive: true });
    copyFileSync(join(`${archive}.unpacked`, path), join(beside, path));
    if (path.endsWith('.node')) symlinkSync(join(beside, path), file);
  }
}
