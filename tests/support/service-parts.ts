import { onTestFinished } from 'vitest';
import { AppError } from '../../db/contract/errors.ts';
import type { DivisionIndex } from '../../db/domain/geo/types.ts';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { readPackWords, readParameterWords } from '../../db/host/pack-file.ts';
import { AlertsSource } from '../../db/service/alerts-source.ts';
import { ImportDesk } from '../../db/service/import-desk.ts';
import type { ServiceParts } from '../../db/service/parts.ts';
import type { Analytics } from '../../db/store/analytics.ts';
import { buildAnalytics } from '../../db/store/analytics-build.ts';
import { RebateRuns } from '../../db/store/rebate-runs.ts';
import type { SyncEngine } from '../../db/sync/engine.ts';
import { fillReplica } from './fill-replica.ts';
import { openTestStore, silent, temporaryFolder } from './laptop.ts';
import { MAP_FOLDER } from './oracle/map.ts';
import { SHEET_WORDS } from './rebates/sheet-words.ts';

/** An engine that never connects: for tests of what the service answers from what is already there. */
export function idleEngine(): SyncEngine {
  return {
    status: {
      state: 'idle',
      headOffice: null,
      syncedAt: '2026-03-16T00:00:00.000Z',
      nextSyncAt: null,
      progress: null,
      waitingCommands: 0,
      refusedCommands: 0,
      dataVersion: 0,
      error: null,
      lease: null,
    },
    requireLease: () => undefined,
    onStatus: () => () => undefined,
    onApplied: () => () => undefined,
    start: () => undefined,
    setHeadOffice: () => Promise.resolve(),
    enrol: () => Promise.reject(new Error('This engine never connects')),
    rebuild: () => Promise.resolve(),
    commandsWaiting: () => undefined,
    evidence: () => Promise.reject(new AppError('head_office_unreachable')),
    close: () => Promise.resolve(),
  };
}

/** A laptop that holds all that head office has, with its figures built in this thread by the given divisions. */
export async function laptopWith(
  headOffice: HeadOfficeDatabase,
  divisionIndex: DivisionIndex,
): Promise<{ readonly parts: ServiceParts; readonly analytics: Analytics }> {
  const store = await openTestStore(temporaryFolder());
  const replica = await fillReplica(headOffice, store.replicaFile);
  const analytics = buildAnalytics(replica, divisionIndex, 1);
  replica.close();
  const rebates = new RebateRuns(store.replicaFile, () => store.keys.replica);
  onTestFinished(() => rebates.reset());
  const imports = new ImportDesk(() => ({ replicaFile: store.replicaFile, key: store.keys.replica }));
  onTestFinished(() => imports.close());
  const parts: ServiceParts = {
    store,
    imports,
    engine: idleEngine(),
    analytics: { version: 1, current: () => Promise.resolve(analytics), onBuilt: () => () => undefined },
    alerts: new AlertsSource(() => ({
      replicaFile: store.replicaFile,
      key: store.keys.replica,
      mapFolder: MAP_FOLDER,
    })),
    rebates,
    mapFolder: MAP_FOLDER,
    pack: () => ({ engine: 'void 0;', words: readPackWords(), parameters: readParameterWords() }),
    proof: () => ({ engine: 'void 0;', words: SHEET_WORDS }),
    log: silent,
    appVersion: '0.0.0',
  };
  return { parts, analytics };
}
