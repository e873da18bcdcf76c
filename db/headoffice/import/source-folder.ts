import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';

const inflate = promisify(gunzip);
/** A file that unfolds to more than this is not an export of this kind. */
const MAX_BYTES = 512 * 1024 * 1024;

export interface SourceRow<Row> {
  /** Line of the file in which the row ends, from 1; the header is line 1. */
  readonly line: number;
  readonly row: Row;
}

export interface SourceFolder {
  /** SHA-256 of all files, in hex: tells whether an export is the one imported before. */
  readonly hash: string;
  /**
   * The rows of a file, each checked. Columns that the schema does not name are left alone.
   * @throws AppError `import_damaged` with the file, line (0: the file as a whole) and column: a header without a needed
   *   column, a row of another length, a value of another form, text that is not UTF-8, a broken archive
   */
  rows<Schema extends z.ZodObject>(file: string, schema: Schema): AsyncGenerator<SourceRow<z.output<Schema>>>;
}

/** What the parser gives for each record. */
const Item = z.object({ info: z.object({ lines: z.number() }), record: z.unknown() });

type Problem = 'archive' | 'encoding' | 'header' | 'row' | 'value';
const damaged = (file: string, problem: Problem, line: number, column: string, cause?: unknown): AppError =>
  new AppError('import_damaged', { file, line, column, problem }, cause);

async function read(folder: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, file));
  } catch (cause) {
    throw new AppError('not_found', { file }, cause);
  }
}

async function textOf(file: string, bytes: Uint8Array): Promise<string> {
  let plain = bytes;
  if (file.endsWith('.gz')) {
    try {
      plain = await inflate(bytes, { maxOutputLength: MAX_BYTES });
    } catch (cause) {
      throw damaged(file, 'archive', 0, '', cause);
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw damaged(file, 'encoding', 0, '', cause);
  }
}

function checkHeader(file: string, header: readonly string[], needed: readonly string[]): void {
  for (const column of needed) {
    if (header.filter((name) => name === column).length !== 1) throw damaged(file, 'header', 1, column);
  }
}

/**
 * Reads the files of an export (CSV with a header, UTF-8, gzip when so named).
 * @throws AppError `not_found` when one is missing
 */
export async function openSourceFolder(folder: string, files: readonly string[]): Promise<SourceFolder> {
  const contents = new Map<string, Uint8Array>();
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = await read(folder, file);
    contents.set(file, bytes);
    hash.update(`${file}:${bytes.length}\n`).update(bytes);
  }
  return {
    hash: hash.digest('hex'),
    async *rows(file, schema) {
      const bytes = contents.get(file);
      if (bytes === undefined) throw new Error(`${file} was not opened`);
      const needed = Object.keys(schema.shape);
      let header: readonly string[] = [];
      const parser = parse(await textOf(file, bytes), {
        columns: (names: string[]) => {
          header = names;
          return names;
        },
        info: true,
      });
      let checked = false;
      try {
        for await (const item of parser as AsyncIterable<unknown>) {
          if (!checked) checkHeader(file, header, needed);
          checked = true;
          const { info, record } = Item.parse(item);
          const { success, data, error } = schema.safeParse(record);
          if (!success) {
            const column = String(error.issues[0]?.path[0] ?? '');
            throw damaged(file, 'value', info.lines, column, error);
          }
          yield { line: info.lines, row: data };
        }
      } catch (cause) {
        if (!(cause instanceof CsvError)) throw cause;
        throw damaged(file, 'row', Number(cause.lines ?? 0), '', cause);
      }
      if (!checked) checkHeader(file, header, needed);
    },
  };
}
