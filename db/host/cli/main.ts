import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import pino from 'pino';
import { AppError } from '../../contract/errors.ts';
import { contract } from '../../contract/index.ts';
import type { DemoSize } from '../../headoffice/demo/seed-demo.ts';
import { issueEnrolmentCode } from '../../headoffice/enrolment.ts';
import { DATASETS, type Dataset, importDataset, undoImport } from '../../headoffice/import/import-dataset.ts';
import { onStop, tellFailure, tellLauncher } from '../child.ts';
import { APP_VERSION, PROJECT_FOLDER } from '../project.ts';
import { addDeviceCommands } from './devices.ts';
import { addDiversionCommands } from './diversion.ts';
import { locationOf, openMigrated, seedWhenEmpty, serveHeadOffice } from './head-office.ts';
import { ask, checkConnection, parseJson, untilSynced, withDataService } from './laptop.ts';
import { addLedgerCommands } from './ledger.ts';
import { EXIT, EXIT_HELP, exitStatusOf, print, progressLine, say, sayFailure } from './output.ts';
import { addRebateCommands } from './rebates.ts';

interface Common {
  readonly data: string;
  readonly json: boolean;
}

interface ServeFlags {
  readonly port: number;
  readonly demo: DemoSize | 'none';
  readonly trustedProxy: string;
}

const interrupted = new AbortController();
const port = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new InvalidArgumentError('not a port');
  return number;
};
const minutes = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 1440) throw new InvalidArgumentError('1 to 1440');
  return number;
};
const sizeOption = () =>
  new Option('--demo <size>', 'found the demo company when empty').choices(['small', 'full', 'none']);

/** Every command with its help; runs when this file is what Node was started with. */
export const program = new Command('npm run cli --')
  .description('Command line of the Regional Sales Workstation, for IT and for automation')
  .version(APP_VERSION)
  .option('--data <folder>', 'data folder', resolve(PROJECT_FOLDER, '.data'))
  .option('--json', 'print JSON', false)
  .showHelpAfterError()
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  npm run cli -- headoffice serve --demo small
  npm run cli -- headoffice enrol zhoumin
  npm run cli -- enrol http://127.0.0.1:8710 < code.txt
  npm run cli -- --json query directory.getFrame
  npm run cli -- rebates calculate document.json --json
