const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Uint8Array(128).fill(255);
for (let at = 0; at < DIGITS.length; at++) VALUES[DIGITS.charCodeAt(at)] = at;

/** Bytes of base64 with its padding (RFC 4648), which the caller has checked to be such. */
export function base64Bytes(text: string): Uint8Array {
  const length = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  const bytes = new Uint8Array(length);
  const digit = (at: number): number => {
    const value = VALUES[text.charCodeAt(at)] ?? 255;
    return value === 255 ? 0 : value;
  };
  for (let at = 0, to = 0; to < length; at += 4, to += 3) {
    const bits = (digit(at) << 18) | (digit(at + 1) << 12) | (digit(at + 2) << 6) | digit(at + 3);
    bytes[to] = bits >> 16;
    if (to + 1 < length) bytes[to + 1] = (bits >> 8) & 255;
    if (to + 2 < length) bytes[to + 2] = bits & 255;
  }
  return bytes;
}
