import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyLanguage } from '../../domain/rebates/policy/tell-lint.ts';
import { PolicyTexts } from '../../domain/rebates/policy/texts.ts';
import { RuleTexts } from '../../domain/rebates/words/texts.ts';
import { RESOURCES_FOLDER } from '../project.ts';

type Language = 'zh-CN' | 'en';

const readTexts = (language: Language, file: string): unknown =>
  JSON.parse(readFileSync(join(RESOURCES_FOLDER, 'locales', language, file), 'utf8'));

/** The texts of one language that rules are put into words with. */
export const readRuleTexts = (language: Language): RuleTexts => RuleTexts.parse(readTexts(language, 'rules.json'));

/** The sentences of the policy linter in one language, with what numbers and names need. */
export const readPolicyLanguage = (language: Language): PolicyLanguage => ({
  texts: readRuleTexts(language),
  policy: PolicyTexts.parse(readTexts(language, 'policy.json')),
});
