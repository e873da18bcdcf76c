import { z } from 'zod';

/**
 * Every way in which the product says no. One union for the service, the wire, the screen texts and the tests.
 * The sentence for the user (what happened, what is safe, what to do) is kept per code in `resources/locales`; the
 * cause is for the log and never crosses the wire.
 */
export const ERROR_CODES = [
  // Asking
  'input_invalid',
  'not_found',
  'forbidden',
  'cancelled',
  'limit_exceeded',
  'currencies_mixed',
  // The data service
  'service_unavailable',
  'contract_mismatch',
  'internal',
  // Files
  'replica_corrupt',
  'replica_rebuilding',
  'local_corrupt',
  'local_restored',
  'local_newer',
  'migration_failed',
  'disk_full',
  'folder_locked',
  'folder_unwritable',
  'key_missing',
  'key_wrong',
  // Head office
  'head_office_unreachable',
  'head_office_not_ours',
  'head_office_too_old',
  'head_office_too_new',
  'token_expired',
  'token_rejected',
  'device_revoked',
  'device_wiped',
  'enrolment_rejected',
  'not_enrolled',
  'lease_expired',
  'stream_interrupted',
  'stream_damaged',
  // At head office itself
  'database_unreachable',
  'database_newer',
  'database_changed',
  'import_damaged',
  'import_refused',
  // Hosting
  'port_in_use',
  'session_required',
  'code_used',
] as const;

export const ErrorCode = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** What crosses the wire when a call fails. `params` fill the sentence's placeholders; no stack, no SQL, no path. */
export const WireError = z.object({
  code: ErrorCode,
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type WireError = z.infer<typeof WireError>;

/** An expected failure. The cause goes to the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string | number>>;
  constructor(code: ErrorCode, params: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(code, { cause });
    this.name = 'AppError';
    this.code = code;
    this.params = params;
  }
}
