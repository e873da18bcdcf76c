import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RuleTexts } from '../../domain/rebates/words/texts.ts';
import { RESOURCES_FOLDER } from '../project.ts';

/** The texts of one language that rules are put into words with. */
export const readRuleTexts = (language: 'zh-CN' | 'en'): RuleTexts =>
  RuleTexts.parse(JSON.parse(readFileSync(join(RESOURCES_FOLDER, 'locales', language, 'rules.json'), 'utf8')));
