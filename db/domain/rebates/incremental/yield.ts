import {
  add, ceil, compare, divide, floor, fromPpm, isZero, multiply, parseDecimal, type Rational, ratio, subtract, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import { firstDayOfMonth, monthOf } from '../../time/periods.ts';
import { refuse } from '../problem.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { PeriodValue, Rule } from '../schema/rule.ts';
import { area, type Coefficients, climb, climbed, NOTHING, stairsOf } from './curve.ts';
import type { Slot } from './grid.ts';

/** A bundle in one cell: what it adds to the tier (q), to rates (m) and to prices (u); n lines. */
export interface Term {
  readonly q: Rational;
  readonly m: Rational;
  readonly u: Rational;
  readonly n: number;
  readonly mark: string;
  readonly order: string;
}

/** What a rule looks at beside the terms. */
export interface Setting {
  readonly terms: Agreement;
  readonly at: readonly PropertyKey[];
  readonly account: string;
  readonly slot: Slot;
  /** Last day that has come. */
  readonly day: number;
  /** Share of the slot that the agreement covers, where it prorates. */
  readonly size: Rational;
  /** Sum of a year earlier; null without any line. */
  readonly earlier: Rational | null;
}

/** A result with the part of each term. */
export interface Yield {
  readonly qualifier: Rational;
  readonly measure: Rational;
  readonly amount: Rational;
  readonly shares: readonly Rational[];
}

export const total = (terms: readonly Term[], of: 'q' | 'm' | 'u'): Rational =>
  terms.reduce((sum, term) => add(sum, term[of]), ZERO);

/** A sum no line brought by rate or price: after money, else after the qualifier, else line by line. */
export function shareOut(amount: Rational, terms: readonly Term[]): Rational[] {
  const lines = ratio(terms.reduce((count, { n }) => count + n, 0));
  const [m, q] = [total(terms, 'm'), total(terms, 'q')];
  return terms.map((term) => {
    if (!isZero(m)) return divide(multiply(amount, term.m), m);
    if (!isZero(q)) return divide(multiply(amount, term.q), q);
    return isZero(lines) ? ZERO : divide(multiply(amount, ratio(term.n)), lines);
  });
}

/** Turns coefficients into a result. */
function apply({ rate, price, lump }: Coefficients, terms: readonly Term[], qualifier: Rational): Yield {
  const lumps = shareOut(lump, terms);
  const shares = terms.map(({ m, u }, n) => add(add(multiply(m, rate), multiply(u, price)), lumps[n] ?? ZERO));
  const [m, u] = [total(terms, 'm'), total(terms, 'u')];
  return { qualifier, measure: m, amount: add(add(multiply(m, rate), multiply(u, price)), lump), shares };
}

/** What the rule of an agreement yields on the bundles of a cell. */
export function yieldOf(setting: Setting, terms: readonly Term[]): Yield {
  const { rule, each } = setting.terms;
  if (!('per' in rule) || rule.per === 'period') return yieldOnce(setting, terms);
  const groups = new Map<string, number[]>();
  for (const [n, { mark }] of terms.entries()) {
    const group = groups.get(mark);
    if (group === undefined) groups.set(mark, [n]);
    else group.push(n);
  }
  const shares = terms.map(() => ZERO);
  let amount = ZERO;
  for (const members of groups.values()) {
    const own = members.flatMap((n) => terms[n] ?? []);
    const before = yieldOnce(setting, own);
    let after = before.amount;
    if (each?.minimum !== undefined && compare(after, parseDecimal(each.minimum)) < 0)
      after = parseDecimal(each.minimum);
    if (each?.maximum !== undefined && compare(after, parseDecimal(each.maximum)) > 0)
      after = parseDecimal(each.maximum);
    const lines = ratio(own.reduce((count, { n }) => count + n, 0));
    members.forEach((n, k) => {
      shares[n] = isZero(before.amount)
        ? divide(multiply(after, ratio(terms[n]?.n ?? 0)), lines)
        : divide(multiply(before.shares[k] ?? ZERO, after), before.amount);
    });
    amount = add(amount, after);
  }
  return { qualifier: total(terms, 'q'), measure: total(terms, 'm'), amount, shares };
}

function yieldOnce(setting: Setting, terms: readonly Term[]): Yield {
  const { rule } = setting.terms;
  const q = total(terms, 'q');
  const { size } = setting;
  switch (rule.kind) {
    case 'percent':
      return apply({ ...NOTHING, rate: fromPpm(rule.ratePpm) }, terms, q);
    case 'per_unit':
      return apply({ ...NOTHING, price: parseDecimal(rule.perUnit) }, terms, q);
    case 'lump_sum': {
      const stairs = stairsOf(
        [{ ...(rule.target === undefined ? {} : { from: rule.target }), lump: rule.lump }],
        'plain',
        size,
      );
      return apply(climb('whole_volume', stairs, rule.edge === '>', q), terms, q);
    }
    case 'free_goods':
    case 'package':
      return packed(rule, terms, q);
    case 'growth':
      return grown(setting, rule, terms, q);
    case 'target':
      return attained(setting, rule, terms, q);
    case 'payment':
      return paid(rule, terms, q);
    case 'mix': {
      const variety = varietyOf(rule, terms, size);
      const stairs = stairsOf(rule.tiers, rule.by === 'share' ? 'ppm' : 'plain', ratio(1));
      return apply(climb('whole_volume', stairs, rule.edge === '>', variety), terms, variety);
    }
    case 'over_time':
      return apply(
        { ...NOTHING, lump: multiply(multiply(parseDecimal(rule.amount), size), elapsed(setting, rule.by)) },
        terms,
        q,
      );
    default: {
      const stairs = stairsOf(rule.tiers, 'plain', size);
      const strict = rule.edge === '>';
      if (rule.kind !== 'marginal' || rule.attribution === 'pro_rata')
        return apply(climb(rule.kind, stairs, strict, q), terms, q);
      return inOrder(stairs, strict, terms, q);
    }
  }
}

/** Each line is worth what the stairs gain between where it begins and where it ends. */
function inOrder(stairs: ReturnType<typeof stairsOf>, strict: boolean, terms: readonly Term[], q: Rational): Yield {
  const { lump } = climb('marginal', stairs, strict, q);
  const shares = shareOut(lump, terms);
  const order = terms.map((_, n) => n).sort((a, b) => ((terms[a]?.order ?? '') < (terms[b]?.order ?? '') ? -1 : 1));
  let reached = ZERO;
  let amount = lump;
  for (const n of order) {
    const term = terms[n];
    if (term === undefined) continue;
    const next = add(reached, term.q);
    const here = stairs[climbed(stairs, reached, strict) - 1] ?? NOTHING;
    const mean = (of: 'rate' | 'price'): Rational =>
      isZero(term.q) ? here[of] : divide(subtract(area(stairs, of, next), area(stairs, of, reached)), term.q);
    const worth = add(multiply(term.m, mean('rate')), multiply(term.u, mean('price')));
    shares[n] = add(shares[n] ?? ZERO, worth);
    amount = add(amount, worth);
    reached = next;
  }
  return { qualifier: q, measure: total(terms, 'm'), amount, shares };
}

function packed(rule: Extract<Rule, { kind: 'free_goods' | 'package' }>, terms: readonly Term[], q: Rational): Yield {
  const u = total(terms, 'u');
  const whole = (units: Rational, by: Rational): Rational => {
    if (compare(units, ZERO) <= 0) return ZERO;
    return ratio(rule.counting === 'full' ? floor(divide(units, by)) : ceil(divide(units, by)));
  };
  const amount =
    rule.kind === 'package'
      ? multiply(whole(subtract(u, parseDecimal(rule.freeUnits)), parseDecimal(rule.size)), parseDecimal(rule.amount))
      : multiply(
          multiply(whole(u, parseDecimal(rule.buy)), parseDecimal(rule.free)),
          parseDecimal(rule.unitValue ?? '1'),
        );
  if (isZero(u)) return apply({ ...NOTHING, lump: amount }, terms, q);
  return apply({ ...NOTHING, price: divide(amount, u) }, terms, q);
}

function given(values: readonly PeriodValue[], account: string, slot: string): Rational | null {
  const scored = values
    .filter(({ dealer = account, period = slot }) => dealer === account && period === slot)
    .map((one) => ({ one, score: (one.dealer === undefined ? 0 : 2) + (one.period === undefined ? 0 : 1) }));
  const best = scored.reduce<(typeof scored)[number] | null>((a, b) => (a === null || b.score > a.score ? b : a), null);
  return best === null ? null : parseDecimal(best.one.value);
}

function grown(setting: Setting, rule: Extract<Rule, { kind: 'growth' }>, terms: readonly Term[], q: Rational): Yield {
  const rise = fromPpm(rule.priceIncreasePpm ?? '0');
  const shift = rule.normalise === 'shift_targets' ? rise : ZERO;
  const found =
    typeof rule.baseline === 'string' ? setting.earlier : given(rule.baseline, setting.account, setting.slot.name);
  const base = found === null || rule.normalise === 'shift_targets' ? found : multiply(found, add(ratio(1), rise));
  const stairs = stairsOf(rule.tiers, 'ppm', ratio(1)).map((stair) => ({
    ...stair,
    at: stair.at === null ? null : add(stair.at, shift),
  }));
  const known = base !== null && compare(base, ZERO) > 0;
  if (!known && rule.missingBaseline === 'refuse') {
    throw refuse(
      'missing_baseline',
      [...setting.at, 'rule', 'baseline'],
      `No baseline above zero: ${setting.account}, ${setting.slot.name}`,
    );
  }
  if (!known && rule.missingBaseline === 'skip') return apply(NOTHING, terms, q);
  const more = known ? subtract(q, base) : q;
  const count = known
    ? climbed(stairs, divide(more, base), rule.edge === '>')
    : compare(q, ZERO) > 0
      ? stairs.length
      : 0;
  const here = stairs[count - 1];
  if (here === undefined) return apply(NOTHING, terms, q);
  let part = ratio(1);
  if (rule.payOn === 'increment') part = compare(more, ZERO) > 0 && compare(q, ZERO) > 0 ? divide(more, q) : ZERO;
  return apply({ rate: multiply(here.rate, part), price: multiply(here.price, part), lump: here.lump }, terms, q);
}

function attained(
  setting: Setting,
  rule: Extract<Rule, { kind: 'target' }>,
  terms: readonly Term[],
  q: Rational,
): Yield {
  const found = given(rule.targets, setting.account, setting.slot.name);
  if (found === null || compare(found, ZERO) <= 0) {
    throw refuse(
      'missing_target',
      [...setting.at, 'rule', 'targets'],
      `No target above zero: ${setting.account}, ${setting.slot.name}`,
    );
  }
  const target = multiply(found, setting.size);
  const stairs = stairsOf(rule.tiers, 'ppm', ratio(1));
  const here = stairs[climbed(stairs, divide(q, target), rule.edge === '>') - 1] ?? NOTHING;
  const above = compare(q, target) > 0 ? divide(subtract(q, target), q) : ZERO;
  return apply(
    {
      rate: add(here.rate, multiply(above, fromPpm(rule.excess?.ratePpm ?? '0'))),
      price: add(here.price, multiply(above, parseDecimal(rule.excess?.perUnit ?? '0'))),
      lump: multiply(here.lump, setting.size),
    },
    terms,
    q,
  );
}

function paid(rule: Extract<Rule, { kind: 'payment' }>, terms: readonly Term[], q: Rational): Yield {
  const shares = terms.map(({ m, u, mark }) => {
    const band = rule.bands[Number(mark)];
    if (band === undefined) return ZERO;
    return add(multiply(m, fromPpm(band.ratePpm ?? '0')), multiply(u, parseDecimal(band.perUnit ?? '0')));
  });
  return { qualifier: q, measure: total(terms, 'm'), amount: shares.reduce(add, ZERO), shares };
}

function varietyOf(rule: Extract<Rule, { kind: 'mix' }>, terms: readonly Term[], size: Rational): Rational {
  const of = (fits: (mark: string) => boolean): Rational => total(terms.filter(({ mark }) => fits(mark)), 'q'); // biome-ignore format: one line
  if (rule.by === 'share') {
    const all = total(terms, 'q');
    return isZero(all) ? ZERO : divide(of((mark) => mark === 'of'), all); // biome-ignore format: one line
  }
  if (rule.by === 'distinct_skus') {
    const skus = new Set(terms.map(({ mark }) => mark).filter((mark) => mark !== ''));
    return ratio([...skus].filter((sku) => compare(of((mark) => mark === sku), ZERO) > 0).length); // biome-ignore format: one line
  }
  const least = (rule.groups ?? []).map(({ minimum }) => multiply(parseDecimal(minimum), size));
  return ratio(least.filter((minimum, n) => compare(of((mark) => mark[n] === 'x'), minimum) >= 0).length); // biome-ignore format: one line
}

/** How much of a slot has gone by. */
function elapsed({ slot, day }: Setting, by: 'days' | 'months'): Rational {
  if (by === 'days') return ratio(day - slot.first + 1, slot.end - slot.first);
  const whole = (until: number): number => {
    let months = 0;
    while (addMonths(slot.first, months + 1) <= until) months += 1;
    return months;
  };
  return ratio(whole(day + 1), Math.max(1, whole(slot.end)));
}

/** The same day of a later month, or the day after that month when it is too short. */
function addMonths(day: number, months: number): number {
  const month = monthOf(day) + months;
  return Math.min(firstDayOfMonth(month) + day - firstDayOfMonth(monthOf(day)), firstDayOfMonth(month + 1));
}
