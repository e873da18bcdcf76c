import type { IncomingMessage } from 'node:http';

/** Sent with every answer. Nothing here may be read, framed or guessed by another site. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/**
 * The page's policy. Style elements need the nonce of this answer; style attributes are allowed because chart tooltips
 * write them, and an attribute can load nothing that `default-src` does not allow.
 */
export function contentSecurityPolicy(nonce: string, host: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ws://${host}`,
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

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
