import { z } from 'zod';
import { CASE_COMMANDS } from '../domain/diversion/cases/schema.ts';
import { SCAN_COMMANDS } from '../domain/diversion/schema/scan-import.ts';
import { TUNING_COMMANDS } from '../domain/diversion/schema/tuning.ts';
import { ProposalContent } from '../domain/ledger/bodies.ts';
import { Id, Instant } from './primitives.ts';

/**
 * The wire between a laptop and head office, besides the sync stream itself (`POST /sync/stream`, NDJSON, after
 * PowerSync's published protocol). All bodies are JSON; every answer other than 2xx is a {@link HeadOfficeError}.
 */

/** Version of these messages. Head office answers clients from `minClient` on. */
export const HEAD_OFFICE_PROTOCOL = 1;

/** `GET /v1/hello`, open to everybody: are we talking to a head office, and to one that we understand? */
export const Hello = z.object({
  product: z.literal('regional-sales-workstation'),
  protocol: z.int(),
  /** Lowest client protocol that may sync. */
  minClient: z.int(),
  replicaSchema: z.int(),
  /** Changes when the op log was rebuilt or restored: positions of another epoch mean nothing. */
  epoch: z.uuid(),
  /** Days a laptop may work without contact. */
  leaseDays: z.int(),
});
export type Hello = z.infer<typeof Hello>;

/** Ed25519 public key as a JWK. */
export const PublicJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().min(40).max(50) });
export type PublicJwk = z.infer<typeof PublicJwk>;

/** `POST /v1/enrol`: a one-time code, given by an administrator, for a device. */
export const EnrolRequest = z.object({
  code: z.string().min(16).max(64),
  deviceId: Id,
  deviceName: z.string().min(1).max(100),
  publicJwk: PublicJwk,
});
export type EnrolRequest = z.infer<typeof EnrolRequest>;

/**
 * How long a laptop may be used without head office: a JWT (`typ` lease+jwt, EdDSA) with the device as `sub`, and the
 * public key that proves it offline.
 */
export const LeaseGrant = z.object({ lease: z.string().max(4096), leaseKey: PublicJwk });
export type LeaseGrant = z.infer<typeof LeaseGrant>;

export const EnrolAnswer = z.object({ deviceId: Id, personId: Id, personName: z.string(), ...LeaseGrant.shape });
export type EnrolAnswer = z.infer<typeof EnrolAnswer>;

/**
 * `POST /v1/token`: an assertion signed by the device's own key (EdDSA; iss = sub = device id, aud =
 * {@link TOKEN_AUDIENCE}, jti once, exp at most two minutes ahead) for an access token of ten minutes and a new lease.
 */
export const TokenRequest = z.object({ assertion: z.string().max(4096) });
export const TokenAnswer = z.object({ token: z.string(), expiresAt: Instant, ...LeaseGrant.shape });
export type TokenAnswer = z.infer<typeof TokenAnswer>;
/** `POST /v1/wiped`: a {@link TokenRequest} by a device that is to be wiped says that it was: its keys and files are gone. */
export const WipedAnswer = z.object({ wipedAt: Instant });
export const TOKEN_AUDIENCE = 'regional-sales-workstation:token';
export const STREAM_AUDIENCE = 'regional-sales-workstation';

/** A command as it stands in the outbox and travels. */
export const OutboxCommand = z.object({
  id: Id,
  seq: z.int().positive(),
  kind: z.string().min(1).max(64),
  version: z.int().positive(),
  payload: z.json(),
  /** Row versions the decision was made on: `table/id` → row_version. */
  base: z.record(z.string(), z.int()),
  dependsOn: Id.nullable(),
  claimedAt: Instant,
});
export type OutboxCommand = z.infer<typeof OutboxCommand>;

/** `POST /v1/commands`: at most 100, in `seq` order. */
export const CommandsRequest = z.object({ deviceId: Id, commands: z.array(OutboxCommand).min(1).max(100) });
export const CommandAnswer = z.object({
  id: Id,
  seq: z.int().positive(),
  status: z.enum(['accepted', 'rejected', 'conflict']),
  reasonCode: z.string().nullable(),
  result: z.json(),
});
export type CommandAnswer = z.infer<typeof CommandAnswer>;
export const CommandsAnswer = z.object({
  answers: z.array(CommandAnswer),
  /** The first `seq` that is missing, when the request left a hole; nothing from it on was carried out. */
  expectedSeq: z.int().positive(),
});

/**
 * `POST /v1/digest`: what buckets hold at an operation. A bucket that moved on since, and one that is not this device's,
 * is left out of the answer.
 */
export const DigestRequest = z.object({
  buckets: z.array(z.object({ name: z.string().max(200), at: z.string().regex(/^\d{1,19}$/) })).max(5000),
});
export const BucketDigest = z.object({
  name: z.string(),
  rows: z.int().nonnegative(),
  /** Sum (mod 2^64) over the rows of the first 64 bits of MD5(`type/id/data`), in hexadecimal. */
  digest: z.string().regex(/^[0-9a-f]{1,16}$/),
});
export type BucketDigest = z.infer<typeof BucketDigest>;
export const DigestAnswer = z.object({ buckets: z.array(BucketDigest) });

/** `POST /v1/evidence`: the bytes of a file of a case in the regions of whoever asks; null where there is none. */
export const EvidenceRequest = z.object({ evidenceId: Id });
export const EvidenceAnswer = z.object({ base64: z.base64().nullable() });

/** Payloads by command kind, version 1. */
export const AnnotationAdd = z.object({ annotationId: Id, dealerId: Id, body: z.string().trim().min(1).max(2000) });
export const AnnotationWithdraw = z.object({ annotationId: Id });
/** Makes a proposal about money; the id is the laptop's. */
export const LedgerPropose = z.object({ proposalId: Id, regionId: Id, content: ProposalContent });
/** Decides on proposals as they read (`bodyHash`), all or none. A rejection says why. */
export const LedgerDecide = z
  .object({
    proposals: z
      .array(z.object({ proposalId: Id, bodyHash: z.string().regex(/^[0-9a-f]{64}$/) }))
      .min(1)
      .max(100)
      .refine((all) => new Set(all.map(({ proposalId }) => proposalId)).size === all.length, {
        message: 'a proposal can be decided once',
      }),
    decision: z.enum(['approve', 'reject']),
    reason: z.string().trim().min(1).max(500).nullable(),
  })
  .refine(({ decision, reason }) => decision === 'approve' || reason !== null, {
    message: 'a rejection needs a reason',
  });
export const LedgerWithdraw = z.object({ proposalId: Id });
export const COMMANDS = {
  'annotation.add': AnnotationAdd,
  'annotation.withdraw': AnnotationWithdraw,
  'ledger.propose': LedgerPropose,
  'ledger.decide': LedgerDecide,
  'ledger.withdraw': LedgerWithdraw,
  ...CASE_COMMANDS,
  ...SCAN_COMMANDS,
  ...TUNING_COMMANDS,
} as const;
export type CommandKind = keyof typeof COMMANDS;

export const HeadOfficeError = z.object({
  code: z.enum([
    'unauthorised',
    'token_expired',
    'token_rejected',
    'device_revoked',
    'device_wiped',
    'enrolment_rejected',
    'client_too_old',
    'invalid_request',
    'too_many_requests',
    'busy',
    'internal',
  ]),
  message: z.string(),
});
export type HeadOfficeError = z.infer<typeof HeadOfficeError>;
