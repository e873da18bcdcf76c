// Goal: a request counts against who sent it, and nobody can hide behind a header. Method: a table of connections, headers
// and trusted proxies.
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { clientAddress, trustedProxies } from '../../../db/headoffice/client-address.ts';

const request = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('who asks', () => {
  test.each([
    ['nobody is trusted', '', '198.51.100.7', '203.0.113.1', '198.51.100.7'],
    ['the proxy is trusted', '127.0.0.1', '127.0.0.1', '203.0.113.1', '203.0.113.1'],
    ['written as IPv4 within IPv6', '127.0.0.1', '::ffff:127.0.0.1', '203.0.113.1', '203.0.113.1'],
    ['the client invented a first hop', '127.0.0.1', '127.0.0.1', '192.0.2.9, 203.0.113.1', '203.0.113.1'],
    ['two proxies, one network', '10.0.0.0/8,127.0.0.1', '127.0.0.1', '203.0.113.1, 10.2.3.4', '203.0.113.1'],
    ['only proxies', '10.0.0.0/8', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['no header', '127.0.0.1', '127.0.0.1', undefined, '127.0.0.1'],
    ['nonsense in the header', '127.0.0.1', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['IPv6', 'fd00::/8', 'fd00::1', '2001:db8::5', '2001:db8::5'],
    ['another address than the proxy', '127.0.0.1', '203.0.113.66', '203.0.113.1', '203.0.113.66'],
  ])('%s', (_, trusted, remote, header, expected) => {
    expect(clientAddress(request(remote, header), trustedProxies(trusted))).toBe(expected);
  });

  test.each(['localhost', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x', '1.2.3'])('%s is no proxy', (text) => {
    expect(() => trustedProxies(text)).toThrow(RangeError);
  });
});
