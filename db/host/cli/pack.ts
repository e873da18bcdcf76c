import type { Command } from 'commander';
import { AppError } from '../../contract/errors.ts';
import { checkPack, isSound, makePack, type PackContent } from '../../domain/diversion/pack/content.ts';
import { packFile, readPackFile } from '../../domain/diversion/pack/file.ts';
import { readPackEngine, readPackWords } from '../pack-file.ts';
import type { OnLaptop } from './command-line.ts';
import { readText, writeWhole } from './files.ts';
import { EXIT, print, say } from './output.ts';

/** What the pack of a case states, asked of the laptop. @throws AppError input_invalid, not_found */
async function contentOf(caseId: string, onLaptop: OnLaptop): Promise<PackContent> {
  const { contract } = await import('../../contract/index.ts');
  const asked = contract.diversion.getPack.input.safeParse({ caseId });
  if (!asked.success) throw new AppError('input_invalid', { field: 'case' });
  return onLaptop(false, async ({ handlers }, signal) => handlers.diversion.getPack(asked.data, { signal }));
}

/** `diversion pack`, `diversion verify-pack`. */
export function addPackCommands(diversion: Command, isJson: () => boolean, onLaptop: OnLaptop): void {
  diversion
    .command('pack <case>')
    .description('write the evidence pack of a case: one HTML file that verifies itself in any browser')
    .requiredOption('-o, --output <file>', 'where to write it')
    .action(async (caseId: string, { output }: { readonly output: string }) => {
      const engine = readPackEngine();
      if (engine === null) throw new Error('The program of evidence packs was not built');
      const pack = makePack(await contentOf(caseId, onLaptop));
      writeWhole(output, packFile(pack, engine, readPackWords()));
      const { head } = checkPack(pack);
      print(isJson(), { pack: output, contentHash: pack.contentHash, head, events: pack.content.events.length });
    });

  diversion
    .command('verify-pack <file>')
    .description('follow the hashes of an evidence pack and make its page again from its data')
    .addHelpText(
      'after',
      `
Exit status:
  0  everything agrees
  1  something differs: a hash, an entry, the decision, the page or the program inside
  2  the file is no evidence pack, or is damaged`,
    )
    .action((file: string) => {
      const verdict = readPackFile(readText(file), readPackWords(), readPackEngine());
      if (verdict.kind === 'damaged') {
        if (isJson()) say(JSON.stringify({ code: 'input_invalid', problems: [verdict.why] }));
        else say(verdict.why);
        process.exitCode = EXIT.usage;
        return;
      }
      const { pack, isShownRight, isOwnEngine } = verdict;
      const check = checkPack(pack);
      const agrees = isSound(check) && isShownRight && isOwnEngine !== false;
      print(isJson(), {
        agrees,
        case: pack.content.case.id,
        events: pack.content.events.length,
        ...check,
        isShownRight,
        isOwnEngine,
      });
      if (!agrees) process.exitCode = EXIT.failed;
    });
}
