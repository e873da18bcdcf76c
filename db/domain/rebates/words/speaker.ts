import {
  multiply,
  parseDecimal,
  type Rational,
  ratio,
  roundTo,
  toDecimal,
  unitsToDecimal,
} from '../../money/rational.ts';
import type { Decimal } from '../schema/primitives.ts';
import { fill, type RuleTextKey, type RuleTexts } from './texts.ts';

/** What a code stands for on the page: the names of a dealer, an agreement, goods. */
export type NamedKind = 'agreement' | 'dealer' | 'sku' | 'brand' | 'category' | 'productLine';

export interface RuleLanguage {
  readonly texts: RuleTexts;
  /** ISO code; default CNY. */
  readonly currency?: string;
  /** Unit of the quantities, such as 吨; default a word for "unit". */
  readonly unit?: string;
  /** Name of a code; default the code itself. */
  readonly nameOf?: (kind: NamedKind, code: string) => string;
}

/** Decimals shown of a number that does not end. */
const SHOWN = 6;

/** A number to its last digit, in groups of three: `1,234.5`, `−0.25`; one that does not end, to six places after `≈`. */
export function grouped(value: Rational): string {
  const exact = toDecimal(value);
  const text = exact ?? unitsToDecimal(roundTo(value, SHOWN, 'HALF_UP'), SHOWN);
  const [whole = '', fraction] = text.replace('-', '').split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${exact === null ? '≈ ' : ''}${text.startsWith('-') ? '−' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Says numbers, measures and names in one language. */
export class Speaker {
  readonly #language: RuleLanguage;
  constructor(language: RuleLanguage) {
    this.#language = language;
  }

  say(key: RuleTextKey, gaps: Readonly<Record<string, string>> = {}): string {
    return fill(this.#language.texts[key], gaps);
  }

  number(value: Decimal | Rational): string {
    return grouped(typeof value === 'object' ? value : parseDecimal(value));
  }

  /** Parts per million as percent, to the last digit. */
  percent(ppm: Decimal): string {
    return `${grouped(multiply(parseDecimal(ppm), ratio(1, 10_000)))}%`;
  }

  money(value: Decimal | Rational): string {
    const { currency = 'CNY' } = this.#language;
    return this.say(currency === 'CNY' ? 'money.CNY' : 'money.other', { n: this.number(value), currency });
  }

  get unit(): string {
    return this.#language.unit ?? this.say('unit');
  }

  /** `amount` as money, `quantity` with its unit, other measures with their name. */
  value(value: Decimal | Rational, measure: string): string {
    if (measure === 'amount') return this.money(value);
    if (measure === 'quantity') return `${this.number(value)} ${this.unit}`;
    if (measure === 'count' || measure === 'distinct_skus')
      return this.say(`value.${measure}`, { n: this.number(value) });
    return this.say('value.own', { n: this.number(value), measure });
  }

  measure(name: string): string {
    switch (name) {
      case 'amount':
      case 'quantity':
      case 'count':
      case 'distinct_skus':
        return this.say(`measure.${name}`);
      default:
        return this.say('measure.own', { measure: name });
    }
  }

  name(kind: NamedKind, code: string): string {
    return this.#language.nameOf?.(kind, code) ?? code;
  }

  list(texts: readonly string[]): string {
    return texts.join(this.say('and'));
  }
}
