import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import {
  CommandsRequest,
  DigestRequest,
  EnrolRequest,
  EvidenceRequest,
  HEAD_OFFICE_PROTOCOL,
  type Hello,
  TokenRequest,
} from '../contract/head-office.ts';
import { REPLICA_SCHEMA_VERSION } from '../domain/replica/manifest.ts';
import { readEvidenceBytes } from './cases/read-evidence.ts';
import { clientAddress, trustedProxies } from './client-address.ts';
import { carryOutCommands } from './commands.ts';
import type { HeadOfficeDatabase } from './database.ts';
import { digestBuckets } from './digest.ts';
import { enrolDevice } from './enrolment.ts';
import { HeadOfficeFailure } from './failure.ts';
import { createRateLimit } from './rate-limit.ts';
import { startSequencer } from './runner.ts';
import { StreamRequest, streamCheckpoints } from './stream.ts';
import { authenticate, type Bearer, ensureSigningKey, exchangeAssertion, LEASE_DAYS, reportWipe } from './tokens.ts';
import { startUpkeep } from './upkeep.ts';

/** A file of evidence in base64, and room around it. */
const BODY_BYTES_MAX = 1_500_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const MINUTE_MS = 60_000;
/** Laptops ask for a few things a minute; what an address is refused for is not a laptop's. */
const LIMITS = { requestsPerDevice: 600, refusalsPerAddress: 60 };

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
  /** Reverse proxies whose `X-Forwarded-For` is believed; see {@link trustedProxies}. None: `''`. */
  readonly trustedProxies?: string;
  /** Days a laptop may be used without head office. */
  readonly leaseDays?: number;
  /** In a minute. */
  readonly limits?: { readonly requestsPerDevice: number; readonly refusalsPerAddress: number };
  /** How long a command waits for what another one holds; ten seconds otherwise. */
  readonly lockWaitMs?: number;
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
  const { database, log, limits = LIMITS, leaseDays = LEASE_DAYS } = options;
  const proxies = trustedProxies(options.trustedProxies ?? '');
  await ensureSigningKey(database);
  const sequencer = await startSequencer(database, log);
  const upkeep = startUpkeep(database, log);
  const requests = createRateLimit(limits.requestsPerDevice, MINUTE_MS);
  const refusals = createRateLimit(limits.refusalsPerAddress, MINUTE_MS);

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
      leaseDays,
    };
  };

  const tooMany = (): never => {
    throw new HeadOfficeFailure('too_many_requests', 'too many requests; try again in a minute');
  };

  /**
   * Who proved to be a device is counted as that device, however many share its address. What an address was refused
   * for is counted against the address: after too many, nothing of it is looked at any more.
   */
  async function counted<T>(
    request: IncomingMessage,
    prove: () => Promise<T>,
    deviceOf: (proof: T) => string,
  ): Promise<T> {
    const address = clientAddress(request, proxies);
    if (refusals.isSpent(address, Date.now())) tooMany();
    try {
      const proof = await prove();
      if (!requests.allow(deviceOf(proof), Date.now())) tooMany();
      return proof;
    } catch (error) {
      const isRefusal = error instanceof HeadOfficeFailure && error.status < 500 && error.code !== 'too_many_requests';
      if (isRefusal) refusals.allow(address, Date.now());
      throw error;
    }
  }
  const bearerOf = (request: IncomingMessage): Promise<Bearer> =>
    counted(
      request,
      () => authenticate(database, request.headers.authorization),
      ({ deviceId }) => deviceId,
    );

  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>> = {
    'GET /v1/hello': async (_request, response) => answer(response, 200, await hello()),
    'POST /v1/enrol': async (request, response) => {
      const enrol = async () => enrolDevice(database, await bodyOf(request, EnrolRequest), leaseDays);
      answer(response, 200, await counted(request, enrol, ({ deviceId }) => deviceId));
    },
    'POST /v1/token': async (request, response) => {
      const exchange = async () =>
        exchangeAssertion(database, (await bodyOf(request, TokenRequest)).assertion, leaseDays);
      const { deviceId: _device, ...grant } = await counted(request, exchange, ({ deviceId }) => deviceId);
      answer(response, 200, grant);
    },
    'POST /v1/wiped': async (request, response) => {
      const report = async () => reportWipe(database, (await bodyOf(request, TokenRequest)).assertion);
      const { deviceId: _device, ...done } = await counted(request, report, ({ deviceId }) => deviceId);
      answer(response, 200, done);
    },
    'POST /v1/commands': async (request, response) => {
      const bearer = await bearerOf(request);
      const { deviceId, commands } = await bodyOf(request, CommandsRequest);
      if (deviceId !== bearer.deviceId) throw new HeadOfficeFailure('token_rejected', 'commands of another device');
      const answers = await carryOutCommands(database, bearer, commands, options.lockWaitMs);
      answer(response, 200, answers);
    },
    'POST /v1/digest': async (request, response) => {
      const bearer = await bearerOf(request);
      answer(response, 200, { buckets: await digestBuckets(database, bearer, await bodyOf(request, DigestRequest)) });
    },
    'POST /v1/evidence': async (request, response) => {
      const bearer = await bearerOf(request);
      const { evidenceId } = await bodyOf(request, EvidenceRequest);
      answer(response, 200, { base64: await readEvidenceBytes(database, bearer, evidenceId) });
    },
    'POST /sync/stream': async (request, response) => {
      const bearer = await bearerOf(request);
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

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host ?? '127.0.0.1', resolve);
    });
  } catch (error) {
    await sequencer.close();
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw inUse ? new AppError('port_in_use', { port: options.port }, error) : error;
  }
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
