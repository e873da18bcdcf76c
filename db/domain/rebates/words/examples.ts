import { add, compare, multiply, parseDecimal, type Rational, ratio, toDecimal, ZERO } from '../../money/rational.ts';
import { fromDay, toDay } from '../../time/days.ts';
import { calculate } from '../calculate.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import type { ResultEntry } from '../schema/result.ts';
import type { Rule } from '../schema/rule.ts';
import { measuresOf } from '../straight/rules/situation.ts';
import { fraction } from '../tell/fraction.ts';
import { type RuleLanguage, Speaker } from './speaker.ts';

/** A rule applied to a number, by the engine itself. */
export interface WorkedExample {
  /** What was reached, and in what time it was paid, in words. */
  readonly given: string;
  /** What is payable, in words, with how it comes about. */
  readonly result: string;
  readonly payable: string;
}

/** Money of one unit in examples whose tiers are in units. */
const UNIT_PRICE = ratio(100);
const DAY = '2026-01-15';
const SHARES: readonly Rational[] = [ratio(9, 10), ratio(1), ratio(11, 10)];

/** The rule with a baseline or target that examples can be held against, where it takes one from history or from many. */
function settled(rule: Rule): Rule {
  if (rule.kind === 'growth') return { ...rule, baseline: [{ value: '1000000' }] };
  if (rule.kind === 'target') return { ...rule, targets: [{ value: rule.targets[0]?.value ?? '1000000' }] };
  return rule;
}

/** Values of the qualifier worth showing: around every threshold, or round ones where there is no table. */
function valuesOf(rule: Rule): readonly Rational[] {
  const around = (values: readonly Rational[]): Rational[] => {
    const [first, last] = [values[0], values.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [multiply(first, ratio(9, 10)), ...values, multiply(last, ratio(6, 5))];
  };
  if (rule.kind === 'growth') {
    // On a baseline of a million a growth in parts per million is an amount.
    return around(rule.tiers.map(({ from = 0 }) => add(ratio(1_000_000), parseDecimal(from))));
  }
  if (rule.kind === 'target') {
    const target = parseDecimal(rule.targets[0]?.value ?? '1000000');
    return SHARES.map((share) => multiply(target, share));
  }
  if ('tiers' in rule && rule.kind !== 'mix') {
    const froms = rule.tiers.flatMap(({ from }) => (from === undefined ? [] : [parseDecimal(from)]));
    const positive = froms.filter((from) => compare(from, ZERO) > 0);
    return positive.length === 0 ? [ratio(100_000)] : around(positive);
  }
  if (rule.kind === 'lump_sum' && rule.target !== undefined) return around([parseDecimal(rule.target)]);
  if (rule.kind === 'free_goods') return [1, 2, 3].map((n) => multiply(parseDecimal(rule.buy), ratio(2 * n - 1, 2)));
  if (rule.kind === 'package') return [1, 2, 3].map((n) => multiply(parseDecimal(rule.size), ratio(2 * n - 1, 2)));
  return [ratio(100_000)];
}

/** Days in which a payment falls, one for each band and one after the last. */
function daysOf(rule: Rule): readonly (number | null)[] {
  if (rule.kind !== 'payment') return [null];
  return [...rule.bands.map(({ upToDays }) => upToDays), (rule.bands.at(-1)?.upToDays ?? 0) + 1];
}

const later = (days: number): string => fromDay(toDay(DAY) + days);

/**
 * The rule on a few numbers around its thresholds, calculated by the engine: one dealer, one order, one period. Scope,
 * gates on other measures and product mix need real goods and have no such examples.
 * @returns none for terms that cannot be calculated by themselves
 */
export function workedExamples(terms: AgreementTerms, language: RuleLanguage): WorkedExample[] {
  if (terms.rule.kind === 'mix' || terms.rule.kind === 'over_time') return [];
  const speaker = new Speaker(language);
  const rule = settled(terms.rule);
  const { qualifier } = measuresOf(rule);
  const examples: WorkedExample[] = [];
  for (const value of valuesOf(rule)) {
    for (const days of daysOf(rule)) {
      const entry = calculated({ ...terms, rule }, qualifier, value, days);
      if (entry === null) return [];
      const paid = days === null ? '' : speaker.say('example.paid', { days: String(days) });
      examples.push({
        given: `${speaker.value(value, qualifier)}${paid}`,
        result: tell(speaker, entry),
        payable: entry.payable,
      });
    }
  }
  return examples;
}

function calculated(
  terms: AgreementTerms,
  qualifier: string,
  value: Rational,
  days: number | null,
): ResultEntry | null {
  const inUnits = qualifier === 'quantity';
  const text = (number: Rational): string => toDecimal(number) ?? '0';
  const amount = text(inUnits ? multiply(value, UNIT_PRICE) : value);
  const quantity = text(inUnits ? value : multiply(value, ratio(1, 100)));
  const paidOn = days === null ? DAY : later(days);
  const { scope: _, postBy: __, accrual: ___, ...rest } = terms;
  try {
    const { runs } = calculate({
      schema: 'rebates/1', outsideLines: 'ignore', runs: [{ kind: 'final', asOf: '2027-12-31' }],
      agreements: [{ id: 'A', from: '2026-01-01', to: '2027-01-01', ...rest, proration: 'none', period: { unit: 'term' } }],
      lines: [{
        id: '1', dealer: 'D', date: DAY, shippedOn: DAY, invoicedOn: DAY, paidOn,
        amount, net: amount, gross: amount, vatPpm: 0, quantity, measures: { [qualifier]: text(value) },
      }],
    }); // biome-ignore format: one document
    return runs[0]?.results[0] ?? null;
  } catch {
    return null;
  }
}

/** `¥1,000 (100,000 × 1%)`, and what limits changed. */
function tell(speaker: Speaker, { parts, steps, payable }: ResultEntry): string {
  const told = parts.flatMap(({ kind, base, rate }) => {
    if (base === null || rate === null) return [];
    if (kind === 'rate' || kind === 'excess')
      return [`${speaker.number(fraction(base))} × ${speaker.share(fraction(rate))}`];
    return [`${speaker.number(fraction(base))} × ${speaker.number(fraction(rate))}`];
  });
  const lumps = parts.filter(({ kind }) => kind === 'lump').map(({ exact }) => speaker.money(fraction(exact)));
  const limits = steps.flatMap(({ kind, exact }) =>
    kind === 'minimum' || kind === 'cap' || kind === 'gate'
      ? [speaker.say(`example.${kind}`, { money: speaker.money(fraction(exact)) })]
      : [],
  );
  const how = [...told, ...lumps].join(' + ');
  const all = [how, ...limits].filter((one) => one !== '');
  return `${speaker.money(fraction(payable))}${all.length === 0 ? '' : ` = ${all.join(speaker.say('join.steps'))}`}`;
}
