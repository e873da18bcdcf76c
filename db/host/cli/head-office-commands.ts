import { join } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import pino from 'pino';
import type { HeadOfficeDatabase } from '../../headoffice/database.ts';
import type { DemoSize } from '../../headoffice/demo/seed-demo.ts';
import { issueEnrolmentCode } from '../../headoffice/enrolment.ts';
import { DATASETS, type Dataset, importDataset, undoImport } from '../../headoffice/import/import-dataset.ts';
import { onStop, tellLauncher } from '../child.ts';
import type { CommandLine } from './command-line.ts';
import { addDeviceCommands } from './devices.ts';
import { locationOf, openMigrated, seedWhenEmpty, serveHeadOffice } from './head-office.ts';
import { print, progressLine, say } from './output.ts';

interface ServeFlags {
  readonly port: number;
  readonly demo: DemoSize | 'none';
  readonly trustedProxy: string;
}

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

const locationIn = (line: CommandLine) => locationOf(process.env.RSW_DATABASE_URL, join(line.data(), 'headoffice'));

/** Opens head office's database: the one that the environment names, otherwise that in the data folder. */
export const openHeadOffice = (line: CommandLine): Promise<HeadOfficeDatabase> => openMigrated(locationIn(line));

/** `headoffice …`: serve, seed, import, enrol, and the enrolled laptops. */
export function addHeadOfficeCommands(headoffice: Command, line: CommandLine): void {
  headoffice
    .command('serve')
    .description('serve laptops until interrupted')
    .option('--port <port>', 'port on 127.0.0.1; 0 takes any free one', port, 0)
    .option('--trusted-proxy <addresses>', 'reverse proxies whose X-Forwarded-For is believed, e.g. 127.0.0.1', '')
    .addOption(sizeOption().default('none'))
    .action(async (options: ServeFlags) => {
      const signal = line.untilInterrupted();
      const log = pino(
        pino.destination({ dest: join(line.data(), 'logs', 'headoffice.log'), mkdir: true, sync: true }),
      );
      const tell = progressLine();
      const running = await serveHeadOffice({
        location: locationIn(line),
        port: options.port,
        demo: options.demo === 'none' ? null : options.demo,
        trustedProxies: options.trustedProxy,
        log,
        onProgress: (done, total, what) => {
          tell(done, total, what);
          tellLauncher({ kind: 'progress', done, total, what });
        },
        signal,
      });
      onStop(() => running.close());
      const { enrolmentCode, guests } = running;
      tellLauncher({ kind: 'ready', address: running.server.address, enrolmentCode, guests });
      print(line.isJson(), { address: running.server.address });
    });

  headoffice
    .command('seed')
    .description('found the demo company in an empty head office')
    .addOption(sizeOption().choices(['small', 'full']).default('small'))
    .option('--truth <file>', 'where to tell what was planted, for tests; planted.jsonl in the data folder otherwise')
    .action(async ({ demo, truth }: { readonly demo: DemoSize; readonly truth?: string }) => {
      const signal = line.untilInterrupted();
      const database = await openHeadOffice(line);
      try {
        const truthFile = truth ?? join(line.data(), 'planted.jsonl');
        print(line.isJson(), await seedWhenEmpty(database, demo, truthFile, progressLine(), signal));
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
      const signal = line.untilInterrupted();
      const database = await openHeadOffice(line);
      try {
        const onProgress = (rows: number, what: string): void => say(`${rows} rows, ${what}`);
        print(line.isJson(), await importDataset(database, dataset, folder, { signal, onProgress }));
      } finally {
        await database.close();
      }
    });

  headoffice
    .command('undo-import <batch>')
    .description('take out what an import inserted')
    .action(async (batch: string) => {
      const database = await openHeadOffice(line);
      try {
        await undoImport(database, batch);
        print(line.isJson(), { undone: batch });
      } finally {
        await database.close();
      }
    });

  headoffice
    .command('enrol <person>')
    .description('print a one-time code with which that person may enrol a laptop')
    .option('--minutes <minutes>', 'how long the code is valid', minutes, 60)
    .action(async (person: string, options: { readonly minutes: number }) => {
      const database = await openHeadOffice(line);
      try {
        print(line.isJson(), { code: await issueEnrolmentCode(database, person, options.minutes) });
      } finally {
        await database.close();
      }
    });

  addDeviceCommands(headoffice, line.isJson, () => openHeadOffice(line));
}
