import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { z } from 'zod';
import { calculate } from '../../domain/rebates/calculate.ts';
import { lintPolicy } from '../../domain/rebates/policy/lint.ts';
import { simulate } from '../../domain/rebates/policy/simulate.ts';
import { tellFinding, tellProblem } from '../../domain/rebates/policy/tell-lint.ts';
import { tellSimulation } from '../../domain/rebates/policy/tell-simulation.ts';
import { RebateProblems, refuse } from '../../domain/rebates/problem.ts';
import { readShape } from '../../domain/rebates/read/read-document.ts';
import { Agreement } from '../../domain/rebates/schema/agreement.ts';
import { CalculationDocument } from '../../domain/rebates/schema/document.ts';
import { EXAMPLE } from '../../domain/rebates/schema/example.ts';
import { LintDocument, LintResult } from '../../domain/rebates/schema/policy.ts';
import { CalculationResult, type ResultRun } from '../../domain/rebates/schema/result.ts';
import { SimulationDocument, SimulationResult } from '../../domain/rebates/schema/simulation.ts';
import type { CommandLine } from './command-line.ts';
import { addDisputeCommand } from './dispute.ts';
import { readJsonBytes } from './json-text.ts';
import { EXIT, print, progressLine, say } from './output.ts';
import { addProofCommands } from './proof.ts';
import { readPolicyLanguage } from './rule-texts.ts';

const SCHEMAS = {
  document: () => z.toJSONSchema(CalculationDocument, { io: 'input' }),
  agreement: () => z.toJSONSchema(Agreement, { io: 'input' }),
  result: () => z.toJSONSchema(CalculationResult),
  lint: () => z.toJSONSchema(LintDocument, { io: 'input' }),
  'lint-result': () => z.toJSONSchema(LintResult),
  simulation: () => z.toJSONSchema(SimulationDocument, { io: 'input' }),
  'simulation-result': () => z.toJSONSchema(SimulationResult),
};

/** Problems told one by one when a document is refused; the rest is counted. */
const NAMED = 50;

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this account may not read it',
};

/** The content of a file (`-`: stdin). @throws RebateProblems when it cannot be read */
async function readContent(file: string): Promise<Buffer> {
  try {
    return file === '-' ? await buffer(process.stdin) : readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = UNREADABLE[code] ?? `the system says ${code}`;
    throw refuse('file_unreadable', [], `${file} cannot be read: ${why}. Check the name; nothing was calculated`);
  }
}

const FAULTS = { encoding: 'not_utf8', syntax: 'not_json', duplicate: 'duplicate', name: 'schema' } as const;

/** Parses a document and takes care that a mistake in its text or JSON is told with its place. */
async function readJson(file: string): Promise<unknown> {
  const read = readJsonBytes(await readContent(file));
  if ('value' in read) return read.value;
  const { kind, place, message } = read.fault;
  throw refuse(FAULTS[kind], place, message);
}

/** What a person reads: one line a result, then what would be posted. */
function tellRun({ asOf, results, postings, totals }: ResultRun): void {
  print(false, `as of ${asOf ?? 'everything known'}`);
  for (const { agreement, dealer, period, payable, exact, final } of results) {
    print(false, `  ${agreement}  ${dealer}  ${period.key}  ${payable}  (exact ${exact})${final ? '' : '  running'}`);
  }
  for (const { agreement, dealer, period, part, amount } of postings) {
    print(false, `  post ${amount}  ${agreement}  ${dealer}  ${period}${part === undefined ? '' : ` ${part}`}`);
  }
  print(false, `  payable ${totals.payable}, posted ${totals.posted}`);
}

/** Says what is wrong with a document, and where. Nothing of it was calculated. */
function tellProblems({ problems }: RebateProblems, json: boolean): void {
  const named = problems.slice(0, NAMED);
  const more = problems.length - named.length;
  if (json) say(JSON.stringify({ code: 'input_invalid', problems: named, more }));
  else for (const { code, path, message } of named) say(`${path}: ${message} [${code}]`);
  if (!json && more > 0) say(`and ${more} more`);
  process.exitCode = EXIT.usage;
}

/** Runs a command, and tells the problems of its document where it has some. */
async function tellingProblems(json: boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RebateProblems)) throw error;
    tellProblems(error, json);
  }
}

/** `rebates` calculate, lint, simulate, schema, proof, verify-proof, dispute. */
export function addRebateCommands(rebates: Command, { isJson: json }: CommandLine): void {
  rebates
    .command('calculate <file>')
    .description(
      'calculate a document (- reads it from stdin) and print totals, periods, lines and postings; its schema: rebates schema',
    )
    .addHelpText('after', `\nA document:\n${JSON.stringify(EXAMPLE, null, 2)}\n`)
    .action((file: string) =>
      tellingProblems(json(), async () => {
        const result = calculate(await readJson(file));
        if (json()) print(true, result);
        else result.runs.forEach(tellRun);
      }),
    );
  rebates
    .command('lint <file>')
    .description('look through agreements for gaps, overlaps, cliffs and contradictions, by their exact breakpoints')
    .action((file: string) =>
      tellingProblems(json(), async () => {
        const document = readShape(LintDocument, await readJson(file));
        const { problems, findings } = lintPolicy(document);
        const currency = document.currency;
        const zh = { ...readPolicyLanguage('zh-CN'), currency };
        const en = { ...readPolicyLanguage('en'), currency };
        const told = [
          ...problems.map((one) => tellProblem(one, zh)),
          ...findings.map((one) => tellFinding(one, zh, en)),
        ];
        if (json()) print(true, LintResult.parse({ schema: 'rebates-lint/1', findings: told }));
        else
          for (const { severity, code, path, en: text } of told)
            print(false, `${severity}  ${path}: ${text} [${code}]`);
      }),
    );
  rebates
    .command('simulate <file>')
    .description('try agreements on history: cost, winners and losers, cliffs, order, 压货, exposure, volume')
    .action((file: string) =>
      tellingProblems(json(), async () => {
        const document = readShape(SimulationDocument, await readJson(file));
        const tell = progressLine();
        const running = simulate(document);
        let state = running.next();
        for (; state.done !== true; state = running.next()) tell(state.value.done, state.value.total, state.value.step);
        print(json(), tellSimulation(document, state.value));
      }),
    );
  rebates
    .command('schema [what]')
    .description(
      'print the JSON schema of a document (default), of an agreement, or of what a command reads or answers',
    )
    .action((what = 'document') => {
      const schema = Object.entries(SCHEMAS).find(([name]) => name === what)?.[1];
      if (schema === undefined) {
        say(`There are schemas of: ${Object.keys(SCHEMAS).join(', ')}`);
        process.exitCode = EXIT.usage;
        return;
      }
      process.stdout.write(`${JSON.stringify(schema(), null, 2)}\n`);
    });
  const telling = (work: () => Promise<void>): Promise<void> => tellingProblems(json(), work);
  addProofCommands(rebates, json, readJson, telling);
  addDisputeCommand(rebates, json, readJson, telling);
}
