import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import { z } from 'zod';
import { type LeaseGrant, PublicJwk, STREAM_AUDIENCE, TOKEN_AUDIENCE } from '../contract/head-office.ts';
import { Id } from '../contract/primitives.ts';
import type { HeadOfficeDatabase, Queryable } from './database.ts';
import { HeadOfficeFailure } from './failure.ts';

/** Days a laptop may be used without head office, unless the service is told otherwise. */
export const LEASE_DAYS = 14;
const DAY_SECONDS = 86_400;
const ISSUER = 'regional-sales-workstation:head-office';
const ACCESS_SECONDS = 600;
/** How far ahead a device may date its request; also how long an answered one is remembered. */
const ASSERTION_SECONDS = 120;
const CLOCK_TOLERANCE_SECONDS = 60;
const ALGORITHMS = ['EdDSA'];

/** Whose access token it is. */
export interface Bearer {
  readonly personId: string;
  readonly deviceId: string;
  /** Seconds since 1970 when the token ends. */
  readonly expires: number;
}

const Claims = z.object({ sub: Id, device: Id, exp: z.int() });
const AssertionClaims = z.object({ sub: Id, iss: Id, jti: z.string().min(16).max(128), exp: z.int(), iat: z.int() });

async function makeSigningKey(tx: Queryable): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  await tx.query('insert into ho.signing_key (kid, private_jwk) values ($1, $2)', [kid, JSON.stringify(jwk)]);
  return kid;
}

/** Makes the first signing key where there is none. Run by the owner when the service starts. */
export async function ensureSigningKey(database: HeadOfficeDatabase): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.script('lock table ho.signing_key in exclusive mode');
    const { rows } = await tx.query('select kid from ho.signing_key where retired_at is null');
    if (rows.length === 0) await makeSigningKey(tx);
  });
}

/**
 * Makes a new signing key and retires the others: after the ten minutes that an access token lives, or at once when a key
 * leaked (laptops then fetch a new token by themselves). Leases carry their own key and stay good. Run by the owner.
 * @returns thumbprint of the new key
 */
export function rotateSigningKey(database: HeadOfficeDatabase, isLeaked: boolean): Promise<string> {
  return database.transaction(async (tx) => {
    await tx.script('lock table ho.signing_key in exclusive mode');
    await tx.query(
      `update ho.signing_key set retired_at = now() + make_interval(secs => $1)
       where retired_at is null or retired_at > now()`,
      [isLeaked ? 0 : ACCESS_SECONDS],
    );
    const kid = await makeSigningKey(tx);
    await tx.query('select ho.append_audit($1, null, null, null, null, $2)', [
      'signing_key.rotate',
      JSON.stringify({ kid, leaked: isLeaked }),
    ]);
    return kid;
  });
}

async function signingKey(tx: Queryable, kid: string | null): Promise<{ kid: string; jwk: JWK }> {
  const { rows } = await tx.query<{ kid: string; private_jwk: JWK }>(
    `select kid, private_jwk from ho.signing_key
     where case when $1::text is null then retired_at is null else kid = $1 and (retired_at is null or retired_at > now()) end
     order by made_at desc limit 1`,
    [kid],
  );
  const row = rows[0];
  if (row === undefined)
    throw new HeadOfficeFailure('token_rejected', 'signed with a key that head office does not know');
  return { kid: row.kid, jwk: row.private_jwk };
}

/** A new lease for a device, from now on. In a transaction of `ho_auth`. */
export async function signLease(tx: Queryable, deviceId: string, days: number): Promise<LeaseGrant> {
  const { kid, jwk } = await signingKey(tx, null);
  const now = Math.floor(Date.now() / 1000);
  const lease = await new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', typ: 'lease+jwt', kid })
    .setIssuer(ISSUER)
    .setSubject(deviceId)
    .setIssuedAt(now)
    .setExpirationTime(now + Math.round(days * DAY_SECONDS))
    .sign(await importJWK(jwk, 'EdDSA'));
  return { lease, leaseKey: PublicJwk.parse(jwk) };
}

/** Refuses devices that are unknown, revoked or to be wiped. Returns the person they belong to. */
export async function deviceOwner(tx: Queryable, deviceId: string): Promise<{ personId: string; publicJwk: JWK }> {
  const { rows } = await tx.query<{ person_id: string; public_jwk: JWK; revoked: boolean; wiped: boolean }>(
    `select d.person_id, d.public_jwk, d.revoked_at is not null or not p.active as revoked,
       d.wipe_requested_at is not null as wiped
     from ho.device d join ho.person p on p.id = d.person_id where d.id = $1`,
    [deviceId],
  );
  const device = rows[0];
  if (device === undefined) throw new HeadOfficeFailure('token_rejected', 'unknown device');
  if (device.wiped) throw new HeadOfficeFailure('device_wiped', 'the device is to be wiped');
  if (device.revoked) throw new HeadOfficeFailure('device_revoked', 'the device was revoked');
  return { personId: device.person_id, publicJwk: device.public_jwk };
}

function refusal(error: unknown): HeadOfficeFailure {
  if (error instanceof HeadOfficeFailure) return error;
  if (error instanceof errors.JWTExpired) return new HeadOfficeFailure('token_expired', 'the token has expired', error);
  return new HeadOfficeFailure('token_rejected', 'the token is not valid', error);
}

