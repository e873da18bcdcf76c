import { AppError, type ErrorCode } from '../../contract/errors.ts';

/** Exit statuses, told in `--help`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, locked: 4 } as const;

export const EXIT_HELP = `
Exit status:
  0  done
  1  failed
  2  the command line was not understood
  3  head office could not be reached, or the laptop is offline
  4  the data folder belongs to a running workstation`;

const STATUS: Partial<Record<ErrorCode, number>> = {
  input_invalid: EXIT.usage,
  head_office_unreachable: EXIT.unreachable,
  stream_interrupted: EXIT.unreachable,
  folder_locked: EXIT.locked,
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

/** A line of progress whenever the whole percentage changes. */
export function progressLine(): (done: number, total: number, what: string) => void {
  let last = '';
  return (done, total, what) => {
    const line = `${total === 0 ? 100 : Math.floor((100 * done) / total)}% ${what}`;
    if (line !== last) say(line);
    last = line;
  };
}
