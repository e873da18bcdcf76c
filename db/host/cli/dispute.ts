import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../contract/errors.ts';
import { parseDecimal, type Rational } from '../../domain/money/rational.ts';
import { ClaimProblems } from '../../domain/rebates/dispute/claim-table.ts';
import { type Cause, type DisputeExplanation, explainDispute } from '../../domain/rebates/dispute/explain.ts';
import { readClaim } from '../../domain/rebates/dispute/read-claim.ts';
import { readDocument } from '../../domain/rebates/read/read-document.ts';
import { readClaimFile } from '../../service/claim-file.ts';
import { EXIT, print, say } from './output.ts';

interface DisputeFlags {
  readonly dealer: string;
  readonly claimed: Rational;
  readonly claim?: string;
  readonly agreement?: string;
  readonly period?: string;
}

function amount(value: string): Rational {
  try {
    return parseDecimal(value);
  } catch {
    throw new InvalidArgumentError('not a decimal amount such as 1234.50');
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new AppError('input_invalid', { field: file, problems: 'the file cannot be read' }, error);
  }
}

/** A cause in a line: what, where, how much. */
function causeText({ kind, seen, of, place, ours, theirs, effect }: Cause): string {
  const views = [ours === null ? '' : `ours ${ours}`, theirs === null ? '' : `theirs ${theirs}`].filter((one) => one);
  const where = [of, place].filter((one) => one !== null).join(' / ');
  return `${effect}  ${kind}  ${where}${views.length === 0 ? '' : `  (${views.join(', ')})`}${seen ? '' : '  supposed'}`;
}

function tellExplanation({ ours, claimed, gap, causes, rest, alternatives, harmless, alignment }: DisputeExplanation): void {
  print(false, `ours ${ours}, claimed ${claimed}, difference ${gap}`);
  if (alignment !== null) {
    const { pairs, oursOnly, theirsOnly, repeated } = alignment;
    print(false, `lines: ${pairs.length} the same, ${oursOnly.length} only ours, ${theirsOnly.length} only theirs, ${repeated.length} repeated`);
  }
  for (const cause of causes) print(false, `  ${causeText(cause)}`);
  print(false, `  ${rest}  unexplained`);
  if (harmless > 0) print(false, `  and ${harmless} differences of lines that are not needed to explain it`);
  for (const other of alternatives) print(false, `or: ${other.map(causeText).join(' and ')}`);
} // biome-ignore format: a line each

/** `rebates dispute`. */
export function addDisputeCommand(
  rebates: Command,
  json: () => boolean,
  readJson: (file: string) => Promise<unknown>,
  telling: (work: () => Promise<void>) => Promise<void>,
): void {
  rebates
    .command('dispute <file>')
    .description('explain the difference between what a dealer claims and what a document gives him')
    .requiredOption('--dealer <code>', 'who claims')
    .requiredOption('--claimed <amount>', 'what he says he is owed', amount)
    .option('--claim <spreadsheet>', 'his own account: xlsx, xls, or text in UTF-8, UTF-16 or GBK')
    .option('--agreement <code>', 'only this agreement')
    .option('--period <key>', 'only this period, such as 2026Q1')
    .action((file: string, { dealer, claimed, claim, agreement, period }: DisputeFlags) =>
      telling(async () => {
        const document = readDocument(await readJson(file));
        try {
          const explanation = explainDispute({
            document,
            claimed,
            about: {
              dealer,
              ...(agreement === undefined ? {} : { agreements: [agreement] }),
              ...(period === undefined ? {} : { period }),
            },
            lines: claim === undefined ? null : readClaim(readClaimFile(readBytes(claim))),
          });
          const { alignment, ...told } = explanation;
          if (json()) {
            const lines = alignment === null ? null : {
              basis: alignment.basis, same: alignment.pairs.length, onlyOurs: alignment.oursOnly.length,
              onlyTheirs: alignment.theirsOnly.length, repeated: alignment.repeated.length,
            }; // biome-ignore format: counts
            print(true, { ...told, lines });
          } else tellExplanation(explanation);
        } catch (error) {
          if (!(error instanceof ClaimProblems)) throw error;
          if (json()) say(JSON.stringify({ code: 'input_invalid', problems: error.problems }));
          else
            for (const { place, code, found } of error.problems)
              say(`${place}: ${code}${found === '' ? '' : ` (${found})`}`);
          process.exitCode = EXIT.usage;
        }
      }),
    );
}
