import { type Command, InvalidArgumentError } from 'commander';
import { agrees } from '../../domain/rebates/proof/check-proof.ts';
import { makeProof } from '../../domain/rebates/proof/make-proof.ts';
import { ContentHash } from '../../domain/rebates/proof/schema.ts';
import { sheetFile } from '../../domain/rebates/proof/sheet-file.ts';
import { type SheetVerdict, verifySheet } from '../../domain/rebates/proof/verify-sheet.ts';
import { APP_VERSION } from '../project.ts';
import { readProofEngine, readProofParts, readSheetWords } from '../proof-sheet.ts';
import { readText, writeWhole } from './files.ts';
import { EXIT, print, say } from './output.ts';

interface ProofFlags {
  readonly dealer: string;
  readonly output: string;
  readonly name?: string;
  readonly issuer: string;
  readonly date: string;
  readonly withGroup: boolean;
}

/** Differences named one by one; the rest is counted. */
const NAMED = 20;

/** Today in Shanghai. */
const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());

const date = (value: string): string => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new InvalidArgumentError('not a date YYYY-MM-DD');
  return value;
};
const hash = (value: string): string => {
  const parsed = ContentHash.safeParse(value.toLowerCase());
  if (!parsed.success) throw new InvalidArgumentError('not a SHA-256 in hex');
  return parsed.data;
};

/** What a person reads of a verdict. */
function tellVerdict(verdict: Extract<SheetVerdict, { kind: 'read' }>, known: string | undefined): void {
  const { proof, check, shown, engine } = verdict;
  print(false, `${proof.dealer.name}, as of ${proof.result.runs[0]?.asOf ?? ''}: ${proof.result.runs[0]?.totals.payable ?? ''} payable`);
  print(false, `content ${check.hash.found}`);
  if (check.hash.stated !== check.hash.found) print(false, `  differs from the hash in the file: ${check.hash.stated}`);
  if (known !== undefined && known !== check.hash.found) print(false, `  differs from the hash you know: ${known}`);
  if (check.refused !== null) print(false, `  cannot be calculated: ${check.refused}`);
  for (const { place, stated, recomputed } of check.differences.slice(0, NAMED)) {
    print(false, `  ${place}: stated ${stated ?? 'nothing'}, recomputed ${recomputed ?? 'nothing'}`);
  }
  if (check.differences.length > NAMED) print(false, `  and ${check.differences.length - NAMED} more`);
  if (shown !== null) print(false, `  the page shows “${shown.shown}” where its data says “${shown.stated}”`);
  const inside = { true: 'the one of this program', false: 'another one than of this program', null: 'not compared' };
  print(false, `engine ${engine.hash}: ${inside[`${engine.same}`]}`);
  if (proof.program !== APP_VERSION) print(false, `  made by version ${proof.program}; this is ${APP_VERSION}, whose pages and engine may differ`);
} // biome-ignore format: a line each

/** `rebates proof`, `rebates verify-proof`. */
export function addProofCommands(
  rebates: Command,
  json: () => boolean,
  readJson: (file: string) => Promise<unknown>,
  telling: (work: () => Promise<void>) => Promise<void>,
): void {
  rebates
    .command('proof <file>')
    .description(
      'make the statement of one dealer from a document: one HTML file that recomputes itself in any browser',
    )
    .requiredOption('--dealer <code>', 'whose statement')
    .requiredOption('-o, --output <sheet>', 'where to write it')
    .option('--name <name>', 'name of the dealer; otherwise his code')
    .option('--issuer <name>', 'who issues it', '')
    .option('--date <date>', 'date of issue', date, today())
    .option('--with-group', 'also show the lines of those he shares a tier with', false)
    .action((file: string, flags: ProofFlags) =>
      telling(async () => {
        const { engine, words } = readProofParts();
        const proof = makeProof(await readJson(file), {
          dealer: { id: flags.dealer, name: flags.name ?? flags.dealer },
          issuer: flags.issuer,
          program: APP_VERSION,
          preparedOn: flags.date,
          withGroup: flags.withGroup,
        });
        writeWhole(flags.output, sheetFile(proof, engine, words));
        print(json(), {
          sheet: flags.output,
          payable: proof.result.runs[0]?.totals.payable,
          contentHash: proof.contentHash,
        });
      }),
    );
  rebates
    .command('verify-proof <sheet>')
    .description('recompute a statement with this program and compare hash, figures, page and the engine inside')
    .option('--hash <sha256>', 'the hash you kept at the close: the content must be that one', hash)
    .addHelpText(
      'after',
      `
Exit status:
  0  everything agrees
  1  something differs: a figure, a line, a rule, the page, the engine inside, or the hash you know
  2  the file is no statement, or is damaged`,
    )
    .action((file: string, { hash: known }: { readonly hash?: string }) => {
      const verdict = verifySheet(readText(file), readSheetWords(), readProofEngine());
      if (verdict.kind === 'damaged') {
        if (json()) say(JSON.stringify({ code: 'input_invalid', problems: [verdict.why] }));
        else say(verdict.why);
        process.exitCode = EXIT.usage;
        return;
      }
      const { check, shown, engine, proof } = verdict;
      const isSame = agrees(check) && shown === null && engine.same !== false;
      const isKnown = known === undefined || known === check.hash.found;
      if (!json()) tellVerdict(verdict, known);
      const { dealer, program } = proof;
      if (json())
        print(true, { agrees: isSame && isKnown, dealer, program, ...check, shown, engine, known: known ?? null });
      else print(false, isSame && isKnown ? 'agrees' : 'DIFFERS');
      if (!isSame || !isKnown) process.exitCode = EXIT.failed;
    });
}
