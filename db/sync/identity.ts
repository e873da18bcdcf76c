import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { v7 as uuid } from 'uuid';
import { PublicJwk, TOKEN_AUDIENCE } from '../contract/head-office.ts';
import type { Device, DeviceKeys } from '../store/device.ts';

const ALGORITHM = 'EdDSA';
/** Shorter than head office allows, which is two minutes. */
const ASSERTION_SECONDS = 60;

/** A new key pair. The private half stays in `local.db`. */
export async function makeDeviceKeys(): Promise<DeviceKeys> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const { d, ...pair } = await exportJWK(privateKey);
  if (d === undefined) throw new Error('the private key has no private part');
  const publicJwk = PublicJwk.parse(await exportJWK(publicKey));
  return { privateJwk: { ...PublicJwk.parse(pair), d }, publicJwk };
}

/** The device's own signed request for an access token, dated by head office's clock. */
export async function signAssertion(device: Device, now: Date): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(device.id)
    .setSubject(device.id)
    .setAudience(TOKEN_AUDIENCE)
    .setJti(uuid())
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + ASSERTION_SECONDS)
    .sign(await importJWK(device.privateJwk, ALGORITHM));
}
