import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from our own page or from the address bar, told by what no page can forge: the `Host` it was
 * sent to (another name that resolves to 127.0.0.1 has its own), the `Origin`, and the browser's fetch metadata.
 * `strict` is for what changes or opens something: there the `Origin` must be present.
 */
export function isOwnRequest(request: IncomingMessage, host: string, strict: boolean): boolean {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (request.headers.host !== host) return false;
  if (origin === undefined ? strict : origin !== `http://${host}`) return false;
  if (site === undefined) return true;
  return site === 'same-origin' || (site === 'none' && !strict);
}
