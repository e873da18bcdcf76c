import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../contract/errors.ts';

const WRONG_CODES_MAX = 10;

const same = (a: string, b: string): boolean => {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
};

/** A secret that cannot be guessed: 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * The one session of a host: the code that opens it once, and the cookie that stands for it afterwards. Cookies do not
 * know ports, so the name carries ours: two workstations on one machine do not overwrite each other's.
 */
export class Session {
  readonly #secret: string;
  #code: string | null;
  #used = false;
  #wrong = 0;

  constructor(secret: string, code: string) {
    this.#secret = secret;
    this.#code = code;
  }

  /** Swaps the code for the value of a Set-Cookie header. @throws AppError code_used, forbidden, limit_exceeded */
  exchange(code: string, port: number): string {
    if (this.#wrong >= WRONG_CODES_MAX) throw new AppError('limit_exceeded', { limit: WRONG_CODES_MAX });
    if (this.#code === null || !same(code, this.#code)) {
      if (this.#used) throw new AppError('code_used');
      this.#wrong += 1;
      throw new AppError('forbidden');
    }
    this.#code = null;
    this.#used = true;
    return `rsw_${port}=${this.#secret}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether the request carries the session's cookie. */
  covers(request: IncomingMessage, port: number): boolean {
    const prefix = `rsw_${port}=`;
    const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
    const value = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
    return value !== undefined && same(value, this.#secret);
  }
}
