import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server';
import type { Logger } from 'pino';
import { AppError } from '../contract/errors.ts';
import { type Channel, ClientMessage, type ServerMessage, STREAM_CREDIT } from '../contract/wire.ts';
import { toWireError } from '../service/wire-error.ts';

/** Characters of a call's input as JSON. Inputs are selections and short texts. */
const INPUT_CHARS_MAX = 1_000_000;
const CALLS_MAX = 256;
const TYPE_OF = { query: 'query', command: 'mutation', stream: 'subscription' } as const;

type Call = Extract<ClientMessage, { op: 'call' }>;

interface Running {
  readonly kind: Call['kind'];
  readonly controller: AbortController;
  /** Items the client still allows; only for streams. */
  credit: number;
  /** Wakes a stream that waits for credit or for its end. */
  wake: () => void;
}

/** The commands that a host is carrying out, over all its channels. */
export class CommandsUnderWay {
  readonly #running = new Set<Promise<void>>();

  add(command: Promise<void>): void {
    const drop = () => this.#running.delete(command);
    this.#running.add(command);
    command.then(drop, drop);
  }

  /**
   * Resolves when none is left, so that what a user saved last is saved before the files are closed; after `longestMs`
   * in any case, since a command may wait for head office.
   */
  async ended(longestMs: number): Promise<void> {
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), longestMs);
    while (this.#running.size > 0) {
      if ((await Promise.race([Promise.allSettled(this.#running), late.promise])) === 'late') break;
    }
    clearTimeout(timer);
  }
}

/**
 * Answers the calls that come through a channel, until it closes. tRPC's own WebSocket adapter is not used because it
 * does not carry the cancelling of a query to the procedure, and there is none for a MessagePort: one small protocol
 * (see `db/contract/wire.ts`) serves both.
 *
 * Cancelling, and the end of the channel, stop queries and streams. A command that has begun runs to its end: half a
 * command is worse than an unread answer.
 */
export function serveChannel(
  channel: Channel<ServerMessage>,
  router: AnyTRPCRouter,
  log: Logger,
  commands = new CommandsUnderWay(),
): void {
  const running = new Map<number, Running>();
  let closed = false;
  const send = (message: ServerMessage): void => {
    if (!closed) channel.send(message);
  };

  const stop = (call: Running): void => {
    if (call.kind === 'command') return;
    call.controller.abort();
    call.wake();
  };

  async function forward(id: number, call: Running, items: AsyncIterable<unknown>): Promise<void> {
    const iterator = items[Symbol.asyncIterator]();
    const aborted = new Promise<'aborted'>((resolve) => {
      call.controller.signal.addEventListener('abort', () => resolve('aborted'), { once: true });
    });
    try {
      while (!call.controller.signal.aborted) {
        if (call.credit === 0) {
          await new Promise<void>((resolve) => {
            call.wake = resolve;
          });
          continue;
        }
        const next = await Promise.race([iterator.next(), aborted]);
        if (next === 'aborted') break;
        if (next.done) return send({ op: 'end', id });
        call.credit -= 1;
        send({ op: 'item', id, value: next.value });
      }
      send({ op: 'fail', id, error: { code: 'cancelled', params: {} } });
    } finally {
      // Not awaited: a generator that waits for its next event ends by the signal, whenever it sees it.
      iterator.return?.()?.then(undefined, (error: unknown) => log.warn({ err: error }, 'a stream did not end well'));
    }
  }

  async function carryOut({ id, kind, path, input }: Call): Promise<void> {
    const call: Running = { kind, controller: new AbortController(), credit: STREAM_CREDIT, wake: () => undefined };
    running.set(id, call);
    try {
      if ((JSON.stringify(input) ?? '').length > INPUT_CHARS_MAX) {
        throw new AppError('limit_exceeded', { limit: INPUT_CHARS_MAX });
      }
      const value: unknown = await callTRPCProcedure({
        router,
        path,
        type: TYPE_OF[kind],
        getRawInput: async () => input,
        ctx: {},
        signal: call.controller.signal,
        batchIndex: 0,
      });
      if (kind === 'stream') await forward(id, call, value as AsyncIterable<unknown>);
      else send({ op: 'result', id, value });
    } catch (error) {
      const cancelled = call.controller.signal.aborted;
      send({ op: 'fail', id, error: cancelled ? { code: 'cancelled', params: {} } : toWireError(error, log, path) });
    } finally {
      running.delete(id);
    }
  }

  channel.onMessage((raw) => {
    const parsed = ClientMessage.safeParse(raw);
    if (!parsed.success) {
      log.warn({ issues: parsed.error.issues.length }, 'a client sent something that is no message');
      channel.close();
      return;
    }
    const message = parsed.data;
    if (message.op === 'ping') return send({ op: 'pong' });
    const call = running.get(message.id);
    if (message.op === 'call') {
      if (call !== undefined) return channel.close();
      if (running.size >= CALLS_MAX) {
        return send({ op: 'fail', id: message.id, error: { code: 'limit_exceeded', params: { limit: CALLS_MAX } } });
      }
      const carriedOut = carryOut(message);
      if (message.kind === 'command') commands.add(carriedOut);
    } else if (call !== undefined && message.op === 'cancel') {
      stop(call);
    } else if (call !== undefined && message.op === 'credit') {
      call.credit += message.items;
      call.wake();
    }
  });
  channel.onClose(() => {
    closed = true;
    for (const call of running.values()) stop(call);
  });
}
