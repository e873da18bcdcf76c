import { z } from 'zod';
import { ErrorCode } from '../../db/contract/errors.ts';
import { type Clock, type SupervisionState, supervise } from '../supervisor/supervise.mjs';

/** What the data service says to the shell. */
const FromService = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('failed'), code: ErrorCode.catch('internal') }),
  z.object({ type: z.literal('stopped') }),
  z.object({ type: z.literal('forget-key') }),
]);

/** What is used of Electron's UtilityProcess. */
export interface ServiceProcess<Port> {
  postMessage(message: object, transfer?: Port[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export interface DataServiceOptions<Port> {
  readonly fork: () => ServiceProcess<Port>;
  /** Its first message: where its files are and how to open them. */
  readonly start: {
    readonly folder: string;
    readonly logFile: string;
    readonly key: Uint8Array | null;
    readonly headOffice?: string;
    readonly enrolmentCode?: string;
  };
  readonly forgetKey: () => void;
  /** The service cannot open its files; starting it again would not help. */
  readonly onFailed: (code: ErrorCode) => void;
  readonly onState: (state: SupervisionState) => void;
  /** It said something that no version of it should; nothing came of it. */
  readonly onNonsense: () => void;
  readonly clock?: Clock;
}

export interface DataService<Port> {
  /**
   * Gives one end of a page's channel to the service. While it is not running the port is closed, which tells the page
   * to ask again later.
   */
  handPort(port: Port): void;
  /** Starts it again after it was given up. */
  retry(): void;
  /** Lets it save and end; after a while it is ended. */
  stop(): Promise<void>;
}

/** Runs the data service in a process of its own and starts it again when it dies. */
export function keepDataService<Port extends { close(): void }>(options: DataServiceOptions<Port>): DataService<Port> {
  const { fork, start, forgetKey, onFailed, onState, onNonsense, clock } = options;
  let running: ServiceProcess<Port> | null = null;

  const supervision = supervise({
    ...(clock === undefined ? {} : { clock }),
    onState,
    start() {
      const service = fork();
      running = service;
      service.on('message', (message) => {
        const { success, data: said } = FromService.safeParse(message);
        if (!success) onNonsense();
        else if (said.type === 'failed') onFailed(said.code);
        else if (said.type === 'forget-key') forgetKey();
      });
      const exited = new Promise<void>((resolve) => {
        service.on('exit', () => {
          running = null;
          resolve();
        });
      });
      service.postMessage({ type: 'start', ...start });
      return {
        exited,
        requestStop: () => service.postMessage({ type: 'stop' }),
        kill: () => void service.kill(),
      };
    },
  });

  return {
    handPort(port) {
      if (running === null) port.close();
      else running.postMessage({ type: 'port' }, [port]);
    },
    retry: () => supervision.retry(),
    stop: () => supervision.stop(),
  };
}
