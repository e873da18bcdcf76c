import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import { RESOURCES_FOLDER } from '../project.ts';

/** Exit statuses, told in `--help`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, locked: 4, cancelled: 130 } as const;

export const EXIT_HELP = `
Exit status:
  0  done
  1  failed
  2  the command line was not understood
  3  head office or its database could not be reached
  4  the data folder belongs to a running workstation or head office
  130  interrupted; nothing half done is left`;

const STATUS: Partial<Record<ErrorCode, number>> = {
  input_invalid: EXIT.usage,
  head_office_unreachable: EXIT.unreachable,
  database_unreachable: EXIT.unreachable,
  stream_interrupted: EXIT.unreachable,
  folder_locked: EXIT.locked,
  cancelled: EXIT.cancelled,
};

/** The exit status for a failure. */
export const exitStatusOf = (error: unknown): number =>
  (error instanceof AppError ? STATUS[error.code] : undefined) ?? EXIT.failed;

/** Results go to stdout, everything said on the way to stderr. */
export function print(json: boolean, value: unknown): void {
  if (json || typeof value !== 'object' || value === null) {
    process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
    return;
  }
  for (const [name, part] of Object.entries(value)) {
    process.stdout.write(`${name}: ${typeof part === 'object' ? JSON.stringify(part) : String(part)}\n`);
  }
}

/** Rows written at a time: a million of them in one string would be longer than strings may be. */
const ROWS_AT_ONCE = 20_000;

/** Prints an answer whose long lists may be too long for one string. */
export function printDocument(json: boolean, document: object): void {
  if (!json) {
    const short = Object.entries(document).map(([name, part]) => [
      name,
      Array.isArray(part) ? `${part.length} rows` : part,
    ]);
    print(false, Object.fromEntries(short));
    return;
  }
  let separator = '{';
  for (const [name, part] of Object.entries(document)) {
    process.stdout.write(`${separator}${JSON.stringify(name)}:`);
    separator = ',';
    if (!Array.isArray(part)) process.stdout.write(JSON.stringify(part));
    else {
      process.stdout.write('[');
      for (let at = 0; at < part.length; at += ROWS_AT_ONCE) {
        const rows = JSON.stringify(part.slice(at, at + ROWS_AT_ONCE)).slice(1, -1);
        process.stdout.write(`${at === 0 ? '' : ','}${rows}`);
      }
      process.stdout.write(']');
    }
  }
  process.stdout.write('}\n');
}

export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The sentence for a failure, in English, with its parameters filled in. */
function sentenceOf({ code, params }: AppError): string {
  const file = join(RESOURCES_FOLDER, 'locales', 'en', 'errors.json');
  const sentences = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  return (sentences[code] ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''));
}

/** Says on stderr why a command failed: a sentence and what it speaks of, or with `--json` code and parameters. */
export function sayFailure(json: boolean, error: unknown): void {
  const failure = error instanceof AppError ? error : new AppError('internal', {}, error);
  const { code, params } = failure;
  if (json) {
    say(JSON.stringify({ code, params }));
    return;
  }
  say(`${code}: ${sentenceOf(failure)}`);
  for (const [name, value] of Object.entries(params)) if (value !== '') say(`  ${name}: ${value}`);
  if (failure !== error) say(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** A line of progress whenever the whole percentage changes. */
export function progressLine(): (done: number, total: number, what: string) => void {
  let last = '';
  return (done, total, what) => {
    const line = `${total === 0 ? 100 : Math.floor((100 * done) / total)}% ${what}`;
    if (line !== last) say(line);
    last = line;
  };
}
