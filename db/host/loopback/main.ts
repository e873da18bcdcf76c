import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { z } from 'zod';
import { createRouter } from '../../service/router.ts';
import { onStop, receiveSecrets, tellFailure, tellLauncher } from '../child.ts';
import { startDataService } from '../data-service.ts';
import { RENDERER_FOLDER, RESOURCES_FOLDER } from '../project.ts';
import { startLoopbackHost } from './server.ts';

/** Entry of the browser shell: data service and loopback host in one process. Started by the launcher. */
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
try {
  const secrets = Secrets.parse(await receiveSecrets());
  const service = await startDataService({
    folder: join(folder, 'laptop'),
    keys: { kind: 'file', file: join(folder, 'laptop.key') },
    log,
    ...(values['head-office'] === undefined ? {} : { headOffice: values['head-office'] }),
    ...(secrets.enrolmentCode === undefined ? {} : { enrolmentCode: secrets.enrolmentCode }),
  });
  const host = await startLoopbackHost({
    router: createRouter(service.handlers),
    folders: { renderer: RENDERER_FOLDER, resources: RESOURCES_FOLDER },
    port: Number(values.port),
    ...(secrets.sessionSecret === undefined ? {} : { sessionSecret: secrets.sessionSecret }),
    ...(secrets.code === undefined ? {} : { code: secrets.code }),
    log,
  });
  onStop(async () => {
    await host.close();
    await service.close();
  });
  tellLauncher({ kind: 'ready', address: host.address, entrance: host.entrance, state: service.engine.status.state });
} catch (error) {
  log.fatal({ err: error }, 'the workstation could not be started');
  // Threads of what had been opened must not keep a failed start alive.
  tellFailure(error, () => process.exit(1));
}
