import { randomBytes } from 'node:crypto';
import { readStatic, type StaticFolders } from './static-files.ts';

const NONCE_PLACEHOLDER = '__CSP_NONCE__';

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
 * write them, and an attribute can load nothing that `default-src` does not allow. `sockets` is the WebSocket origin
 * that the page may call, null where it talks through a port.
 */
function contentSecurityPolicy(nonce: string, sockets: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${sockets === null ? '' : ` ${sockets}`}`,
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

export interface PageAnswer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What a shell answers to a GET of `pathname`: the file with the headers that protect it, or null where there is none.
 * The page itself gets a new nonce each time.
 */
export async function answerPage(
  folders: StaticFolders,
  pathname: string,
  sockets: string | null,
): Promise<PageAnswer | null> {
  const file = await readStatic(folders, pathname);
  if (file === null) return null;
  const nonce = randomBytes(16).toString('base64');
  const isPage = file.type.startsWith('text/html');
  const body = isPage ? Buffer.from(file.body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce)) : file.body;
  return {
    body,
    headers: {
      ...COMMON_HEADERS,
      'content-type': file.type,
      'content-length': String(body.length),
      'content-security-policy': contentSecurityPolicy(nonce, sockets),
      'cache-control': isPage ? 'no-store' : file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  };
}
