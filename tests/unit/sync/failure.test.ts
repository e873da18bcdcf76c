// Goal: what went wrong on the wire gets the code that the user's sentence belongs to, and pauses grow within bounds.
// Method: tables of answers and errors as undici, OpenSSL and the sync client give them; a property over the pauses.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../db/contract/errors.ts';
import { HeadOfficeError } from '../../../db/contract/head-office.ts';
import { retryDelay } from '../../../db/sync/backoff.ts';
import { isTransient, refusalOf, streamFailure, unreachable } from '../../../db/sync/failure.ts';
import { normaliseAddress } from '../../../db/sync/head-office.ts';

const AT = 'http://head.office';
const body = (code: string) => JSON.stringify({ code, message: 'm' });
const withCode = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

describe('an answer other than 2xx', () => {
  test('each refusal of head office has a code', () => {
    for (const code of HeadOfficeError.shape.code.options) {
      expect(refusalOf(400, body(code), AT)).toMatchObject({
        code: expect.stringMatching(/^[a-z_]+$/),
        params: { address: AT },
      });
    }
  });

  test.each([
    [401, body('token_expired'), 'token_expired'],
    [401, body('unauthorised'), 'token_rejected'],
    [403, body('device_wiped'), 'device_wiped'],
    [426, body('client_too_old'), 'head_office_too_new'],
    [503, body('busy'), 'head_office_unreachable'],
    [502, '<html>Bad Gateway</html>', 'head_office_unreachable'],
    [404, '<html>Not Found</html>', 'head_office_not_ours'],
    [403, '{"code":"something_else"}', 'head_office_not_ours'],
    [302, '', 'head_office_not_ours'],
  ])('%i %s', (status, text, code) => {
    expect(refusalOf(status, text, AT).code).toBe(code);
  });
});

test.each([
  [withCode('ECONNREFUSED'), 'head_office_unreachable'],
  [withCode('ENOTFOUND'), 'head_office_unreachable'],
  [withCode('UND_ERR_CONNECT_TIMEOUT'), 'head_office_unreachable'],
  [new DOMException('late', 'TimeoutError'), 'head_office_unreachable'],
  [withCode('HPE_INVALID_CONSTANT'), 'head_office_not_ours'],
  [withCode('ERR_SSL_WRONG_VERSION_NUMBER'), 'head_office_not_ours'],
  [withCode('DEPTH_ZERO_SELF_SIGNED_CERT'), 'head_office_not_ours'],
  [new AppError('token_expired'), 'token_expired'],
])('no answer: %s', (error, code) => {
  expect(unreachable(error, AT).code).toBe(code);
});

test.each([
  [new Error('database or disk is full'), false, 'disk_full'],
  [new Error('database disk image is malformed'), false, 'replica_corrupt'],
  [new Error('file is not a database'), false, 'replica_corrupt'],
  [Object.assign(new Error(`HTTP Unauthorized: ${body('token_rejected')}`), { status: 401 }), false, 'token_rejected'],
  [Object.assign(new Error('HTTP Bad Gateway: <html>'), { status: 502 }), false, 'head_office_unreachable'],
  [new Error('powersync_control: internal SQLite call returned ERROR: invalid line'), true, 'stream_damaged'],
  [withCode('UND_ERR_SOCKET'), true, 'stream_interrupted'],
  [withCode('UND_ERR_BODY_TIMEOUT'), true, 'stream_interrupted'],
  [withCode('ECONNRESET'), false, 'head_office_unreachable'],
  [new RangeError('a mistake of ours'), true, 'internal'],
])('the stream ended with %s (established: %s)', (error, established, code) => {
  expect(streamFailure(error, AT, established).code).toBe(code);
});

test('only the network is worth waiting for without a word', () => {
  expect(isTransient(new AppError('stream_interrupted'))).toBe(true);
  expect(isTransient(new AppError('device_revoked'))).toBe(false);
});

test.each([
  ['https://head.office/', 'https://head.office'],
  ['https://head.office:8443/sync//', 'https://head.office:8443/sync'],
  ['HTTP://Head.Office', 'http://head.office'],
])('%s is written %s', (given, written) => {
  expect(normaliseAddress(given)).toBe(written);
});

test('property: pauses lie between half of the doubled first one and the maximum', () => {
  const policy = { firstMs: 1000, maxMs: 300_000 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      (failures, random) => {
        const whole = Math.min(policy.maxMs, policy.firstMs * 2 ** (failures - 1));
        const delay = retryDelay(policy, failures, random);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(whole / 2));
        expect(delay).toBeLessThanOrEqual(whole);
      },
    ),
    { seed: 20260925 },
  );
});
