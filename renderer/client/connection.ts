import type { z } from 'zod';
import { AppError } from '../../db/contract/errors.ts';
import { type ContractClient, contract } from '../../db/contract/index.ts';
import type { CallOptions, Procedure } from '../../db/contract/procedure.ts';
import { CONTRACT_VERSION } from '../../db/contract/version.ts';
import type { Channel, ClientMessage } from '../../db/contract/wire.ts';
import { Calls } from './calls.ts';

/** Who is at the other end: version, start, and what it has to tell. */
export type ServiceFacts = z.output<typeof contract.system.hello.output>;

/** How the screen is connected to the data service. `failed` is final: trying again would not help. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly service: ServiceFacts }
  | { readonly kind: 'lost'; readonly attempt: number }
  | { readonly kind: 'failed'; readonly error: AppError };

const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 10_000;
/** Times a query is asked again after its connection was lost. */
const QUERY_RETRIES = 2;

/** Errors after which another attempt makes sense. */
const isPassing = (error: unknown): boolean => !(error instanceof AppError) || error.code === 'service_unavailable';

export interface ConnectionOptions {
  /** Opens a channel, or rejects: with `service_unavailable` to be asked again, with another AppError for good. */
  readonly openChannel: () => Promise<Channel<ClientMessage>>;
  /** Calls back after that many milliseconds. */
  readonly delay: (ms: number) => Promise<void>;
}

/**
 * Keeps a connection to the data service: opens it, checks that both speak the same contract, and opens it again with
 * growing pauses when it is lost.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { kind: 'connecting' };
  #calls: Calls | null = null;
  #hurry: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    void this.#keepOpen();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Called at every change of {@link state}. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the connection is open; rejects when it never will be. */
  opened(): Promise<Calls> {
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        if (this.#state.kind === 'failed') reject(this.#state.error);
        else if (this.#calls !== null) resolve(this.#calls);
        else return false;
        return true;
      };
      if (settle()) return;
      const unsubscribe = this.subscribe(() => {
        if (settle()) unsubscribe();
      });
    });
  }

  /** The calls of the open connection, for what must not wait. */
  now(): Calls {
    if (this.#state.kind === 'failed') throw this.#state.error;
    if (this.#calls === null) throw new AppError('service_unavailable');
    return this.#calls;
  }

  /** Ends the pause before the next attempt. */
  retryNow(): void {
    this.#hurry();
  }

  #become(state: ConnectionState, calls: Calls | null): void {
    this.#state = state;
    this.#calls = calls;
    for (const listener of [...this.#listeners]) listener();
  }

  async #keepOpen(): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { closed } = await this.#openOnce();
        attempt = 0;
        await closed;
      } catch (error) {
        if (!isPassing(error)) return this.#become({ kind: 'failed', error: error as AppError }, null);
      }
      this.#become({ kind: 'lost', attempt }, null);
      const hurried = new Promise<void>((resolve) => {
        this.#hurry = resolve;
      });
      await Promise.race([hurried, this.#options.delay(Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_LONGEST_MS))]);
    }
  }

  /** Resolves once open; `closed` resolves at the end. */
  async #openOnce(): Promise<{ readonly closed: Promise<void> }> {
    const channel = await this.#options.openChannel();
    const closed = new Promise<void>((resolve) => channel.onClose(resolve));
    const calls = new Calls(channel);
    let service: ServiceFacts;
    try {
      service = contract.system.hello.output.parse(
        await calls.ask('query', 'system.hello', { contractVersion: CONTRACT_VERSION }),
      );
      if (service.contractVersion !== CONTRACT_VERSION) {
        throw new AppError('contract_mismatch', { ours: CONTRACT_VERSION, theirs: service.contractVersion });
      }
    } catch (error) {
      channel.close();
      throw error;
    }
    this.#become({ kind: 'open', service }, calls);
    return { closed };
  }
}

/** A query is repeated when its connection was lost under it; a command never is. */
async function query(connection: Connection, path: string, input: unknown, options?: CallOptions): Promise<unknown> {
  for (let retry = 0; ; retry += 1) {
    const calls = await connection.opened();
    try {
      return await calls.ask('query', path, input, options?.signal);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'service_unavailable') || retry === QUERY_RETRIES) throw error;
    }
  }
}

/** A stream goes on over a lost connection: it tells the present state first, so nothing is missed. */
async function* listen(connection: Connection, path: string, input: unknown, options?: CallOptions) {
  for (;;) {
    const calls = await connection.opened();
    try {
      yield* calls.listen(path, input, options?.signal);
      return;
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'service_unavailable')) throw error;
    }
  }
}

async function* parsed({ output }: Procedure, items: AsyncIterable<unknown>) {
  for await (const item of items) yield output.parse(item);
}

function clientOf(connection: Connection, path: string, procedure: Procedure) {
  const { kind, output } = procedure;
  if (kind === 'stream') {
    return (input: unknown, options?: CallOptions) => parsed(procedure, listen(connection, path, input, options));
  }
  if (kind === 'query') {
    return async (input: unknown, options?: CallOptions) => output.parse(await query(connection, path, input, options));
  }
  return async (input: unknown, options?: CallOptions) =>
    output.parse(await connection.now().ask('command', path, input, options?.signal));
}

/** The typed client over a connection: one function for each procedure of the contract. Answers are validated. */
export function createClient(connection: Connection): ContractClient {
  const features = Object.entries(contract).map(([feature, procedures]) => [
    feature,
    Object.fromEntries(
      Object.entries(procedures).map(([name, procedure]) => [
        name,
        clientOf(connection, `${feature}.${name}`, procedure),
      ]),
    ),
  ]);
  // The loop above is the contract's own; the compiler cannot follow Object.fromEntries.
  return Object.fromEntries(features) as ContractClient;
}
