import {
  ceil,
  floor,
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

const inThrees = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** Sign (and `≈` before it) and digits in groups of three: `1,234.5`, `−` and `0.25`; one without end to `places`. */
function signed(value: Rational, places: number): { readonly sign: string; readonly digits: string } {
  const exact = toDecimal(value);
  const text = exact ?? unitsToDecimal(roundTo(value, places, 'HALF_UP'), places);
  const [whole = '', fraction] = text.replace('-', '').split('.');
  return {
    sign: `${exact === null ? '≈ ' : ''}${text.startsWith('-') ? '−' : ''}`,
    digits: `${inThrees(whole)}${fraction === undefined ? '' : `.${fraction}`}`,
  };
}

/** A number to its last digit: `1,234.5`, `−0.25`; one that does not end, to six places after `≈`. */
export function grouped(value: Rational): string {
  const { sign, digits } = signed(value, SHOWN);
  return sign + digits;
}

/** To which 分 an amount is told. */
type Way = 'nearest' | 'down' | 'up';

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
    return this.share(multiply(parseDecimal(ppm), ratio(1, 1_000_000)));
  }

  /** A part of 1 as percent. */
  share(part: Rational): string {
    return `${grouped(multiply(part, ratio(100)))}%`;
  }

  /** Money as a rule says it, to the last digit. */
  money(value: Decimal | Rational): string {
    const { sign, digits } = signed(typeof value === 'object' ? value : parseDecimal(value), 2);
    return sign + this.#inCurrency(digits);
  }

  /**
   * An amount that somebody has, gets or lacks, with two decimals as amounts stand on a screen, halves up as in the ledger;
   * what a rule says is told exactly, by {@link money}. `up` for what is missing: so much is enough. `down` for what is
   * reached when the next threshold is nearer than 1 分: it must not look reached.
   */
  amount(value: Rational, way: Way = 'nearest'): string {
    const exact = multiply(value, ratio(100));
    const fen = way === 'nearest' ? roundTo(value, 2, 'HALF_UP') : way === 'down' ? floor(exact) : ceil(exact);
    const [whole = '', cents = ''] = unitsToDecimal(fen, 2).replace('-', '').split('.');
    return `${fen < 0n ? '−' : ''}${this.#inCurrency(`${inThrees(whole)}.${cents}`)}`;
  }

  /** What of a measure is reached, or is missing: money by {@link amount}, everything else to its last digit. */
  measured(value: Rational, measure: string, way: Way): string {
    return measure === 'amount' ? this.amount(value, way) : this.value(value, measure);
  }

  #inCurrency(n: string): string {
    const { currency = 'CNY' } = this.#language;
    return this.say(currency === 'CNY' ? 'money.CNY' : 'money.other', { n, currency });
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
