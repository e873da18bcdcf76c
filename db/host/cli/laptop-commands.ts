import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { AppError } from '../../contract/errors.ts';
import type { CommandLine } from './command-line.ts';
import { EXIT, print } from './output.ts';

/** The data service is large, and loaded by the commands that need it. */
const loadLaptop = () => import('./laptop.ts');

/** `enrol`, `sync`, `status`, `query`, `doctor`: what concerns this laptop. */
export function addLaptopCommands(program: Command, line: CommandLine): void {
  program
    .command('enrol <address>')
    .description('tie this laptop to a head office; the code is read from RSW_ENROLMENT_CODE or from stdin')
    .action(async (address: string) => {
      const code = (process.env.RSW_ENROLMENT_CODE ?? (await text(process.stdin))).trim();
      const wanted = { address, code, deviceName: hostname() || 'laptop' };
      const { contract } = await import('../../contract/index.ts');
      const { success, data, error } = contract.sync.enrol.input.safeParse(wanted);
      if (!success) throw new AppError('input_invalid', { field: String(error.issues[0]?.path[0] ?? '') });
      const { withDataService } = await loadLaptop();
      // Written as a whole or not at all, so a signal may end this program as it ends any.
      const signal = AbortSignal.any([]);
      const answer = await withDataService(line.data(), false, ({ handlers }) =>
        Promise.resolve(handlers.sync.enrol(data, { signal })),
      );
      print(line.isJson(), answer);
    });

  program
    .command('sync')
    .description('sync now and wait until it is done')
    .action(async () => {
      const signal = line.untilInterrupted();
      const { untilSynced, withDataService } = await loadLaptop();
      print(line.isJson(), await withDataService(line.data(), true, (service) => untilSynced(service, signal)));
    });

  program
    .command('status')
    .description('state and age of the data of this laptop')
    .action(async () => {
      const { withDataService } = await loadLaptop();
      print(line.isJson(), await withDataService(line.data(), false, async ({ engine }) => engine.status));
    });

  program
    .command('query <procedure> [input]')
    .description('ask the data service; the input is JSON')
    .action(async (procedure: string, input = '{}') => {
      const signal = line.untilInterrupted();
      const { ask, parseJson, withDataService } = await loadLaptop();
      const value = await withDataService(line.data(), false, (service) =>
        ask(service, procedure, parseJson(input), signal),
      );
      print(line.isJson(), value);
    });

  program
    .command('doctor')
    .description('check the files, the schema and the connection')
    .action(async () => {
      const signal = line.untilInterrupted();
      const { checkConnection, withDataService } = await loadLaptop();
      const checks = await withDataService(line.data(), false, async (service) => [
        ...(await service.handlers.system.diagnose({}, { signal })).checks,
        await checkConnection(service, signal),
      ]);
      print(line.isJson(), { checks });
      if (checks.some(({ outcome }) => outcome === 'failed')) process.exitCode = EXIT.failed;
    });
}
