// Goal: our SHA-256 is the one everybody else computes. Method: the vectors of FIPS 180-2 (one block, two blocks, a million
// letters), then random texts against Node's own.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Bytes } from '../../../db/domain/hash/base64.ts';
import { sha256Base64, sha256Hex, sha256HexOfBytes, utf8Bytes } from '../../../db/domain/hash/sha256.ts';

test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
])('of a text of the standard', (text, hash) => expect(sha256Hex(text)).toBe(hash));

test('of any text, as Node computes it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(Buffer.from(utf8Bytes(text)).equals(Buffer.from(text, 'utf8'))).toBe(true);
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      expect(sha256Base64(text)).toBe(createHash('sha256').update(text, 'utf8').digest('base64'));
    }),
    { seed: 20_261_126, numRuns: 100 },
  );
});

test('of any bytes, also as base64 brings them, as Node computes it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(base64Bytes(buffer.toString('base64'))).toEqual(bytes);
      expect(sha256HexOfBytes(bytes)).toBe(createHash('sha256').update(buffer).digest('hex'));
    }),
    { seed: 256, numRuns: 200 },
  );
});
