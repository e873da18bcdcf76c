import { type AnyTRPCRouter, initTRPC } from '@trpc/server';
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
