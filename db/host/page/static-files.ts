import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.geojson': 'application/geo+json',
  '.topojson': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.bin': 'application/octet-stream',
  '.pbf': 'application/x-protobuf',
  '.wasm': 'application/wasm',
  '.map': 'application/json',
};
const NAME = /^[\w.-]+$/;
const HASHED = /-[\w-]{8}\.\w+$/;
/** Folders of `resources` that the page may read. */
const RESOURCES = ['map', 'fonts', 'locales'];

export interface StaticFile {
  readonly body: Buffer;
  readonly type: string;
  /** The name holds a hash of the content, so the file never changes. */
  readonly immutable: boolean;
}

export interface StaticFolders {
  /** The built renderer. */
  readonly renderer: string;
  readonly resources: string;
}

/**
 * The file behind a path of the page, or null. Every segment must be a plain name: there is no way up, no hidden file,
 * no encoded trick, whatever the operating system thinks of it.
 */
export async function readStatic(folders: StaticFolders, pathname: string): Promise<StaticFile | null> {
  const segments = pathname === '/' ? ['index.html'] : pathname.slice(1).split('/');
  if (!segments.every((segment) => NAME.test(segment) && !segment.startsWith('.'))) return null;
  const [first, second = ''] = segments;
  const inResources = first === 'resources';
  if (inResources && !RESOURCES.includes(second)) return null;
  const root = inResources ? folders.resources : folders.renderer;
  const file = join(root, ...(inResources ? segments.slice(1) : segments));
  const type = TYPES[extname(file)];
  if (type === undefined || !file.startsWith(root + sep)) return null;
  try {
    return { body: await readFile(file), type, immutable: !inResources && HASHED.test(file) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null;
    throw error;
  }
}