${EXIT_HELP}`,
  );
const common = (): Common => program.opts<Common>();
/** The first signal cancels what runs and lets it clean up; a second one does not wait for that. */
const stopOnSignal = (): void => {
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
};

const headoffice = program
  .command('headoffice')
  .description(
    "head office; its database's address is taken from RSW_DATABASE_URL, otherwise it lies in the data folder",
  );
const location = () => locationOf(process.env.RSW_DATABASE_URL, join(common().data, 'headoffice'));

headoffice
  .command('serve')
  .description('serve laptops until interrupted')
  .option('--port <port>', 'port on 127.0.0.1; 0 takes any free one', port, 0)
  .option('--trusted-proxy <addresses>', 'reverse proxies whose X-Forwarded-For is believed, e.g. 127.0.0.1', '')
  .addOption(sizeOption().default('none'))
  .action(async (options: ServeFlags) => {
    stopOnSignal();
    const log = pino(
      pino.destination({ dest: join(common().data, 'logs', 'headoffice.log'), mkdir: true, sync: true }),
    );
    const line = progressLine();
    const running = await serveHeadOffice({
      location: location(),
      port: options.port,
      demo: options.demo === 'none' ? null : options.demo,
      trustedProxies: options.trustedProxy,
      log,
      onProgress: (done, total, what) => {
        line(done, total, what);
        tellLauncher({ kind: 'progress', done, total, what });
      },
      signal: interrupted.signal,
    });
    onStop(() => running.close());
    const { enrolmentCode, guests } = running;
    tellLauncher({ kind: 'ready', address: running.server.address, enrolmentCode, guests });
    print(common().json, { address: running.server.address });
  });

headoffice
  .command('seed')
  .description('found the demo company in an empty head office')
  .addOption(sizeOption().choices(['small', 'full']).default('small'))
  .option('--truth <file>', 'where to tell what was planted, for tests; planted.jsonl in the data folder otherwise')
  .action(async ({ demo, truth }: { readonly demo: DemoSize; readonly truth?: string }) => {
    stopOnSignal();
    const database = await openMigrated(location());
    try {
      const truthFile = truth ?? join(common().data, 'planted.jsonl');
      print(common().json, await seedWhenEmpty(database, demo, truthFile, progressLine(), interrupted.signal));
    } finally {
      await database.close();
    }
  });

headoffice
  .command('import')
  .description('load an ERP export, all of it or nothing; the same files again change nothing')
  .addArgument(new Argument('<dataset>', 'whose export it is').choices(DATASETS))
  .argument('<folder>', 'where its files lie')
  .action(async (dataset: Dataset, folder: string) => {
    stopOnSignal();
    const database = await openMigrated(location());
    try {
      const onProgress = (rows: number, what: string): void => say(`${rows} rows, ${what}`);
      print(common().json, await importDataset(database, dataset, folder, { signal: interrupted.signal, onProgress }));
    } finally {
      await database.close();
    }
  });

headoffice
  .command('undo-import <batch>')
  .description('take out what an import inserted')
  .action(async (batch: string) => {
    const database = await openMigrated(location());
    try {
      await undoImport(database, batch);
      print(common().json, { undone: batch });
    } finally {
      await database.close();
    }
  });

headoffice
  .command('enrol <person>')
  .description('print a one-time code with which that person may enrol a laptop')
  .option('--minutes <minutes>', 'how long the code is valid', minutes, 60)
  .action(async (person: string, options: { readonly minutes: number }) => {
    const database = await openMigrated(location());
    try {
      print(common().json, { code: await issueEnrolmentCode(database, person, options.minutes) });
    } finally {
      await database.close();
    }
  });

addDeviceCommands(
  headoffice,
  () => common().json,
  () => openMigrated(location()),
);

program
  .command('enrol <address>')
  .description('tie this laptop to a head office; the code is read from RSW_ENROLMENT_CODE or from stdin')
  .action(async (address: string) => {
    const code = (process.env.RSW_ENROLMENT_CODE ?? (await text(process.stdin))).trim();
    const wanted = { address, code, deviceName: hostname() || 'laptop' };
    const { success, data, error } = contract.sync.enrol.input.safeParse(wanted);
    if (!success) throw new AppError('input_invalid', { field: String(error.issues[0]?.path[0] ?? '') });
    const answer = await withDataService(common().data, false, ({ handlers }) =>
      Promise.resolve(handlers.sync.enrol(data, { signal: interrupted.signal })),
    );
    print(common().json, answer);
  });

program
  .command('sync')
  .description('sync now and wait until it is done')
  .action(async () => {
    stopOnSignal();
    print(
      common().json,
      await withDataService(common().data, true, (service) => untilSynced(service, interrupted.signal)),
    );
  });

program
  .command('status')
  .description('state and age of the data of this laptop')
  .action(async () => {
    print(common().json, await withDataService(common().data, false, async ({ engine }) => engine.status));
  });

program
  .command('query <procedure> [input]')
  .description('ask the data service; the input is JSON')
  .action(async (procedure: string, input = '{}') => {
    stopOnSignal();
    const value = await withDataService(common().data, false, (service) =>
      ask(service, procedure, parseJson(input), interrupted.signal),
    );
    print(common().json, value);
  });

program
  .command('doctor')
  .description('check the files, the schema and the connection')
  .action(async () => {
    stopOnSignal();
    const { signal } = interrupted;
    const checks = await withDataService(common().data, false, async (service) => [
      ...(await service.handlers.system.diagnose({}, { signal })).checks,
      await checkConnection(service, signal),
    ]);
    print(common().json, { checks });
    if (checks.some(({ outcome }) => outcome === 'failed')) process.exitCode = EXIT.failed;
  });

addDiversionCommands(
  program,
  () => common().json,
  (caseId) =>
    withDataService(common().data, false, async ({ handlers }) => {
      const asked = contract.diversion.getPack.input.safeParse({ caseId });
      if (!asked.success) throw new AppError('input_invalid', { field: 'case' });
      return handlers.diversion.getPack(asked.data, { signal: interrupted.signal });
    }),
  (sync, work) => {
    stopOnSignal();
    return withDataService(common().data, sync, (service) => work(service, interrupted.signal));
  },
);
addRebateCommands(program, () => common().json);
addLedgerCommands(
  program,
  () => common().json,
  () => openMigrated(location()),
);

// Read by tests, run by Node.
if (import.meta.main) {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    } else {
      sayFailure(common().json, error);
      process.exitCode = exitStatusOf(error);
      tellFailure(error);
    }
    if (process.connected) process.disconnect();
  }
}
