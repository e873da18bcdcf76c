import { useTranslation } from 'react-i18next';
import type { Currency } from '../../../db/domain/money/currency.ts';
import type { PolicyLanguage } from '../../../db/domain/rebates/policy/tell-lint.ts';
import { PolicyTexts } from '../../../db/domain/rebates/policy/texts.ts';
import { RuleTexts } from '../../../db/domain/rebates/words/texts.ts';
import enPolicy from '../../../resources/locales/en/policy.json';
import enRules from '../../../resources/locales/en/rules.json';
import zhPolicy from '../../../resources/locales/zh-CN/policy.json';
import zhRules from '../../../resources/locales/zh-CN/rules.json';

const CHINESE = { texts: RuleTexts.parse(zhRules), policy: PolicyTexts.parse(zhPolicy) };
const ENGLISH = { texts: RuleTexts.parse(enRules), policy: PolicyTexts.parse(enPolicy) };

/** The language that is shown, as rules and findings are put into words with. `unit` is null where none is known. */
export function useRuleLanguage(currency: Currency, unit: string | null = null): PolicyLanguage {
  const { i18n } = useTranslation();
  return { ...(i18n.language === 'en' ? ENGLISH : CHINESE), currency, ...(unit === null ? {} : { unit }) };
}
