import { RebateProblems } from '../../../db/domain/rebates/problem.ts';
import { readTerms } from '../../../db/domain/rebates/read/read-document.ts';
import { termsInWords } from '../../../db/domain/rebates/words/in-words.ts';
import type { RuleLanguage } from '../../../db/domain/rebates/words/speaker.ts';

/**
 * The terms of an agreement version, complete and in sentences; null for what is no terms, which is shown as it was stored
 * and never guessed at.
 * @param rule as head office keeps it
 */
export function ruleWords(rule: unknown, language: RuleLanguage): readonly string[] | null {
  try {
    return termsInWords(readTerms(rule), language).map(({ text }) => text);
  } catch (error) {
    if (error instanceof RebateProblems) return null;
    throw error;
  }
}
