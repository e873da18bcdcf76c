/**
 * SHA-256 (FIPS 180-4) of text in UTF-8, in plain code: a page opened from a file has no WebCrypto in every browser, and
 * rules may use nothing of Node.
 */

/** First 32 bits of the fractional part of a root of a prime, exact: floor(2^32 · p^(1/k)) mod 2^32. */
function rootBits(prime: bigint, k: bigint): number {
  const value = prime << (32n * k);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** k <= value) low = middle;
    else high = middle;
  }
  return Number(low & 0xffff_ffffn);
}

const PRIMES: readonly bigint[] = (() => {
  const found: bigint[] = [];
  for (let n = 2n; found.length < 64; n++) if (found.every((prime) => n % prime !== 0n)) found.push(n);
  return found;
})();
const INITIAL = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2n));
const ROUND = PRIMES.map((prime) => rootBits(prime, 3n));

/** UTF-8 bytes of a text; half a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x1_0000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else {
      bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    }
  }
  return bytes;
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function digestOf(bytes: ArrayLike<number>): Uint8Array {
  const length = bytes.length;
  const padded = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x2000_0000));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const state = Uint32Array.from(INITIAL);
  const words = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) mix(state, words, view, at);
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  state.forEach((word, n) => {
    out.setUint32(4 * n, word);
  });
  return digest;
}

/** One block of 64 bytes. */
function mix(state: Uint32Array, words: Uint32Array, view: DataView, at: number): void {
  const word = (n: number): number => words[n] ?? 0;
  for (let n = 0; n < 16; n++) words[n] = view.getUint32(at + 4 * n);
  for (let n = 16; n < 64; n++) {
    const [old, recent] = [word(n - 15), word(n - 2)];
    const small = turn(old, 7) ^ turn(old, 18) ^ (old >>> 3);
    const large = turn(recent, 17) ^ turn(recent, 19) ^ (recent >>> 10);
    words[n] = word(n - 16) + small + word(n - 7) + large;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let n = 0; n < 64; n++) {
    const first = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (ROUND[n] ?? 0) + word(n);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, n) => {
    state[n] = (state[n] ?? 0) + value;
  });
}

const hexOf = (digest: Uint8Array): string => [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 of a text, its bytes in UTF-8, in lower-case hex. */
export const sha256Hex = (text: string): string => hexOf(digestOf(utf8Bytes(text)));

/** SHA-256 of bytes in lower-case hex. */
export const sha256HexOfBytes = (bytes: Uint8Array): string => hexOf(digestOf(bytes));

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** SHA-256 of a text in base64, as a content security policy names a script or a style. */
export function sha256Base64(text: string): string {
  const digest = digestOf(utf8Bytes(text));
  let out = '';
  for (let at = 0; at < 32; at += 3) {
    const bits = ((digest[at] ?? 0) << 16) | ((digest[at + 1] ?? 0) << 8) | (digest[at + 2] ?? 0);
    for (let n = 0; n < 4; n++) out += at + n > 32 ? '=' : (BASE64[(bits >> (18 - 6 * n)) & 63] ?? '');
  }
  return out;
}
