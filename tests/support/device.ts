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

export interface OpenStream {
  /** Reads on to the end of the next checkpoint. */
  checkpoint(): Promise<readonly Line[]>;
  /** Reads on until head office ends the stream, by its own decision; says how. */
  ended(): Promise<'ended' | 'cut'>;
  stop(): void;
}

/** Opens the sync stream as a laptop that holds nothing. */
export async function openStream(address: string, token: string): Promise<OpenStream> {
  const stop = new AbortController();
  const response = await fetch(`${address}/sync/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Token ${token}` },
    body: JSON.stringify({ buckets: [] }),
    signal: stop.signal,
  });
  if (response.status !== 200 || response.body === null) throw new Error(`stream answered ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  const ready: Line[] = [];
  async function readOn(): Promise<boolean> {
    const { done, value } = await reader.read();
    const whole = (rest + (value ?? '')).split('\n');
    rest = whole.pop() ?? '';
    ready.push(...whole.map((line) => JSON.parse(line) as Line));
    return !done;
  }
  return {
    async checkpoint() {
      for (;;) {
        const last = ready.findIndex((line) => line.checkpoint_complete !== undefined);
        if (last >= 0) return ready.splice(0, last + 1);
        if (!(await readOn())) throw new Error('the stream ended before its checkpoint');
      }
    },
    async ended() {
      try {
        while (await readOn()) ready.length = 0;
        return 'ended';
      } catch (error) {
        if (error instanceof TypeError) return 'cut';
        throw error;
      }
    },
    stop: () => stop.abort(),
  };
}

/** Reads the stream up to its first complete checkpoint. */
export async function readCheckpoint(address: string, token: string): Promise<readonly Line[]> {
  const stream = await openStream(address, token);
  const lines = await stream.checkpoint();
  stream.stop();
  return lines;
}
