import type { SyncEngine } from '../sync/engine.ts';
import type { CallContext, ServiceHandlers } from './handlers.ts';

/** What can be asked of a locked laptop: who it is, how it is, and what brings it back. No business data. */
const OPEN: ReadonlySet<string> = new Set([
  'system.hello',
  'system.diagnose',
  'sync.watch',
  'sync.start',
  'sync.enrol',
  'sync.rebuild',
  'sync.getDevice',
  'settings.get',
  'settings.update',
]);

type AnyHandler = (input: unknown, context: CallContext) => unknown;

/** Puts the lease before every handler that is not named above: a feature is locked unless somebody opens it. */
export function behindLease(engine: Pick<SyncEngine, 'requireLease'>, handlers: ServiceHandlers): ServiceHandlers {
  const guarded = Object.entries(handlers).map(([feature, own]) => {
    const entries = Object.entries(own as Readonly<Record<string, AnyHandler>>).map(([name, handler]) => {
      if (OPEN.has(`${feature}.${name}`)) return [name, handler];
      const locked: AnyHandler = (input, context) => {
        engine.requireLease();
        return handler(input, context);
      };
      return [name, locked];
    });
    return [feature, Object.fromEntries(entries)];
  });
  return Object.fromEntries(guarded) as ServiceHandlers;
}
