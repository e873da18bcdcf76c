import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  CommandsRequest,
  EnrolRequest,
  HEAD_OFFICE_PROTOCOL,
  type Hello,
  TokenRequest,
} from '../contract/head-office.ts';
import { REPLICA_SCHEMA_VERSION } from '../domain/replica/manifest.ts';
import { carryOutCommands } from './commands.ts';
import type { HeadOfficeDatabase } from './database.ts';
import { enrolDevice } from './enrolment.ts';
import { HeadOfficeFailure } from './failure.ts';
import { createRateLimit } from './rate-limit.ts';
import { startSequencer } from './runner.ts';
import { StreamRequest, streamCheckpoints } from './stream.ts';
import { authenticate, ensureSigningKey, exchangeAssertion } from './tokens.ts';
import { startUpkeep } from './upkeep.ts';

const BODY_BYTES_MAX = 1_000_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const LEASE_DAYS = 14;
/** Attempts at enrolling or asking for a token, per address and minute. */
const ATTEMPTS_PER_MINUTE = 60;

export interface HeadOfficeServer {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /** Sequences what is committed now, without waiting for the next second. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface HeadOfficeServerOptions {
  readonly database: HeadOfficeDatabase;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Logger;
  /** Address to bind to. TLS is the reverse proxy's, so anything but loopback stands behind one. */
  readonly host?: string;
}

async function bodyOf<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new HeadOfficeFailure('invalid_request', 'the body is too large');
    chunks.push(chunk);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new HeadOfficeFailure('invalid_request', 'the body is not JSON', error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new HeadOfficeFailure('invalid_request', z.prettifyError(parsed.error));
  return parsed.data;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(JSON.stringify(body));
}

/** Head office's service: who we are, enrolment, tokens, commands, and the sync stream. */
export async function startHeadOfficeServer(options: HeadOfficeServerOptions): Promise<HeadOfficeServer> {
  const { database, log } = options;
  await ensureSigningKey(database);
  const sequencer = await startSequencer(database, log);
  const upkeep = startUpkeep(database, log);
  const attempts = createRateLimit(ATTEMPTS_PER_MINUTE, 60_000);

  const hello = async (): Promise<z.infer<typeof Hello>> => {
    const { rows } = await database.transaction(
      (tx) => tx.query<{ epoch: string }>('select epoch::text from sync.state'),
      { role: 'ho_feed', readOnly: true },
    );
    return {
      product: 'regional-sales-workstation',
      protocol: HEAD_OFFICE_PROTOCOL,
      minClient: HEAD_OFFICE_PROTOCOL,
      replicaSchema: REPLICA_SCHEMA_VERSION,
      epoch: rows[0]?.epoch ?? '',
      leaseDays: LEASE_DAYS,
    };
  };

  function limit(request: IncomingMessage): void {
    if (!attempts.allow(request.socket.remoteAddress ?? '', Date.now())) {
      throw new HeadOfficeFailure('too_many_requests', 'too many attempts; try again in a minute');
    }
  }

  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>> = {
    'GET /v1/hello': async (_request, response) => answer(response, 200, await hello()),
    'POST /v1/enrol': async (request, response) => {
      limit(request);
      answer(response, 200, await enrolDevice(database, await bodyOf(request, EnrolRequest)));
    },
    'POST /v1/token': async (request, response) => {
      limit(request);
      const { assertion } = await bodyOf(request, TokenRequest);
      answer(response, 200, await exchangeAssertion(database, assertion));
    },
    'POST /v1/commands': async (request, response) => {
      const bearer = await authenticate(database, request.headers.authorization);
      const { deviceId, commands } = await bodyOf(request, CommandsRequest);
      if (deviceId !== bearer.deviceId) throw new HeadOfficeFailure('token_rejected', 'commands of another device');
      const answers = await carryOutCommands(database, bearer, commands);
      answer(response, 200, answers);
    },
    'POST /sync/stream': async (request, response) => {
      const bearer = await authenticate(database, request.headers.authorization);
      const body = await bodyOf(request, StreamRequest);
      response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
      await streamCheckpoints({ database, changes: sequencer.changes, bearer, request: body, response });
      response.end();
    },
  };

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://head-office').pathname;
    const route = routes[`${request.method} ${path}`];
    if (route === undefined) {
      answer(response, 404, { code: 'invalid_request', message: 'no such address' });
      return;
    }
    route(request, response).catch((error: unknown) => {
      const failure =
        error instanceof HeadOfficeFailure ? error : new HeadOfficeFailure('internal', 'something failed here', error);
      if (failure.code === 'internal') log.error({ err: error, path }, 'request failed');
      else log.warn({ code: failure.code, path }, failure.message);
      if (response.headersSent) response.destroy();
      else answer(response, failure.status, { code: failure.code, message: failure.message });
    });
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  log.info({ port }, 'head office is listening');

  return {
    address: `http://${address}:${port}`,
    flush: sequencer.flush,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await upkeep.close();
      await sequencer.close();
    },
  };
}
