import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { tellFailure } from '../child.ts';
import { APP_VERSION, PROJECT_FOLDER } from '../project.ts';
import type { CommandLine } from './command-line.ts';
import { addLaptopCommands } from './laptop-commands.ts';
import { EXIT, EXIT_HELP, exitStatusOf, sayFailure } from './output.ts';

const program = new Command('npm run cli --')
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

const interrupted = new AbortController();
let isListening = false;
const line: CommandLine = {
  data: () => program.opts<{ readonly data: string }>().data,
  isJson: () => program.opts<{ readonly json: boolean }>().json,
  untilInterrupted() {
    if (!isListening) for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
    isListening = true;
    return interrupted.signal;
  },
};

/** Groups of commands: each is loaded, with all that it needs, when it is asked for. */
const GROUPS: readonly {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<(group: Command, line: CommandLine) => void>;
}[] = [
  {
    name: 'headoffice',
    description:
      "head office; its database's address is taken from RSW_DATABASE_URL, otherwise it lies in the data folder",
    load: async () => (await import('./head-office-commands.ts')).addHeadOfficeCommands,
  },
  {
    name: 'diversion',
    description: 'judge scans and find clusters in JSON documents; write and verify evidence packs of cases',
    load: async () => (await import('./diversion.ts')).addDiversionCommands,
  },
  {
    name: 'rebates',
    description: 'calculate rebates from agreements and source lines',
    load: async () => (await import('./rebates.ts')).addRebateCommands,
  },
  {
    name: 'ledger',
    description: 'check and export the rebate ledger of head office',
    load: async () => (await import('./ledger.ts')).addLedgerCommands,
  },
];

async function complete(group: Command): Promise<void> {
  const load = GROUPS.find(({ name }) => name === group.name())?.load;
  if (load !== undefined && group.commands.length === 0) (await load())(group, line);
}

for (const { name, description } of GROUPS) program.command(name).description(description);
addLaptopCommands(program, line);
program.hook('preSubcommand', (_, group) => complete(group));

/** Every command with its help. */
export async function completeProgram(): Promise<Command> {
  for (const group of program.commands) await complete(group);
  return program;
}

/** A reader that has gone away, as `head` does, wants to hear no more; what was begun is still brought to its end. */
function onOutputFailure(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

// Read by tests, run by Node.
if (import.meta.main) {
  for (const output of [process.stdout, process.stderr]) output.on('error', onOutputFailure);
  try {
    // `help ledger` tells of a group that is not asked for.
    if (process.argv.includes('help')) await completeProgram();
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    } else {
      sayFailure(line.isJson(), error);
      process.exitCode = exitStatusOf(error);
      tellFailure(error);
    }
    if (process.connected) process.disconnect();
  }
}
