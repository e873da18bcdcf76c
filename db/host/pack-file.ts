import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackTexts, type PackWords } from '../domain/diversion/pack/words.ts';
import { PACK_ENGINE_FILE, RESOURCES_FOLDER } from './project.ts';

/** The words of evidence packs in both languages. */
export function readPackWords(): PackWords {
  const read = (language: string): PackTexts =>
    PackTexts.parse(JSON.parse(readFileSync(join(RESOURCES_FOLDER, 'locales', language, 'pack.json'), 'utf8')));
  return { zh: read('zh-CN'), en: read('en') };
}

/** The program that is put into evidence packs; null where it was not built. */
export const readPackEngine = (): string | null =>
  existsSync(PACK_ENGINE_FILE) ? readFileSync(PACK_ENGINE_FILE, 'utf8') : null;

/** What goes into an evidence pack. @throws Error where its program was not built, which the log then says */
export function readPackParts(): { readonly engine: string; readonly words: PackWords } {
  const engine = readPackEngine();
  if (engine === null) throw new Error(`The program of evidence packs was not built: ${PACK_ENGINE_FILE}`);
  return { engine, words: readPackWords() };
}
