import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
/** `::ffff:192.0.2.1` is 192.0.2.1. */
const plain = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/i, '');

/**
 * Reverse proxies that may say for whom they ask: addresses and networks, separated by commas (`10.0.0.5, fd00::/8`).
 * @throws RangeError for anything else
 */
export function trustedProxies(text: string): BlockList {
  const list = new BlockList();
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [address = '', bits, ...rest] = part.split('/');
    const longest = isIP(address) === 6 ? 128 : 32;
    const length = bits === undefined ? longest : Number(bits);
    if (isIP(address) === 0 || rest.length > 0 || !Number.isInteger(length) || length < 0 || length > longest) {
      throw new RangeError(`not an address or network: ${part}`);
    }
    list.addSubnet(address, length, family(address));
  }
  return list;
}

/**
 * Who asks. Everybody can write `X-Forwarded-For`, so it counts only where a trusted proxy wrote it: read from the right,
 * the first address that is not one of them.
 */
export function clientAddress(request: IncomingMessage, trusted: BlockList): string {
  const isTrusted = (address: string): boolean => isIP(address) !== 0 && trusted.check(address, family(address));
  const header = request.headers['x-forwarded-for'] ?? '';
  const forwarded = (Array.isArray(header) ? header.join(',') : header).split(',').map(plain);
  let client = plain(request.socket.remoteAddress ?? '');
  while (isTrusted(client)) {
    const before = forwarded.pop();
    if (before === undefined || isIP(before) === 0) break;
    client = before;
  }
  return client;
}
