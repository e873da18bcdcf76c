import { AppError, type ErrorCode } from '../contract/errors.ts';
import { HeadOfficeError } from '../contract/head-office.ts';

const REFUSALS: Readonly<Record<HeadOfficeError['code'], ErrorCode>> = {
  unauthorised: 'token_rejected',
  token_expired: 'token_expired',
  token_rejected: 'token_rejected',
  device_revoked: 'device_revoked',
  device_wiped: 'device_wiped',
  enrolment_rejected: 'enrolment_rejected',
  client_too_old: 'head_office_too_new',
  // A request of ours that head office cannot read is a mistake of ours.
  invalid_request: 'internal',
  too_many_requests: 'head_office_unreachable',
  busy: 'head_office_unreachable',
  internal: 'head_office_unreachable',
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an answer other than 2xx says. A body that no head office writes comes from a proxy (5xx) or a stranger. */
export function refusalOf(status: number, body: string, address: string): AppError {
  const refusal = HeadOfficeError.safeParse(parseJson(body));
  const cause = new Error(`${status}: ${body.slice(0, 500)}`);
  if (refusal.success) return new AppError(REFUSALS[refusal.data.code], { address }, cause);
  return new AppError(status >= 500 ? 'head_office_unreachable' : 'head_office_not_ours', { address }, cause);
}

/** Codes and names that undici and OpenSSL give to a peer that speaks, but not our language or not with a certificate we trust. */
const STRANGER = /^(HTTPParserError|HPE_|ERR_SSL_|ERR_TLS_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|EPROTO)/;

/** The code of the innermost error that has one, or its name. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  const inner = codeOf(error.cause);
  if (inner !== '') return inner;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name === 'HTTPParserError' ? error.name : '';
};

/** What a request that got no answer means. */
export function unreachable(error: unknown, address: string): AppError {
  if (error instanceof AppError) return error;
  const stranger = STRANGER.test(codeOf(error));
  return new AppError(stranger ? 'head_office_not_ours' : 'head_office_unreachable', { address }, error);
}

/** What ended the stream. `established` tells whether it had begun to flow. */
export function streamFailure(error: unknown, address: string, established: boolean): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/database or disk is full/i.test(message)) return new AppError('disk_full', {}, error);
  if (/disk image is malformed|file is not a database/i.test(message)) {
    return new AppError('replica_corrupt', {}, error);
  }
  const status = error instanceof Error && 'status' in error ? Number(error.status) : null;
  if (status !== null) return refusalOf(status, message.slice(message.indexOf('{')), address);
  // The client's core, which reads the lines, is the only one that speaks of SQLite here.
  if (/powersync|sqlite/i.test(message)) return new AppError('stream_damaged', { address }, error);
  if (error instanceof TypeError || codeOf(error) !== '') {
    return established ? new AppError('stream_interrupted', { address }, error) : unreachable(error, address);
  }
  return new AppError('internal', {}, error);
}

/** Worth trying again by itself: the network, not a decision, is in the way. */
export const isTransient = ({ code }: AppError): boolean =>
  code === 'head_office_unreachable' || code === 'stream_interrupted';
