import { randomUUID } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import type { Logger } from 'pino';
import { z } from 'zod';
import { AppError, type WireError } from '../contract/errors.ts';

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/**
 * What the caller may know about a failure. Expected failures keep their code; everything else becomes `internal` with
 * a reference under which the log has the whole story.
 */
export function toWireError(error: unknown, log: Logger, path: string): WireError {
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error;
  if (cause instanceof AppError) {
    if (cause.cause !== undefined) log.warn({ err: cause.cause, code: cause.code, path }, 'expected failure');
    return { code: cause.code, params: { ...cause.params } };
  }
  if (isAbort(cause)) return { code: 'cancelled', params: {} };
  if (error instanceof TRPCError && error.code === 'BAD_REQUEST' && cause instanceof z.core.$ZodError) {
    const issue = cause.issues[0];
    return { code: 'input_invalid', params: { field: issue?.path.join('.') ?? '', reason: issue?.message ?? '' } };
  }
  if (error instanceof TRPCError && error.code === 'NOT_FOUND') return { code: 'not_found', params: { path } };
  const reference = randomUUID().slice(0, 8);
  log.error({ err: cause, reference, path }, 'unexpected failure');
  return { code: 'internal', params: { reference } };
}
