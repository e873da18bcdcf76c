import { randomUUID } from 'node:crypto';
import { type AnyTRPCRouter, initTRPC, TRPCError } from '@trpc/server';
import type { Logger } from 'pino';
import { z } from 'zod';
import { AppError, type WireError } from '../contract/errors.ts';
import { contract } from '../contract/index.ts';
import type { Procedure } from '../contract/procedure.ts';
import type { CallContext, ServiceHandlers } from './handlers.ts';

/** A handler as the router sees it, after the contract's types have done their work. */
type Handler = (input: unknown, context: CallContext) => unknown;

const t = initTRPC.create({ isDev: false });

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function procedureOf({ kind, input: inputSchema, output }: Procedure, handler: Handler) {
  const base = t.procedure.input(inputSchema);
  const contextOf = (signal: AbortSignal | undefined): CallContext => ({
    signal: signal ?? new AbortController().signal,
  });
  if (kind === 'query') return base.output(output).query(({ input, signal }) => handler(input, contextOf(signal)));
  if (kind === 'command') return base.output(output).mutation(({ input, signal }) => handler(input, contextOf(signal)));
  return base.subscription(async function* ({ input, signal }) {
    const items = handler(input, contextOf(signal));
    if (!isAsyncIterable(items)) throw new TypeError('a stream must answer with an async iterable');
    for await (const item of items) yield await output.parseAsync(item);
  });
}

/**
 * The router of the whole contract: one procedure for each of its entries, named `feature.procedure`. Inputs and
 * outputs are validated on the way; an answer that does not match the contract is a failure of ours, not of the caller.
 */
export function createRouter(handlers: ServiceHandlers): AnyTRPCRouter {
  const features = Object.entries(contract).map(([feature, procedures]) => {
    const own = handlers[feature as keyof ServiceHandlers] as Readonly<Record<string, Handler>>;
    const entries = Object.entries(procedures as Readonly<Record<string, Procedure>>).map(([name, procedure]) => {
      const handler = own[name];
      if (handler === undefined) throw new TypeError(`no handler for ${feature}.${name}`);
      return [name, procedureOf(procedure, handler)] as const;
    });
    return [feature, t.router(Object.fromEntries(entries))] as const;
  });
  return t.router(Object.fromEntries(features));
}

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
