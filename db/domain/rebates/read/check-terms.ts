import { compare, parseDecimal } from '../../money/rational.ts';
import type { AgreementTerms, Period } from '../schema/agreement.ts';
import type { Decimal } from '../schema/primitives.ts';
import type { Rule, Tier } from '../schema/rule.ts';
import { monthsOf } from '../straight/calendar.ts';
import type { Report } from './report.ts';

/** What the schema cannot say about the terms of an agreement. */
export function checkTerms(terms: AgreementTerms, at: readonly PropertyKey[], report: Report): void {
  checkRule(terms.rule, [...at, 'rule'], report);
  checkPeriod(terms.period, [...at, 'period'], report);
  if (terms.postBy !== undefined) checkParts(terms.postBy, terms.period, [...at, 'postBy'], report);
  const { accrual, cap, minimum, each, rule, pays } = terms;
  if (accrual !== undefined && accrual.ratePpm === undefined && accrual.perUnit === undefined) {
    report('rule_incomplete', [...at, 'accrual'], 'An accrual needs a rate, an amount per unit, or both');
  }
  if (cap !== undefined && cap.amount === undefined && cap.ratePpm === undefined) {
    report('rule_incomplete', [...at, 'cap'], 'A cap needs an amount, a rate, or both');
  }
  if (
    cap?.amount !== undefined &&
    minimum !== undefined &&
    cap.across === minimum.across &&
    less(cap.amount, minimum.amount)
  ) {
    report('rule_incomplete', [...at, 'cap', 'amount'], 'The cap lies below the minimum');
  }
  if (each !== undefined) {
    if (!('per' in rule) || rule.per === 'period') {
      report('rule_incomplete', [...at, 'each'], 'each needs a rule that says per what: document, line, sku …');
    }
    if (each.minimum !== undefined && each.maximum !== undefined && less(each.maximum, each.minimum)) {
      report('rule_incomplete', [...at, 'each', 'maximum'], 'The maximum lies below the minimum');
    }
  }
  if (rule.kind === 'free_goods' && rule.unitValue === undefined && pays === 'money') {
    report('rule_incomplete', [...at, 'rule', 'unitValue'], 'Say what a free unit is worth, or "pays": "goods"');
  }
}

const less = (a: Decimal, b: Decimal): boolean => compare(parseDecimal(a), parseDecimal(b)) < 0;

function checkRule(rule: Rule, at: readonly PropertyKey[], report: Report): void {
  if ('tiers' in rule) checkTiers(rule.tiers, [...at, 'tiers'], report);
  if (rule.kind === 'interpolated') {
    rule.tiers.forEach(({ from }, n) => {
      if (from === undefined) {
        report('rule_incomplete', [...at, 'tiers', n, 'from'], 'Interpolation needs a threshold in every tier');
      }
    });
  }
  if (rule.kind === 'payment') {
    rule.bands.forEach(({ upToDays }, n) => {
      const before = rule.bands[n - 1];
      if (before !== undefined && upToDays <= before.upToDays) {
        report('tiers_out_of_order', [...at, 'bands', n, 'upToDays'], 'Bands must ascend by days');
      }
    });
  }
  if (rule.kind === 'mix') {
    if (rule.by === 'share' && rule.of === undefined) {
      report('rule_incomplete', [...at, 'of'], 'A mix by share needs to say of which lines');
    }
    if (rule.by === 'groups_reached' && rule.groups === undefined) {
      report('rule_incomplete', [...at, 'groups'], 'A mix by groups needs groups');
    }
  }
}

function checkTiers(tiers: readonly Tier[], at: readonly PropertyKey[], report: Report): void {
  tiers.forEach(({ from }, n) => {
    if (n === 0) return;
    const before = tiers[n - 1]?.from;
    if (from === undefined) {
      report('tiers_out_of_order', [...at, n], 'Only the first tier may have no threshold');
    } else if (before !== undefined && !less(before, from)) {
      report('tiers_out_of_order', [...at, n, 'from'], `Thresholds must ascend: ${from} follows ${before}`);
    }
  });
}

/** Parts longer than the period would split nothing. */
function checkParts(postBy: Period, period: Period, at: readonly PropertyKey[], report: Report): void {
  checkPeriod(postBy, at, report);
  const [part, whole] = [monthsOf(postBy), monthsOf(period)];
  if (period.unit === 'term') return;
  if (postBy.unit === 'term' || (part !== null && whole !== null && part > whole)) {
    report('rule_incomplete', [...at, 'unit'], 'postBy splits a period into shorter ones: these are longer');
  }
}

function checkPeriod(period: Period, at: readonly PropertyKey[], report: Report): void {
  if ((period.unit === 'custom') !== (period.custom !== undefined)) {
    report('rule_incomplete', [...at, 'custom'], 'Own periods are listed in custom, and only with unit "custom"');
  }
  period.custom?.forEach(({ key, from, to }, n, all) => {
    if (from >= to) report('dates', [...at, 'custom', n, 'to'], 'A period must end after it begins');
    const before = all[n - 1];
    if (before !== undefined && from < before.to) {
      report('dates', [...at, 'custom', n, 'from'], 'Periods must be in order and must not overlap');
    }
    if (all.findIndex((other) => other.key === key) < n) {
      report('duplicate', [...at, 'custom', n, 'key'], `There are two periods called ${key}`);
    }
  });
}
