import { join } from 'node:path';
import { callTRPCProcedure } from '@trpc/server';
import pino from 'pino';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { contract } from '../../contract/index.ts';
import type { Procedure } from '../../contract/procedure.ts';
import type { SyncStatus } from '../../contract/sync.ts';
import { createRouter } from '../../service/router.ts';
import { toWireError } from '../../service/wire-error.ts';
import { openStore } from '../../store/open-store.ts';
import { createDispatcher, createHeadOffice } from '../../sync/head-office.ts';
import { type DataService, startDataService } from '../data-service.ts';
import { say } from './output.ts';

/** Runs `work` on the folder's data service. @throws AppError folder_locked while a workstation runs */
export async function withDataService<T>(
  folder: string,
  sync: boolean,
  work: (service: DataService) => Promise<T>,
): Promise<T> {
  const log = pino(pino.destination({ dest: join(folder, 'logs', 'cli.log'), mkdir: true, sync: true }));
  const keys = { kind: 'file', file: join(folder, 'laptop.key') } as const;
  const store = await openStore({ folder: join(folder, 'laptop'), keys, log });
  const service = await startDataService({ store, sync, log });
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}

const RESTING = new Set<SyncStatus['state']>(['idle', 'offline', 'failed', 'not_enrolled']);

/** Waits until sync has nothing more to do. @throws AppError of the status, cancelled */
export async function untilSynced({ engine }: DataService, signal: AbortSignal): Promise<SyncStatus> {
  // A laptop that belongs nowhere does not begin, and so tells of no end.
  if (engine.status.state === 'not_enrolled') throw new AppError('not_enrolled');
  const before = engine.status.syncedAt;
  const settled = (status: SyncStatus): boolean =>
    RESTING.has(status.state) && (status.state !== 'idle' || status.syncedAt !== before);
  const status = await new Promise<SyncStatus>((resolve, reject) => {
    const unsubscribe = engine.onStatus((now) => {
      if (now.progress !== null) say(`${now.state} ${now.progress.done}/${now.progress.total}`);
      if (!settled(now)) return;
      unsubscribe();
      resolve(now);
    });
    const stop = (): void => {
      unsubscribe();
      reject(new AppError('cancelled'));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  if (status.error !== null) throw new AppError(status.error.code, status.error.params);
  if (status.state === 'not_enrolled') throw new AppError('not_enrolled');
  if (status.state === 'offline') throw new AppError('head_office_unreachable');
  return status;
}

type Check = z.output<typeof contract.system.diagnose.output>['checks'][number];

/** Whether head office is there and speaks our language: it is asked for no more than that. */
export async function checkConnection({ engine }: DataService, signal: AbortSignal): Promise<Check> {
  const name = 'connection';
  const address = engine.status.headOffice;
  if (address === null) return { name, outcome: 'warning', detail: '', error: { code: 'not_enrolled', params: {} } };
  const dispatcher = createDispatcher();
  try {
    await createHeadOffice(address, dispatcher, signal).hello();
    return { name, outcome: 'ok', detail: address, error: null };
  } catch (error) {
    const { code, params } = error instanceof AppError ? error : new AppError('internal', {}, error);
    return { name, outcome: 'failed', detail: address, error: { code, params } };
  } finally {
    await dispatcher.destroy();
  }
}

/** Asks one query of the contract by its name, validated like a call of the screen. */
export async function ask(service: DataService, name: string, input: unknown, signal: AbortSignal): Promise<unknown> {
  const [feature = '', procedure = ''] = name.split('.');
  const features = contract as unknown as Readonly<Record<string, Readonly<Record<string, Procedure>>>>;
  if (features[feature]?.[procedure]?.kind !== 'query') throw new AppError('input_invalid', { field: name });
  const log = pino({ level: 'silent' });
  try {
    const value: unknown = await callTRPCProcedure({
      router: createRouter(service.handlers),
      path: name,
      type: 'query',
      getRawInput: async () => input,
      ctx: {},
      signal,
      batchIndex: 0,
    });
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  } catch (error) {
    const refusal = toWireError(error, log, name);
    throw new AppError(refusal.code, refusal.params, error);
  }
}

/** Parses the input of `query`. @throws AppError input_invalid */
export function parseJson(text: string): unknown {
  try {
    return z.json().parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('input_invalid', { field: 'json' }, error);
  }
}
