import { z } from 'zod';
import { type Html, html } from '../../page/html.ts';
import { fill, type RuleTexts } from '../words/texts.ts';

/** Every text of a sheet; `resources/locales/<language>/sheet.json` has them all. */
export const SHEET_TEXT_KEYS = [
  'title', 'dealer', 'issuer', 'prepared', 'asOf', 'currency', 'program', 'english', 'print', 'summary', 'agreement',
  'period', 'state', 'over', 'running', 'tier', 'tierNo', 'noTier', 'payable', 'payableAll', 'goodsAll',
  'goodsUnits', 'dates', 'datesOpen', 'together', 'forTier', 'forMoney', 'tierReached', 'amount.net', 'amount.gross',
  'amount.as_given', 'measure.quantity', 'measure.count', 'measure.distinct_skus', 'kind.sale', 'kind.return',
  'kind.price_adjustment', 'kind.receipt', 'byRule', 'item', 'base', 'rate', 'exact', 'steps', 'step', 'lines',
  'document', 'date', 'kind', 'product', 'weight', 'lineTier', 'lineMoney', 'lineExact', 'lineRounded', 'others',
  'rounded', 'uncounted', 'amount', 'reason', 'noAgreement', 'cancelled', 'postings', 'now', 'before', 'difference',
  'verification', 'proves', 'trust', 'silent', 'agrees', 'agreesText', 'differs', 'refused', 'hashDiffers',
  'shownDiffers', 'incomplete', 'unreadable', 'notRun', 'notRunText', 'place', 'stated', 'recomputed', 'more',
  'step.earned', 'step.each_limit', 'step.gate', 'step.accrual', 'step.minimum', 'step.cap', 'step.better_deal',
  'step.less_paid', 'step.floor', 'step.carried_in', 'step.carried_on', 'step.adjustment', 'step.self_deduction',
  'step.rounding', 'step.account', 'part.rate', 'part.per_unit', 'part.lump', 'part.goods', 'part.package',
  'part.excess', 'part.excess_per_unit', 'part.time', 'uncounted.not_dated_yet', 'uncounted.outside_dates',
  'uncounted.between_periods', 'uncounted.not_in_scope', 'uncounted.excluded', 'uncounted.taken_by_priority',
  'uncounted.better_deal',
] as const; // biome-ignore format: in the order of the sheet

export const SheetTexts = z.record(z.enum(SHEET_TEXT_KEYS), z.string());
export type SheetTexts = z.infer<typeof SheetTexts>;
export type SheetTextKey = (typeof SHEET_TEXT_KEYS)[number];

/** A text in both languages of a sheet. */
export interface Said {
  readonly zh: string;
  readonly en: string;
}

/** The words of a sheet in both languages, its own and those of rules. */
export interface SheetWords {
  readonly zh: { readonly sheet: SheetTexts; readonly rules: RuleTexts };
  readonly en: { readonly sheet: SheetTexts; readonly rules: RuleTexts };
}

/** Both texts; the style sheet shows one. */
export const spoken = ({ zh, en }: Said): Html =>
  zh === en ? html`${zh}` : html`<span class="zh" lang="zh-CN">${zh}</span><span class="en" lang="en">${en}</span>`;

/** Says the texts of a sheet in both languages at once. */
export class Voice {
  readonly words: SheetWords;
  constructor(words: SheetWords) {
    this.words = words;
  }

  said(key: SheetTextKey, gaps: Readonly<Record<string, string | number | Said>> = {}): Said {
    const inOne = (language: 'zh' | 'en'): string =>
      fill(
        this.words[language].sheet[key],
        Object.fromEntries(
          Object.entries(gaps).map(([name, gap]) => [name, typeof gap === 'object' ? gap[language] : String(gap)]),
        ),
      );
    return { zh: inOne('zh'), en: inOne('en') };
  }

  say(key: SheetTextKey, gaps?: Readonly<Record<string, string | number | Said>>): Html {
    return spoken(this.said(key, gaps));
  }
}
