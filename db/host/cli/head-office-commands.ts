import { join } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import pino from 'pino';
import type { DemoSize } from '../../headoffice/demo/seed-demo.ts';
import { issueEnrolmentCode } from '../../headoffice/enrolment.ts';
import { DATASETS, type Dataset, importDataset, undoImport } from '../../headoffice/import/import-dataset.ts';
import { onStop, tellLauncher } from '../child.ts';
import type { CommandLine } from './command-line.ts';
import { type Answer, addDeviceCommands } from './devices.ts';
import { locationOf, seedWhenEmpty, serveHeadOffice, withHeadOffice } from './head-office.ts';
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

/** `headoffice …`: serve, seed, import, enrol, and the enrolled laptops. */
export function addHeadOfficeCommands(headoffice: Command, line: CommandLine): void {
  const answer: Answer = async (work) => print(line.isJson(), await withHeadOffice(line, work));

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
        location: locationOf(line),
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
    .action(({ demo, truth }: { readonly demo: DemoSize; readonly truth?: string }) => {
      const signal = line.untilInterrupted();
      const truthFile = truth ?? join(line.data(), 'planted.jsonl');
      return answer((database) => seedWhenEmpty(database, demo, truthFile, progressLine(), signal));
    });

  headoffice
    .command('import')
    .description('load an ERP export, all of it or nothing; the same files again change nothing')
    .addArgument(new Argument('<dataset>', 'whose export it is').choices(DATASETS))
    .argument('<folder>', 'where its files lie')
    .action((dataset: Dataset, folder: string) => {
      const signal = line.untilInterrupted();
      const onProgress = (rows: number, what: string): void => say(`${rows} rows, ${what}`);
      return answer((database) => importDataset(database, dataset, folder, { signal, onProgress }));
    });

  headoffice
    .command('undo-import <batch>')
    .description('take out what an import inserted')
    .action((batch: string) =>
      answer(async (database) => {
        await undoImport(database, batch);
        return { undone: batch };
      }),
    );

  headoffice
    .command('enrol <person>')
    .description('print a one-time code with which that person may enrol a laptop')
    .option('--minutes <minutes>', 'how long the code is valid', minutes, 60)
    .action((person: string, options: { readonly minutes: number }) =>
      answer(async (database) => ({ code: await issueEnrolmentCode(database, person, options.minutes) })),
    );

  addDeviceCommands(headoffice, answer);
}
