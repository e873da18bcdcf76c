import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { z } from 'zod';
import { openStore, type Store } from '../../store/open-store.ts';
import { onStop, receiveSecrets, tellFailure, tellLauncher } from '../child.ts';
import { RENDERER_FOLDER, RESOURCES_FOLDER } from '../project.ts';
import { startLoopbackHost } from './server.ts';

/**
 * Entry of the browser shell: data service and loopback host in one process. Started by the launcher, which it tells
 * `open` as soon as a browser can load the page, `ready` when the service answers.
 */
const Secrets = z.object({
  sessionSecret: z.string().optional(),
  code: z.string().optional(),
  enrolmentCode: z.string().optional(),
});

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    'head-office': { type: 'string' },
  },
});
const folder = values.data;
if (folder === undefined) throw new Error('--data is missing');

const log = pino(pino.destination({ dest: join(folder, 'logs', 'workstation.log'), mkdir: true, sync: true }));

/** Service and router are loaded here and not above: there is a page for the browser before they are. */
async function startService(store: Store, enrolmentCode: string | undefined) {
  const [{ startDataService }, { createRouter }] = await Promise.all([
    import('../data-service.ts'),
    import('../../service/router.ts'),
  ]);
  const service = await startDataService({
    store,
    log,
    ...(values['head-office'] === undefined ? {} : { headOffice: values['head-office'] }),
    ...(enrolmentCode === undefined ? {} : { enrolmentCode }),
  });
  return { service, router: createRouter(service.handlers) };
}

async function run(store: Store, { sessionSecret, code, enrolmentCode }: z.infer<typeof Secrets>): Promise<void> {
  const started = Promise.withResolvers<Awaited<ReturnType<typeof startService>>>();
  const host = await startLoopbackHost({
    router: started.promise.then(({ router }) => router),
    folders: { renderer: RENDERER_FOLDER, resources: RESOURCES_FOLDER },
    port: Number(values.port),
    ...(sessionSecret === undefined ? {} : { sessionSecret }),
    ...(code === undefined ? {} : { code }),
    log,
  });
  onStop(async () => {
    await host.close();
    await (await started.promise).service.close();
  });
  const { address, entrance } = host;
  tellLauncher({ kind: 'open', address, entrance });
  startService(store, enrolmentCode).then(started.resolve, started.reject);
  const { service } = await started.promise;
  tellLauncher({ kind: 'ready', address, entrance, state: service.engine.status.state });
}

let store: Store | undefined;
try {
  const secrets = Secrets.parse(await receiveSecrets());
  // Nearly always it is its files that keep a workstation from running: nobody sees a page before they are open.
  store = await openStore({
    folder: join(folder, 'laptop'),
    keys: { kind: 'file', file: join(folder, 'laptop.key') },
    log,
  });
  await run(store, secrets);
} catch (error) {
  log.fatal({ err: error }, 'the workstation could not be started');
  await store?.close();
  // Threads of what had been opened must not keep a failed start alive.
  tellFailure(error, () => process.exit(1));
}
