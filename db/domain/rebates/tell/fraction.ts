import { divide, parseDecimal, type Rational } from '../../money/rational.ts';

/** The number that an exact text of a result stands for: a decimal, or a fraction. */
export function fraction(text: string): Rational {
  const [n = '0', d] = text.split('/');
  return d === undefined ? parseDecimal(n) : divide(parseDecimal(n), parseDecimal(d));
}
