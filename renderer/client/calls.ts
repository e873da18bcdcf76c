import { AppError } from '../../db/contract/errors.ts';
import type { CancelSignal } from '../../db/contract/procedure.ts';
import { type Channel, type ClientMessage, ServerMessage, STREAM_CREDIT } from '../../db/contract/wire.ts';

type Kind = Extract<ClientMessage, { op: 'call' }>['kind'];

interface Pending {
  onItem(value: unknown): void;
  onResult(value: unknown): void;
  onFail(error: AppError): void;
}

/** The calls under way on one channel. When the channel closes, each of them fails with `service_unavailable`. */
export class Calls {
  readonly #channel: Channel<ClientMessage>;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #closed = false;

  constructor(channel: Channel<ClientMessage>) {
    this.#channel = channel;
    channel.onMessage((raw) => this.#receive(raw));
    channel.onClose(() => {
      this.#closed = true;
      const lost = [...this.#pending.values()];
      this.#pending.clear();
      for (const call of lost) call.onFail(new AppError('service_unavailable'));
    });
  }

  /** Asks once. Rejects with AppError; `cancelled` when the signal fires first. */
  ask(kind: Exclude<Kind, 'stream'>, path: string, input: unknown, signal?: CancelSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#begin(kind, path, input, signal, {
        onItem: () => undefined,
        onResult: resolve,
        onFail: reject,
      });
    });
  }

  /** Yields what the service sends; leaving the loop, or the signal, ends the stream at the service too. */
  async *listen(path: string, input: unknown, signal?: CancelSignal): AsyncGenerator<unknown, void, undefined> {
    const items: unknown[] = [];
    let ending: AppError | 'end' | null = null;
    let wake: () => void = () => undefined;
    const id = this.#begin('stream', path, input, signal, {
      onItem: (value) => {
        items.push(value);
        wake();
      },
      onResult: () => {
        ending = 'end';
        wake();
      },
      onFail: (error) => {
        ending = error;
        wake();
      },
    });
    const outcome = (): AppError | 'end' | null => ending;
    let used = 0;
    try {
      for (;;) {
        while (items.length > 0) {
          yield items.shift();
          used += 1;
          if (used === STREAM_CREDIT / 2) {
            this.#send({ op: 'credit', id, items: used });
            used = 0;
          }
        }
        const ended = outcome();
        if (ended === 'end') return;
        if (ended !== null) throw ended;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.#cancel(id);
    }
  }

  #begin(kind: Kind, path: string, input: unknown, signal: CancelSignal | undefined, pending: Pending): number {
    const id = this.#nextId;
    this.#nextId += 1;
    if (signal?.aborted) {
      pending.onFail(new AppError('cancelled'));
      return id;
    }
    if (this.#closed) {
      pending.onFail(new AppError('service_unavailable'));
      return id;
    }
    const onAbort = (): void => {
      this.#cancel(id);
      done.onFail(new AppError('cancelled'));
    };
    const release = (): void => signal?.removeEventListener('abort', onAbort);
    const done: Pending = {
      onItem: pending.onItem,
      onResult: (value) => {
        release();
        pending.onResult(value);
      },
      onFail: (error) => {
        release();
        pending.onFail(error);
      },
    };
    this.#pending.set(id, done);
    signal?.addEventListener('abort', onAbort);
    this.#send({ op: 'call', id, kind, path, input });
    return id;
  }

  #cancel(id: number): void {
    if (this.#pending.delete(id)) this.#send({ op: 'cancel', id });
  }

  #send(message: ClientMessage): void {
    if (!this.#closed) this.#channel.send(message);
  }

  #receive(raw: unknown): void {
    const parsed = ServerMessage.safeParse(raw);
    if (!parsed.success) {
      this.#channel.close();
      return;
    }
    const message = parsed.data;
    if (message.op === 'pong') return;
    const call = this.#pending.get(message.id);
    if (call === undefined) return;
    if (message.op === 'item') {
      call.onItem(message.value);
      return;
    }
    this.#pending.delete(message.id);
    if (message.op === 'fail') call.onFail(new AppError(message.error.code, message.error.params));
    else call.onResult(message.op === 'result' ? message.value : undefined);
  }
}
