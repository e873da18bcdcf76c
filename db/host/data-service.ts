import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { createService, startAnalytics } from '../service/create-service.ts';
import type { ServiceHandlers } from '../service/handlers.ts';
import type { Store } from '../store/open-store.ts';
import { createSyncEngine } from '../sync/create-engine.ts';
import type { SyncEngine } from '../sync/engine.ts';
import { readPackParts } from './pack-file.ts';
import { APP_VERSION, MAP_FOLDER } from './project.ts';
import { readProofParts } from './proof-sheet.ts';

/** How long the sync of a laptop that has figures waits at a start: opening its client would hold up showing them. */
const FIGURES_FIRST_MS = 2_000;

export interface DataServiceOptions {
  /** The laptop's files, which are closed with the service, or when it cannot start. */
  readonly store: Store;
  /** Address of head office: where to enrol, or where it has moved. */
  readonly headOffice?: string;
  /** Enrols a laptop that belongs to no head office yet. */
  readonly enrolmentCode?: string;
  /** False leaves sync at rest, for programs that only read. */
  readonly sync?: boolean;
  readonly mapFolder?: string;
  readonly log: Logger;
}

export interface DataService {
  readonly handlers: ServiceHandlers;
  readonly engine: SyncEngine;
  close(): Promise<void>;
}

/**
 * Starts sync and service over the laptop's files. A head office that cannot be reached does not keep the service from
 * starting: everything synced before can be used, and the status says what is wrong.
 */
export async function startDataService(options: DataServiceOptions): Promise<DataService> {
  const { store, log, headOffice, enrolmentCode, sync = true, mapFolder = MAP_FOLDER } = options;
  const closers: (() => Promise<void>)[] = [() => store.close()];
  const close = async (): Promise<void> => {
    while (closers.length > 0) await closers.pop()?.();
  };
  try {
    // The columns take longest, so they begin first.
    const analytics = startAnalytics({ store, mapFolder, log });
    closers.push(() => analytics.close());
    const engine = await createSyncEngine({ store, log });
    closers.push(() => engine.close());
    const service = await createService({
      ...{ store, engine, mapFolder, log, analytics },
      appVersion: APP_VERSION,
      proof: readProofParts,
      pack: readPackParts,
    });
    closers.push(() => service.close());
    if (sync) {
      try {
        if (headOffice !== undefined) await joinHeadOffice(engine, headOffice, enrolmentCode);
      } catch (error) {
        log.error({ err: error }, 'head office did not take this laptop');
      }
      const begin = setTimeout(() => engine.start(), engine.status.syncedAt === null ? 0 : FIGURES_FIRST_MS);
      closers.push(async () => clearTimeout(begin));
    }
    return { handlers: service.handlers, engine, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function joinHeadOffice(engine: SyncEngine, address: string, code: string | undefined): Promise<void> {
  if (engine.status.state === 'not_enrolled') {
    if (code !== undefined) await engine.enrol({ address, code, deviceName: hostname() || 'laptop' });
  } else if (engine.status.headOffice !== address) {
    await engine.setHeadOffice(address);
  }
}
