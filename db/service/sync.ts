import type { SyncStatus } from '../contract/sync.ts';
import type { FeatureHandlers } from './handlers.ts';
import type { ServiceParts } from './parts.ts';

export function syncService(parts: ServiceParts): FeatureHandlers<'sync'> {
  const { engine } = parts;
  return {
    watch: (_input, { signal }) => watchStatus(parts, signal),
    async start() {
      engine.start();
      return {};
    },
    async enrol(input) {
      return engine.enrol(input);
    },
    async rebuild() {
      await engine.rebuild();
      return {};
    },
  };
}

/**
 * The status now and at each change. `dataVersion` is that of the figures the service answers with, so that a screen
 * which asks again at its change gets the new ones.
 */
async function* watchStatus(parts: ServiceParts, signal: AbortSignal): AsyncGenerator<SyncStatus> {
  let wake: () => void = () => undefined;
  let isChanged = true;
  const changed = () => {
    isChanged = true;
    wake();
  };
  const stopStatus = parts.engine.onStatus(changed);
  const stopBuilt = parts.analytics.onBuilt(changed);
  signal.addEventListener('abort', changed);
  try {
    while (!signal.aborted) {
      if (isChanged) {
        isChanged = false;
        yield { ...parts.engine.status, dataVersion: parts.analytics.version };
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stopStatus();
    stopBuilt();
    signal.removeEventListener('abort', changed);
  }
}
