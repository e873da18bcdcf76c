import type { Logger } from 'pino';
import { AnalyticsSource } from '../store/analytics-source.ts';
import type { Store } from '../store/open-store.ts';
import { RebateRuns } from '../store/rebate-runs.ts';
import type { SyncEngine } from '../sync/engine.ts';
import { AlertsSource } from './alerts-source.ts';
import { annotationsService } from './annotations.ts';
import { behindLease } from './behind-lease.ts';
import { directoryService } from './directory.ts';
import { diversionService } from './diversion.ts';
import type { Service } from './handlers.ts';
import { ImportDesk } from './import-desk.ts';
import { ledgerService } from './ledger.ts';
import type { ServiceParts } from './parts.ts';
import { performanceService } from './performance.ts';
import { rebatesService } from './rebates.ts';
import { settingsService } from './settings.ts';
import { statementsService } from './statements.ts';
import { syncService } from './sync.ts';
import { systemService } from './system.ts';
import { vouchersService } from './vouchers.ts';

export type { CallContext, Service, ServiceHandlers } from './handlers.ts';

export interface ServiceOptions {
  readonly store: Store;
  readonly engine: SyncEngine;
  /** Folder with `divisions.bin`. */
  readonly mapFolder: string;
  readonly proof: ServiceParts['proof'];
  readonly pack: ServiceParts['pack'];
  readonly log: Logger;
  readonly appVersion: string;
  /** Columns that are on their way already (see {@link startAnalytics}); otherwise the service starts its own. */
  readonly analytics?: AnalyticsSource;
}

/** Begins to make the columns of a store, and again with each replica that takes the place of the one before. */
export function startAnalytics(options: Pick<ServiceOptions, 'store' | 'mapFolder' | 'log'>): AnalyticsSource {
  const { store, mapFolder, log } = options;
  const analytics = new AnalyticsSource({
    replicaFile: store.replicaFile,
    key: () => store.keys.replica,
    mapFolder,
    // Versions of an earlier run, which a screen may still hold, must not come again.
    firstVersion: Date.now(),
    onFailure: (error) => log.error({ err: error }, 'The figures could not be renewed'),
    onUnkept: (error) => log.warn({ err: error }, 'The columns could not be kept; the next start makes them anew'),
  });
  store.onReplicaReplaced(() => analytics.renew());
  analytics.renew();
  return analytics;
}

/**
 * The data service: answers the contract from the store, and keeps its figures in step with the replica. Returns at
 * once; the first figures wait for the columns. Neither store nor engine is closed with it.
 */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { engine, store, analytics = startAnalytics(options) } = options;
  const stopListening = engine.onApplied(() => analytics.renew());
  const rebates = new RebateRuns(store.replicaFile, () => store.keys.replica);
  const stopResetting = store.onReplicaReplaced(() => void rebates.reset());

  const { mapFolder } = options;
  const alerts = new AlertsSource(() => ({ replicaFile: store.replicaFile, key: store.keys.replica, mapFolder }));
  const imports = new ImportDesk(() => ({ replicaFile: store.replicaFile, key: store.keys.replica }));
  const parts: ServiceParts = { ...options, analytics, alerts, imports, rebates };
  return {
    handlers: behindLease(engine, {
      system: systemService(parts),
      sync: syncService(parts),
      settings: settingsService(parts),
      directory: directoryService(parts),
      diversion: diversionService(parts),
      rebates: rebatesService(parts),
      ledger: ledgerService(parts),
      performance: performanceService(parts),
      annotations: annotationsService(parts),
      statements: statementsService(parts),
      vouchers: vouchersService(parts),
    }),
    async close() {
      stopListening();
      await alerts.close();
      await imports.close();
      stopResetting();
      await rebates.reset();
      await analytics.close();
    },
  };
}
