import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { type JsonReading, readJsonBytes } from './json-text.ts';

/** What Node says of a file that is longer than a text, or a buffer, may be. */
const TOO_LONG = new Set(['ERR_STRING_TOO_LONG', 'ERR_FS_FILE_TOO_LARGE']);

/** Places named when a document is refused; the rest is counted. */
const NAMED = 20;

/**
 * Reads a JSON document (`-`: stdin) and holds it against its schema.
 * @throws AppError input_invalid: `field` is the first place that is wrong, `problems` what is wrong where
 */
export function readDocument<T>(file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const places = issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
  const more = places.length > NAMED ? [`and ${places.length - NAMED} more`] : [];
  throw new AppError('input_invalid', {
    field: placeOf(issues[0]?.path ?? []),
    problems: [...places.slice(0, NAMED), ...more].join('\n'),
  });
}

/** @throws AppError input_invalid when the file cannot be read or is not JSON in UTF-8 */
function readJson(file: string): unknown {
  let read: JsonReading;
  try {
    read = readJsonBytes(readFileSync(file === '-' ? 0 : file));
  } catch (error) {
    const isTooLong = error instanceof Error && 'code' in error && TOO_LONG.has(String(error.code));
    const problems = isTooLong
      ? 'the file is longer than 512 MB, the longest document that can be read; split its scans by dealer'
      : 'the file cannot be read';
    throw new AppError('input_invalid', { field: file, problems }, error);
  }
  if ('value' in read) return read.value;
  const { place, message } = read.fault;
  throw new AppError('input_invalid', { field: place.length === 0 ? file : placeOf(place), problems: message });
}

/** `locations[3].cases`; the whole document is `document`. */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return place === '' ? 'document' : place.replace(/^\./, '');
}
