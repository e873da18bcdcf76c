import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ParameterWords } from '../domain/diversion/pack/parameters.ts';
import { PackTexts, type PackWords } from '../domain/diversion/pack/words.ts';
import { PARAMETER_NAMES } from '../domain/diversion/parameters/tuning.ts';
import type { ParameterName } from '../domain/diversion/schema/detect-parameters.ts';
import { PACK_ENGINE_FILE, RESOURCES_FOLDER } from './project.ts';

const readTexts = (language: string, name: string): unknown =>
  JSON.parse(readFileSync(join(RESOURCES_FOLDER, 'locales', language, `${name}.json`), 'utf8'));

/** The words of evidence packs in both languages. */
export function readPackWords(): PackWords {
  const read = (language: string): PackTexts => PackTexts.parse(readTexts(language, 'pack'));
  return { zh: read('zh-CN'), en: read('en') };
}

const ByParameter = z.record(z.enum(PARAMETER_NAMES), z.string());
const ParameterTexts = z.object({ names: ByParameter, units: ByParameter });

/** Names and units of the detector's parameters in both languages, as the screen says them. */
export function readParameterWords(): ParameterWords {
  const read = (language: string) => ParameterTexts.parse(readTexts(language, 'parameters'));
  const [zh, en] = [read('zh-CN'), read('en')];
  const wordsOf = (name: ParameterName) => ({
    label: { zh: zh.names[name], en: en.names[name] },
    unit: { zh: zh.units[name], en: en.units[name] },
  });
  return Object.fromEntries(PARAMETER_NAMES.map((name) => [name, wordsOf(name)])) as Record<
    ParameterName,
    ParameterWords[ParameterName]
  >;
}

/** The program that is put into evidence packs; null where it was not built. */
export const readPackEngine = (): string | null =>
  existsSync(PACK_ENGINE_FILE) ? readFileSync(PACK_ENGINE_FILE, 'utf8') : null;

/** What goes into an evidence pack. @throws Error where its program was not built, which the log then says */
export function readPackParts(): {
  readonly engine: string;
  readonly words: PackWords;
  readonly parameters: ParameterWords;
} {
  const engine = readPackEngine();
  if (engine === null) throw new Error(`The program of evidence packs was not built: ${PACK_ENGINE_FILE}`);
  return { engine, words: readPackWords(), parameters: readParameterWords() };
}
