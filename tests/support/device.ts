import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 } from 'uuid';
import { PublicJwk, TOKEN_AUDIENCE, TokenAnswer } from '../../db/contract/head-office.ts';

/** A laptop's side of the wire, as small as can be. */
export interface TestDevice {
  readonly id: string;
  enrol(address: string, code: string): Promise<Response>;
  assertion(change?: { readonly jti?: string; readonly audience?: string; readonly seconds?: number }): Promise<string>;
  token(address: string): Promise<string>;
}

export async function makeDevice(): Promise<TestDevice> {
  const id = v7();
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const publicJwk = PublicJwk.parse(await exportJWK(publicKey));
  const device: TestDevice = {
    id,
    enrol: (address, code) => post(`${address}/v1/enrol`, { code, deviceId: id, deviceName: 'test', publicJwk }),
    assertion: ({ jti = randomUUID(), audience = TOKEN_AUDIENCE, seconds = 60 } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({})
        .setProtectedHeader({ alg: 'EdDSA' })
        .setIssuer(id)
        .setSubject(id)
        .setAudience(audience)
        .setJti(jti)
        .setIssuedAt(Math.min(now, now + seconds - 60))
        .setExpirationTime(now + seconds)
        .sign(privateKey);
    },
    async token(address) {
      const answer = await post(`${address}/v1/token`, { assertion: await device.assertion() });
      return TokenAnswer.parse(await answer.json()).token;
    },
  };
  return device;
}

export function post(url: string, body: unknown, token?: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Token ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

interface Line {
  readonly checkpoint?: {
    readonly last_op_id: string;
    readonly buckets: readonly { bucket: string; checksum: number }[];
  };
  readonly data?: {
    readonly bucket: string;
    readonly data: readonly { op: string; object_type?: string; object_id?: string; data?: string; checksum: number }[];
  };
  readonly checkpoint_complete?: { readonly last_op_id: string };
}

/** Reads the stream up to its first complete checkpoint. */
export async function readCheckpoint(address: string, token: string): Promise<readonly Line[]> {
  const stop = new AbortController();
  const response = await fetch(`${address}/sync/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Token ${token}` },
    body: JSON.stringify({ buckets: [] }),
    signal: stop.signal,
  });
  if (response.status !== 200 || response.body === null) throw new Error(`stream answered ${response.status}`);
  const lines: Line[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true });
    const whole = rest.split('\n');
    rest = whole.pop() ?? '';
    lines.push(...whole.map((line) => JSON.parse(line) as Line));
    if (lines.some((line) => line.checkpoint_complete !== undefined)) break;
  }
  stop.abort();
  return lines;
}
