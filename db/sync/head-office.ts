import { type Dispatcher, EnvHttpProxyAgent, fetch } from 'undici';
import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import {
  CommandsAnswer,
  type CommandsRequest,
  DigestAnswer,
  type DigestRequest,
  EnrolAnswer,
  type EnrolRequest,
  EvidenceAnswer,
  type EvidenceRequest,
  HEAD_OFFICE_PROTOCOL,
  Hello,
  TokenAnswer,
  WipedAnswer,
} from '../contract/head-office.ts';
import { REPLICA_SCHEMA_VERSION } from '../domain/replica/manifest.ts';
import { refusalOf, unreachable } from './failure.ts';

/** Head office sends a line every ten seconds at least; a stream silent for this long is dead. */
const SILENCE_MS = 35_000;
const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;

/** Connections to head office, through the machine's proxy if it has one. */
export const createDispatcher = (): Dispatcher =>
  new EnvHttpProxyAgent({ connect: { timeout: CONNECT_MS }, headersTimeout: ANSWER_MS, bodyTimeout: SILENCE_MS });

/** `https://head.office/path`, without a slash at the end. */
export function normaliseAddress(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

/** One head office over HTTP. Every method throws AppError. */
export interface HeadOffice {
  readonly address: string;
  /**
   * Asks who is there.
   * @throws AppError head_office_unreachable, head_office_not_ours, head_office_too_old, head_office_too_new
   */
  hello(): Promise<Hello>;
  /** @throws AppError enrolment_rejected, head_office_unreachable */
  enrol(request: z.infer<typeof EnrolRequest>): Promise<EnrolAnswer>;
  /** @throws AppError token_expired, token_rejected, device_revoked, device_wiped, head_office_unreachable */
  token(assertion: string): Promise<TokenAnswer>;
  /** Tells that a wipe which head office asked for was done; the assertion is the last the device signed. */
  wiped(assertion: string): Promise<void>;
  /** @throws AppError as {@link token} */
  commands(token: string, request: z.infer<typeof CommandsRequest>): Promise<z.infer<typeof CommandsAnswer>>;
  /** What buckets hold at an operation. @throws AppError as {@link token} */
  digest(token: string, request: z.infer<typeof DigestRequest>): Promise<z.infer<typeof DigestAnswer>>;
  /** The bytes of a file of a case. @throws AppError as {@link token} */
  evidence(token: string, request: z.infer<typeof EvidenceRequest>): Promise<z.infer<typeof EvidenceAnswer>>;
  /** The time by head office's clock, as far as its answers tell: a laptop's own may be days off. */
  now(): Date;
}

function checkVersions(hello: Hello, address: string): Hello {
  const params = { address };
  if (hello.minClient > HEAD_OFFICE_PROTOCOL) throw new AppError('head_office_too_new', params);
  if (hello.protocol < HEAD_OFFICE_PROTOCOL) throw new AppError('head_office_too_old', params);
  if (hello.replicaSchema > REPLICA_SCHEMA_VERSION) throw new AppError('head_office_too_new', params);
  if (hello.replicaSchema < REPLICA_SCHEMA_VERSION) throw new AppError('head_office_too_old', params);
  return hello;
}

/** `signal` ends every call that is under way. */
export function createHeadOffice(address: string, dispatcher: Dispatcher, signal: AbortSignal): HeadOffice {
  let clockAheadMs = 0;

  async function call<T>(path: string, schema: z.ZodType<T>, body?: unknown, token?: string): Promise<T> {
    try {
      const response = await fetch(`${address}${path}`, {
        dispatcher,
        method: body === undefined ? 'GET' : 'POST',
        // A captive portal redirects; head office never does.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const date = Date.parse(response.headers.get('date') ?? '');
      const text = await response.text();
      if (!response.ok) throw refusalOf(response.status, text, address);
      const answer = schema.safeParse(jsonOf(text));
      if (!answer.success) throw new AppError('head_office_not_ours', { address }, answer.error);
      if (!Number.isNaN(date)) clockAheadMs = date - Date.now();
      return answer.data;
    } catch (error) {
      throw unreachable(error, address);
    }
  }

  return {
    address,
    hello: async () => checkVersions(await call('/v1/hello', Hello), address),
    enrol: (request) => call('/v1/enrol', EnrolAnswer, request),
    token: (assertion) => call('/v1/token', TokenAnswer, { assertion }),
    async wiped(assertion) {
      await call('/v1/wiped', WipedAnswer, { assertion });
    },
    commands: (token, request) => call('/v1/commands', CommandsAnswer, request, token),
    digest: (token, request) => call('/v1/digest', DigestAnswer, request, token),
    evidence: (token, request) => call('/v1/evidence', EvidenceAnswer, request, token),
    now: () => new Date(Date.now() + clockAheadMs),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
