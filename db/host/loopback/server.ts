import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AnyTRPCRouter } from '@trpc/server';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import { toWireError } from '../../service/wire-error.ts';
import { answerPage, COMMON_HEADERS } from '../page/answer-page.ts';
import type { StaticFolders } from '../page/static-files.ts';
import { CommandsUnderWay, serveChannel } from '../serve-channel.ts';
import { isOwnRequest } from './own-request.ts';
import { newSecret, Session } from './session.ts';
import { socketChannel } from './socket-channel.ts';

const BODY_BYTES_MAX = 1024;
const MESSAGE_BYTES_MAX = 1_000_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
/** Less than the launcher waits for this process to end. */
const COMMANDS_MS = 5_000;
const PING_EVERY_MS = 20_000;

const STATUS: Partial<Record<ErrorCode, number>> = {
  input_invalid: 400,
  session_required: 401,
  forbidden: 403,
  not_found: 404,
  code_used: 410,
  limit_exceeded: 429,
};

const ExchangeRequest = z.object({ code: z.string().min(1).max(200) });

export interface LoopbackOptions {
  /** The page is served at once; what it asks waits for this. */
  readonly router: Promise<AnyTRPCRouter>;
  readonly folders: StaticFolders;
  /** 0 takes any free port. */
  readonly port: number;
  /** Kept by the launcher over a restart, so that open windows stay signed in. */
  readonly sessionSecret?: string;
  readonly code?: string;
  readonly log: Logger;
}

export interface LoopbackHost {
  /** `http://127.0.0.1:<port>`, without the code. */
  readonly address: string;
  /** The address with the one-time code in its fragment, which no browser sends and no server logs. */
  readonly entrance: string;
  /** Closes the door; resolves when the commands that are under way have ended. */
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type'] !== 'application/json') throw new AppError('input_invalid', { field: 'type' });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new AppError('limit_exceeded', { limit: BODY_BYTES_MAX });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new AppError('input_invalid', { field: 'body' }, error);
  }
}

/**
 * The browser shell: serves the page and the contract on 127.0.0.1 to one browser, the one that was given the code.
 * Any other program's page can reach this port too, so nothing is answered on the strength of the address alone.
 * @throws AppError port_in_use
 */
export async function startLoopbackHost(options: LoopbackOptions): Promise<LoopbackHost> {
  const { router, folders, log } = options;
  // Told where it is awaited, by whoever asks.
  router.catch(() => undefined);
  const code = options.code ?? newSecret();
  const session = new Session(options.sessionSecret ?? newSecret(), code);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false });
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS });
  let port = 0;
  let host = '';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The path alone: this address never carries a secret, and a query is of no use here.
    const pathname = (request.url ?? '/').split('?')[0] ?? '/';
    const json = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, {
        ...COMMON_HEADERS,
        'cache-control': 'no-store',
        'content-type': 'application/json',
        ...headers,
      });
      response.end(JSON.stringify(body));
    };
    try {
      const isPost = request.method === 'POST';
      if (!isOwnRequest(request, host, isPost)) throw new AppError('forbidden');
      if (pathname === '/session') {
        if (isPost) {
          const parsed = ExchangeRequest.safeParse(await bodyOf(request));
          if (!parsed.success) throw new AppError('input_invalid', { field: 'code' });
          return json(200, {}, { 'set-cookie': session.exchange(parsed.data.code, port) });
        }
        if (!session.covers(request, port)) throw new AppError('session_required');
        return json(200, {});
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') throw new AppError('forbidden');
      const page = await answerPage(folders, pathname, `ws://${host}`);
      if (page === null) throw new AppError('not_found', { path: pathname.slice(0, 100) });
      response.writeHead(200, { ...page.headers });
      response.end(request.method === 'HEAD' ? undefined : page.body);
    } catch (error) {
      const refusal = toWireError(error, log, pathname);
      if (!response.headersSent) json(STATUS[refusal.code] ?? 500, refusal);
      else response.destroy();
    }
  }

  const commands = new CommandsUnderWay();
  const alive = new WeakSet<WebSocket>();
  const waiting = new Set<Duplex>();
  function serve(client: WebSocket, answers: AnyTRPCRouter): void {
    alive.add(client);
    client.on('pong', () => alive.add(client));
    client.on('error', (error) => log.warn({ err: error }, 'a connection failed'));
    serveChannel(socketChannel(client), answers, log, commands);
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (request.url !== '/rpc' || !isOwnRequest(request, host, true) || !session.covers(request, port)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    waiting.add(socket);
    const drop = (): void => void socket.destroy();
    socket.on('error', drop);
    try {
      const answers = await router;
      socket.off('error', drop);
      if (!socket.destroyed) sockets.handleUpgrade(request, socket, head, (client) => serve(client, answers));
    } catch {
      // Whoever started the service tells why it did not start; the page tries again.
      drop();
    } finally {
      waiting.delete(socket);
    }
  }
  const heartbeat = setInterval(() => {
    for (const client of sockets.clients) {
      if (!alive.delete(client)) client.terminate();
      else client.ping();
    }
  }, PING_EVERY_MS);
  heartbeat.unref();

  server.on('request', (request, response) => void answer(request, response));
  server.on('upgrade', (request, socket, head) => void upgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      clearInterval(heartbeat);
      const inUse = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(inUse ? new AppError('port_in_use', { port: options.port }, error) : error);
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;
  host = `127.0.0.1:${port}`;

  return {
    address: `http://${host}`,
    entrance: `http://${host}/#code=${code}`,
    async close() {
      clearInterval(heartbeat);
      for (const socket of waiting) socket.destroy();
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await commands.ended(COMMANDS_MS);
    },
  };
}
