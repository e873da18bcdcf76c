import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';
import type { TileAddress } from '../../../db/domain/geo/binned-tile.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
};

export interface MapPage {
  readonly address: string;
  close(): void;
}

export type TileMaker = (tile: TileAddress) => Uint8Array | Promise<Uint8Array>;

/** Serves the page to a browser: the points as one ready GeoJSON, and the tiles of each kind by its maker. */
export async function serveMapPage(
  folder: string,
  points: Buffer,
  makers: Readonly<Record<'tiles' | 'denseTiles', TileMaker>>,
): Promise<MapPage> {
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, target: 'chrome120' },
    worker: { format: 'es' },
  });
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    if (path === '/points.geojson') {
      response.writeHead(200, { 'content-type': 'application/geo+json' }).end(points);
      return;
    }
    const tile = /^\/(tiles|denseTiles)\/(\d+)\/(\d+)\/(\d+)$/.exec(path);
    if (tile !== null) {
      const [z = 0, x = 0, y = 0] = tile.slice(2).map(Number);
      response.end(await makers[tile[1] as keyof typeof makers]({ z, x, y }));
      return;
    }
    const file = join(folder, path === '/' ? 'index.html' : path);
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(await readFile(file));
  };
  const server = createServer((request, response) => {
    answer(request.url ?? '/', response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close().closeAllConnections(),
  };
}
