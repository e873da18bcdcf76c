import { AppError } from '../../db/contract/errors.ts';
import { contract } from '../../db/contract/index.ts';
import { CONTRACT_VERSION } from '../../db/contract/version.ts';
import type { CallContext, ServiceHandlers } from '../../db/service/handlers.ts';

type Handler = (input: never, context: CallContext) => unknown;

/** Handlers for the whole contract of which a test writes the few it asks; the rest say `not_found`. */
export function scriptedHandlers(written: Readonly<Record<string, Handler>>): ServiceHandlers {
  const hello: Handler = () => ({
    contractVersion: CONTRACT_VERSION,
    appVersion: 'test',
    startedAt: '2026-09-25T00:00:00Z',
    notices: [],
  });
  const missing: Handler = () => {
    throw new AppError('not_found');
  };
  const features = Object.entries(contract).map(([feature, procedures]) => [
    feature,
    Object.fromEntries(
      Object.keys(procedures).map((name) => {
        const path = `${feature}.${name}`;
        return [name, written[path] ?? (path === 'system.hello' ? hello : missing)];
      }),
    ),
  ]);
  return Object.fromEntries(features) as ServiceHandlers;
}