/** The claimed device of an assertion that nobody has verified yet. */
function claimedDevice(assertion: string): string {
  const part = assertion.split('.')[1] ?? '';
  const claims = z.object({ sub: Id }).parse(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  return claims.sub;
}

/** Holds an assertion against its device's key, and marks it as answered. */
async function useAssertion(tx: Queryable, assertion: string, deviceId: string, publicJwk: JWK): Promise<void> {
  const verified = await jwtVerify(assertion, await importJWK(publicJwk, 'EdDSA'), {
    algorithms: ALGORITHMS,
    audience: TOKEN_AUDIENCE,
    issuer: deviceId,
    subject: deviceId,
    maxTokenAge: ASSERTION_SECONDS,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp', 'jti', 'iat'],
  });
  const claims = AssertionClaims.parse(verified.payload);
  if (claims.exp - claims.iat > ASSERTION_SECONDS) {
    throw new HeadOfficeFailure('token_rejected', 'the request is valid for too long');
  }
  const used = await tx.query(
    `insert into ho.used_assertion (jti, expires_at)
     values ($1, to_timestamp($2) + make_interval(secs => $3)) on conflict do nothing`,
    [createHash('sha256').update(`${deviceId}/${claims.jti}`).digest('hex'), claims.exp, CLOCK_TOLERANCE_SECONDS],
  );
  if (used.affected === 0) throw new HeadOfficeFailure('token_rejected', 'the request was answered before');
  await tx.query('delete from ho.used_assertion where expires_at < now()');
}

/**
 * Swaps an assertion signed by a device's own key for an access token of ten minutes and a lease. Each assertion works
 * once.
 * @throws HeadOfficeFailure token_expired, token_rejected, device_revoked, device_wiped
 */
export async function exchangeAssertion(
  database: HeadOfficeDatabase,
  assertion: string,
  leaseDays = LEASE_DAYS,
): Promise<{ deviceId: string; token: string; expiresAt: string } & LeaseGrant> {
  try {
    return await database.transaction(
      async (tx) => {
        const deviceId = claimedDevice(assertion);
        const { personId, publicJwk } = await deviceOwner(tx, deviceId);
        await useAssertion(tx, assertion, deviceId, publicJwk);
        const { kid, jwk } = await signingKey(tx, null);
        const now = Math.floor(Date.now() / 1000);
        const token = await new SignJWT({ device: deviceId })
          .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
          .setIssuer(ISSUER)
          .setAudience(STREAM_AUDIENCE)
          .setSubject(personId)
          .setIssuedAt(now)
          .setExpirationTime(now + ACCESS_SECONDS)
          .sign(await importJWK(jwk, 'EdDSA'));
        const expiresAt = new Date((now + ACCESS_SECONDS) * 1000).toISOString();
        return { deviceId, token, expiresAt, ...(await signLease(tx, deviceId, leaseDays)) };
      },
      { role: 'ho_auth' },
    );
  } catch (error) {
    throw refusal(error);
  }
}

/**
 * Notes that a device which was to be wiped says it was, once, and tells when. What a lost laptop says is its word: it
 * proves that its key was still there, and nothing about copies.
 * @throws HeadOfficeFailure token_expired, token_rejected (also for a device nobody asked to wipe)
 */
export async function reportWipe(
  database: HeadOfficeDatabase,
  assertion: string,
): Promise<{ deviceId: string; wipedAt: string }> {
  try {
    return await database.transaction(
      async (tx) => {
        const deviceId = claimedDevice(assertion);
        const { rows } = await tx.query<{ person_id: string; public_jwk: JWK }>(
          'select person_id, public_jwk from ho.device where id = $1 and wipe_requested_at is not null',
          [deviceId],
        );
        const device = rows[0];
        if (device === undefined) throw new HeadOfficeFailure('token_rejected', 'no device that is to be wiped');
        await useAssertion(tx, assertion, deviceId, device.public_jwk);
        const done = await tx.query<{ at: string }>(
          `update ho.device set wiped_at = coalesce(wiped_at, now()) where id = $1
           returning to_char(wiped_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`,
          [deviceId],
        );
        await tx.query('select ho.append_audit($1, $2, $3, null, $3, $4)', [
          'device.wiped',
          device.person_id,
          deviceId,
          '{}',
        ]);
        return { deviceId, wipedAt: done.rows[0]?.at ?? '' };
      },
      { role: 'ho_auth' },
    );
  } catch (error) {
    throw refusal(error);
  }
}

/**
 * Whose access token a request carries, the device still being welcome.
 * @throws HeadOfficeFailure unauthorised, token_expired, token_rejected, device_revoked, device_wiped
 */
export async function authenticate(database: HeadOfficeDatabase, header: string | undefined): Promise<Bearer> {
  const token = /^(?:Token|Bearer) (\S+)$/.exec(header ?? '')?.[1];
  if (token === undefined) throw new HeadOfficeFailure('unauthorised', 'no access token');
  try {
    return await database.transaction(
      async (tx) => {
        const { payload } = await jwtVerify(
          token,
          async (protectedHeader) => {
            const { jwk } = await signingKey(tx, protectedHeader.kid ?? '');
            const { d: _secret, ...publicJwk } = jwk;
            return importJWK(publicJwk, 'EdDSA');
          },
          { algorithms: ALGORITHMS, issuer: ISSUER, audience: STREAM_AUDIENCE, typ: 'at+jwt', requiredClaims: ['exp'] },
        );
        const claims = Claims.parse(payload);
        const { personId } = await deviceOwner(tx, claims.device);
        if (personId !== claims.sub) throw new HeadOfficeFailure('token_rejected', 'the device changed hands');
        return { personId, deviceId: claims.device, expires: claims.exp };
      },
      { role: 'ho_auth', readOnly: true },
    );
  } catch (error) {
    throw refusal(error);
  }
}
