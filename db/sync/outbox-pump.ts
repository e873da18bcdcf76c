import type { Logger } from 'pino';
import { AppError } from '../contract/errors.ts';
import type { Store } from '../store/open-store.ts';
import type { SavedCommand } from '../store/outbox.ts';
import { type RetryPolicy, retryDelay } from './backoff.ts';
import { isTransient } from './failure.ts';
import type { HeadOffice } from './head-office.ts';
import type { Tokens } from './tokens.ts';

/** Commands in one request, and how much their payloads may come to: head office takes a body of a million bytes. */
const BATCH = 100;
const BATCH_BYTES = 900_000;

/** Whom to send to, and as whom. */
export interface Line {
  readonly deviceId: string;
  readonly headOffice: HeadOffice;
  readonly tokens: Tokens;
}

/** Sends what waits in the outbox, in order, until nothing waits. Never in the way of what comes down. */
export interface OutboxPump {
  /** Sends now; what failed before is tried again. */
  wake(): void;
  close(): Promise<void>;
}

export interface OutboxPumpOptions {
  readonly store: Store;
  /** Null while the laptop belongs to nobody. */
  readonly line: () => Line | null;
  readonly retry: RetryPolicy;
  readonly log: Logger;
  /** The outbox's counts may be others now. */
  readonly onChange: () => void;
}

/** The first commands that fit into a request together; at least one. */
function fitting(commands: readonly SavedCommand[]): readonly SavedCommand[] {
  let bytes = 0;
  const end = commands.findIndex(({ payload }, at) => {
    bytes += Buffer.byteLength(JSON.stringify(payload));
    return at > 0 && bytes > BATCH_BYTES;
  });
  return end === -1 ? commands : commands.slice(0, end);
}

/**
 * Sends one batch. Answers are kept before the next batch leaves; a repeated command gets the answer it got before.
 * @returns whether more is waiting
 */
async function sendBatch({ store, onChange }: OutboxPumpOptions, line: Line): Promise<boolean> {
  const commands = fitting(store.outbox.waiting(BATCH, BATCH_BYTES));
  if (commands.length === 0) return false;
  const token = await line.tokens.get();
  const { answers, expectedSeq } = await line.headOffice.commands(token, {
    deviceId: line.deviceId,
    commands: commands.map(({ status: _status, reasonCode: _reason, ...command }) => command),
  });
  store.outbox.answer(answers);
  const next = store.outbox.waiting(1)[0];
  if (next !== undefined && next.seq !== expectedSeq) store.outbox.align(expectedSeq);
  else if (answers.length === 0) throw new AppError('internal', {}, new Error('head office answered no command'));
  onChange();
  return next !== undefined;
}

export function createOutboxPump(options: OutboxPumpOptions): OutboxPump {
  const { retry, log } = options;
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  async function drain(): Promise<void> {
    do {
      again = false;
      const line = options.line();
      if (line === null) return;
      try {
        while (!closed && (await sendBatch(options, line))) log.debug('more commands wait');
        failures = 0;
      } catch (error) {
        failed(error, line);
        return;
      }
    } while (again && !closed);
  }

  function failed(error: unknown, line: Line): void {
    if (closed) return;
    log.warn({ err: error }, 'commands could not be sent; they wait');
    if (error instanceof AppError && !isTransient(error)) line.tokens.forget();
    failures += 1;
    timer = setTimeout(run, retryDelay(retry, failures, Math.random()));
  }

  function run(): void {
    clearTimeout(timer);
    if (closed) return;
    if (running !== null) {
      again = true;
      return;
    }
    running = drain().finally(() => {
      running = null;
      if (again) run();
    });
  }

  return {
    wake: run,
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
