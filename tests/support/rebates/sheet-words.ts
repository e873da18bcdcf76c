import { SheetTexts, type SheetWords } from '../../../db/domain/rebates/proof/voice.ts';
import { RuleTexts } from '../../../db/domain/rebates/words/texts.ts';
import enRules from '../../../resources/locales/en/rules.json';
import enSheet from '../../../resources/locales/en/sheet.json';
import zhRules from '../../../resources/locales/zh-CN/rules.json';
import zhSheet from '../../../resources/locales/zh-CN/sheet.json';

/** The words of sheets, as the product has them. */
export const SHEET_WORDS: SheetWords = {
  zh: { sheet: SheetTexts.parse(zhSheet), rules: RuleTexts.parse(zhRules) },
  en: { sheet: SheetTexts.parse(enSheet), rules: RuleTexts.parse(enRules) },
};
