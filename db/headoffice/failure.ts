import type { z } from 'zod';
import type { HeadOfficeError } from '../contract/head-office.ts';

type Code = z.infer<typeof HeadOfficeError>['code'];

const STATUS: Readonly<Record<Code, number>> = {
  unauthorised: 401,
  token_expired: 401,
  token_rejected: 401,
  device_revoked: 403,
  device_wiped: 403,
  enrolment_rejected: 403,
  client_too_old: 426,
  invalid_request: 400,
  too_many_requests: 429,
  busy: 503,
  internal: 500,
};

/** An expected refusal of head office. The message is for the laptop's log; it names no secret and no other person. */
export class HeadOfficeFailure extends Error {
  readonly code: Code;
  readonly status: number;
  constructor(code: Code, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'HeadOfficeFailure';
    this.code = code;
    this.status = STATUS[code];
  }
}
