import { add, parseDecimal, type Rational, ratio, subtract, ZERO } from './rational.ts';

/** Decimal places that fit the whole numbers of a {@link DecimalSum}: 分, thousandths of a piece, and one to spare. */
const PLACES = 4;
const UNIT = 10 ** PLACES;
/** So many digits, with the places filled up, stay below 2^53. */
const MOST_DIGITS = 11;

/** Units of `10^-PLACES` of a plain decimal; null when it is too long for that, or not one. */
function unitsOf(text: string | number): number | null {
  if (typeof text === 'number') return Number.isInteger(text) ? text * UNIT : null;
  const first = text.startsWith('-') ? 1 : 0;
  if (text.length > first + MOST_DIGITS) return null;
  let units = 0;
  let places = -1;
  for (let at = first; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46 && places < 0 && at > first) {
      places = 0;
      continue;
    }
    const digit = code - 48;
    if (digit < 0 || digit > 9) return null;
    units = units * 10 + digit;
    if (places >= 0) places += 1;
  }
  if (places === 0 || places > PLACES || text.length === first) return null;
  const scaled = units * 10 ** (PLACES - Math.max(0, places));
  return first === 1 ? -scaled : scaled;
}

/**
 * The exact sum of many decimals, without a bigint for each: as long as they are short enough they are whole numbers of a
 * small unit, which doubles add exactly below 2^53. Everything else is added as a rational.
 */
export class DecimalSum {
  #units = 0;
  #rest: Rational = ZERO;

  /** @throws RangeError as {@link parseDecimal} */
  add(value: string | number | Rational): void {
    this.#move(value, 1);
  }

  /** @throws RangeError as {@link parseDecimal} */
  subtract(value: string | number | Rational): void {
    this.#move(value, -1);
  }

  get value(): Rational {
    const counted = ratio(this.#units, UNIT);
    return this.#rest.n === 0n ? counted : add(this.#rest, counted);
  }

  #move(value: string | number | Rational, sign: 1 | -1): void {
    const units = typeof value === 'object' ? null : unitsOf(value);
    const sum = units === null ? null : this.#units + sign * units;
    if (Number.isSafeInteger(units) && Number.isSafeInteger(sum)) this.#units = sum as number;
    else {
      const whole = typeof value === 'object' ? value : parseDecimal(value);
      this.#rest = sign > 0 ? add(this.#rest, whole) : subtract(this.#rest, whole);
    }
  }
}
