import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SheetTexts, type SheetWords } from '../domain/rebates/proof/voice.ts';
import { RuleTexts } from '../domain/rebates/words/texts.ts';
import { PROOF_ENGINE_FILE, RESOURCES_FOLDER } from './project.ts';

/** The words of proof sheets in both languages. */
export function readSheetWords(): SheetWords {
  const read = (language: 'zh-CN' | 'en', name: string): unknown =>
    JSON.parse(readFileSync(join(RESOURCES_FOLDER, 'locales', language, `${name}.json`), 'utf8'));
  const both = (language: 'zh-CN' | 'en') => ({
    sheet: SheetTexts.parse(read(language, 'sheet')),
    rules: RuleTexts.parse(read(language, 'rules')),
  });
  return { zh: both('zh-CN'), en: both('en') };
}

/** The program that is put into proof sheets; null where it was not built. */
export const readProofEngine = (): string | null =>
  existsSync(PROOF_ENGINE_FILE) ? readFileSync(PROOF_ENGINE_FILE, 'utf8') : null;

/** What goes into a proof sheet. @throws Error where its engine was not built, which the log then says */
export function readProofParts(): { readonly engine: string; readonly words: SheetWords } {
  const engine = readProofEngine();
  if (engine === null) throw new Error(`The engine of proof sheets was not built: ${PROOF_ENGINE_FILE}`);
  return { engine, words: readSheetWords() };
}
