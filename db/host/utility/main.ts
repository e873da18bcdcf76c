import pino from 'pino';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { createRouter } from '../../service/router.ts';
import type { KeySource } from '../../store/keys.ts';
import { openStore } from '../../store/open-store.ts';
import { startDataService } from '../data-service.ts';
import { portChannel, type ServicePort } from '../port-channel.ts';
import { CommandsUnderWay, serveChannel } from '../serve-channel.ts';

/**
 * Entry of Electron's utility process. The main process first sends `start`, then one `port` message with a MessagePort
 * for each window, and `stop` before it quits. Answers `ready`, `failed` or `stopped`.
 */
const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    folder: z.string(),
    logFile: z.string(),
    /** Null keeps the files in the clear, where the machine has no safe place for a key. */
    key: z.instanceof(Uint8Array).nullable(),
    headOffice: z.string().optional(),
    enrolmentCode: z.string().optional(),
  }),
  z.object({ type: z.literal('port') }),
  z.object({ type: z.literal('stop') }),
]);

/** The part of Electron's `process.parentPort` that is used here. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ServicePort[] }) => void,
  ): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
if (parentPort === undefined) throw new Error('this program is started by the Electron shell');
const parent = parentPort;

type Start = Extract<z.infer<typeof Message>, { type: 'start' }>;

async function start({ folder, logFile, key, headOffice, enrolmentCode }: Start) {
  const log = pino(pino.destination({ dest: logFile, mkdir: true, sync: true }));
  try {
    const keys: KeySource =
      key === null ? { kind: 'none' } : { kind: 'host', key, forget: () => parent.postMessage({ type: 'forget-key' }) };
    const service = await startDataService({
      store: await openStore({ folder, keys, log }),
      ...(headOffice === undefined ? {} : { headOffice }),
      ...(enrolmentCode === undefined ? {} : { enrolmentCode }),
      log,
    });
    return { service, log, router: createRouter(service.handlers) };
  } catch (error) {
    log.fatal({ err: error }, 'the data service could not be started');
    throw error;
  }
}

/** Less than the shell waits for this process to end. */
const COMMANDS_MS = 5_000;
const commands = new CommandsUnderWay();
let started: ReturnType<typeof start> | undefined;

parent.on('message', ({ data, ports }) => {
  const message = Message.parse(data);
  if (message.type === 'start') {
    started ??= start(message);
    started.then(
      () => parent.postMessage({ type: 'ready' }),
      (error: unknown) => {
        parent.postMessage({ type: 'failed', code: error instanceof AppError ? error.code : 'internal' });
      },
    );
  } else if (message.type === 'port') {
    const port = ports[0];
    started?.then(
      ({ router, log }) => port !== undefined && serveChannel(portChannel(port), router, log, commands),
      () => port?.close(),
    );
  } else {
    const stopped = () => {
      parent.postMessage({ type: 'stopped' });
      process.exit(0);
    };
    const close = async () => {
      const running = await started;
      await commands.ended(COMMANDS_MS);
      await running?.service.close();
    };
    close().then(stopped, stopped);
  }
});
