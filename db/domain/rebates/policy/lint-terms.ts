import {
  compare, fromPpm, isZero, multiply, parseDecimal, type Rational, ratio, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import { fromDay, toDay } from '../../time/days.ts';
import type { Agreement } from '../schema/agreement.ts';
import { namedAccounts } from '../straight/accounts.ts';
import { spansOf } from '../straight/calendar.ts';
import { periodValue } from '../straight/rules/period-value.ts';
import { measuresOf } from '../straight/rules/situation.ts';
import { capOf, earnedAtMost, periodsOf, rateAtMost } from './bounds.ts';
import { type Cliff, cliffsOf } from './cliffs.ts';
import { curveOf, gateOf, type Ratios, type Table, tableOf, valueAt } from './curve.ts';
import { count, dealer, type Figure, type Find, measured, money, share, text } from './findings.ts';

/** What is known about an agreement besides its terms. */
export interface Known {
  readonly ratios: Ratios;
  /** Money of the goods that come with one of the qualifier; null when nothing says it. */
  readonly price: Rational | null;
}

type Path = readonly PropertyKey[];
const ABSENT = text('—');

/** Everything that can be found in an agreement by itself. */
export function lintTerms(agreement: Agreement, known: Known, at: Path, find: Find): void {
  const table = tableOf(agreement.rule);
  lintCliffs(agreement, known, at, find);
  if (table !== null && 'tiers' in agreement.rule) {
    lintRates(agreement, table, at, find);
    lintReach(agreement, table, at, find);
    lintTierAboveCap(agreement, known, table, at, find);
  }
  lintBands(agreement, at, find);
  lintPeriods(agreement, at, find);
  lintLimits(agreement, known, at, find);
  lintGiven(agreement, at, find);
}

/** A place on the axis of a table, in the words of its unit. */
function place(agreement: Agreement, axis: Table['axis'], at: Rational): Figure {
  if (axis === 'number') return count(at);
  return axis === 'value' ? measured(at, measuresOf(agreement.rule).qualifier) : share(at);
}

function lintCliffs(agreement: Agreement, { ratios, price }: Known, at: Path, find: Find): void {
  for (const cliff of cliffsOf(agreement, ratios, price)) {
    const where = cliff.tier === null ? [...at, 'gate'] : placeOfTier(agreement, at, cliff.tier);
    const figures = { at: place(agreement, cliff.axis, cliff.at) };
    if (cliff.money === null) {
      const changes = changesOf(cliff);
      find(changes.falls ? 'drop' : 'cliff', changes.falls ? 'warning' : 'notice', where, { ...figures, ...changes.figures }, changes.falls ? 'drop_terms' : 'cliff_terms'); // biome-ignore format: one finding
      continue;
    }
    const { before, after, jump } = cliff.money;
    const sums = { ...figures, before: money(before), after: money(after), jump: money(jump) };
    if (cliff.dead !== null) {
      const { to } = cliff.dead;
      const end = to === null ? {} : { to: place(agreement, cliff.axis, to) };
      find('drop', 'warning', where, { ...sums, ...end }, to === null ? 'drop_for_ever' : 'drop');
    } else if (cliff.freeFrom === null) find('cliff', 'notice', where, sums);
    else find('cliff', 'notice', where, { ...sums, free: place(agreement, cliff.axis, cliff.freeFrom) }, 'cliff_free');
  }
}

const placeOfTier = ({ rule }: Agreement, at: Path, tier: number): Path =>
  'tiers' in rule ? [...at, 'rule', 'tiers', tier, 'from'] : [...at, 'rule', 'target'];

/** The parts of the terms that change, as figures; the sentence names those that are there. */
function changesOf({ change: { rate, perUnit, lump } }: Cliff) {
  const figures: Record<string, Figure> = {};
  if (!isZero(rate)) figures.rate = share(rate);
  if (!isZero(perUnit)) figures.perUnit = money(perUnit);
  if (!isZero(lump)) figures.lump = money(lump);
  return { falls: [rate, perUnit, lump].some((one) => compare(one, ZERO) < 0), figures };
}

/** Terms that fall from one tier to the next, tiers that say the same as the one before, tiers between that pay nothing. */
function lintRates(agreement: Agreement, { steps, axis, method }: Table, at: Path, find: Find): void {
  steps.forEach((step, n) => {
    const below = steps[n - 1];
    if (below === undefined || step.from === null) return;
    const path = [...at, 'rule', 'tiers', n];
    const from = place(agreement, axis, step.from);
    const pays = (one: typeof step): boolean => ![one.rate, one.perUnit, one.lump].every(isZero);
    if (!pays(step) && pays(below) && method !== 'rolling' && method !== 'total') {
      const next = steps[n + 1]?.from ?? null;
      const to = next === null ? {} : { to: place(agreement, axis, next) };
      find('gap', 'warning', path, { from, ...to }, next === null ? 'gap_for_ever' : 'gap');
      return;
    }
    const fields = [['rate', 'ratePpm', share], ['perUnit', 'perUnit', money], ['lump', 'lump', money]] as const; // biome-ignore format: pairs
    for (const [field, name, say] of fields) {
      // Lumps of a marginal table are added, so that a smaller one is no fall; each tier of total and rolling adds.
      if (method === 'total' || method === 'rolling' || (method === 'marginal' && field === 'lump')) continue;
      if (compare(step[field], below[field]) >= 0) continue;
      find('falling_rate', 'warning', [...path, name], { from, before: say(below[field]), after: say(step[field]) });
    }
    const same = fields.every(([field]) => compare(step[field], below[field]) === 0);
    const adds = method === 'total' || method === 'rolling' || (method === 'marginal' && !isZero(step.lump));
    if (same && !adds) find('redundant_tier', 'notice', path, { from });
  });
}

/** Tiers that no volume, share or number can reach. */
function lintReach(agreement: Agreement, { steps, axis, edge, method }: Table, at: Path, find: Find): void {
  const { rule } = agreement;
  if (!('tiers' in rule)) return;
  const most = rule.kind === 'mix' ? mostOf(rule, agreement) : null;
  const gate = gateOf(agreement, measuresOf(rule).qualifier);
  const strict =
    agreement.gate?.some((one) => one.edge === '>' && compare(parseDecimal(one.from), gate) === 0) ?? false;
  steps.forEach(({ from }, n) => {
    const path = [...at, 'rule', 'tiers', n, 'from'];
    if (most !== null && from !== null) {
      const order = compare(from, most);
      if (order > 0 || (order === 0 && edge === '>')) {
        find('unreachable_tier', 'error', path, {
          from: place(agreement, axis, from),
          most: place(agreement, axis, most),
        });
      }
    }
    const next = steps[n + 1]?.from ?? null;
    if (axis !== 'value' || method !== 'whole_volume' || next === null || compare(gate, ZERO) <= 0) return;
    const order = compare(gate, next);
    if (order > 0 || (order === 0 && (edge === '>=' || strict))) {
      find('unreachable_tier', 'warning', path, { to: place(agreement, axis, next), gate: place(agreement, axis, gate) }, 'unreachable_gate'); // biome-ignore format: one finding
    }
  });
}

/** The most variety there can be; null when that is not bound. */
function mostOf(rule: Extract<Agreement['rule'], { kind: 'mix' }>, { scope }: Agreement): Rational | null {
  if (rule.by === 'share') return ratio(1);
  if (rule.by === 'groups_reached') return ratio(rule.groups?.length ?? 0);
  const skus = scope?.include?.map(({ match }) => match.sku);
  if (skus === undefined || skus.some((list) => list === undefined)) return null;
  return ratio(new Set(skus.flatMap((list) => list ?? [])).size);
}

/** The first tier from which on the cap leaves nothing to gain. */
function lintTierAboveCap(agreement: Agreement, { ratios }: Known, table: Table, at: Path, find: Find): void {
  const cap = capOf(agreement);
  const curve = cap?.amount == null ? null : curveOf(agreement, ratios);
  if (cap?.amount == null || curve === null || cap.across === 'term') return;
  const { amount } = cap;
  for (const [n, { from }] of table.steps.entries()) {
    const start = from === null ? -1 : curve.findIndex((piece) => compare(piece.from, from) === 0);
    const before = curve[start - 1];
    if (from === null || before?.to == null) continue;
    const covered = curve.slice(start).every((piece) => {
      const ends = [valueAt(piece, piece.from), ...(piece.to === null ? [] : [valueAt(piece, piece.to)])];
      const rises = piece.to !== null || compare(piece.b, ZERO) >= 0;
      return isZero(piece.c) && rises && ends.every((value) => compare(value, amount) >= 0);
    });
    if (!covered || compare(valueAt(before, from), amount) < 0) continue;
    const figures = {
      from: place(agreement, table.axis, from),
      before: money(valueAt(before, from)),
      cap: money(amount),
    };
    find('tier_above_cap', 'warning', [...at, 'rule', 'tiers', n], figures);
    return;
  }
}

function lintBands({ rule }: Agreement, at: Path, find: Find): void {
  if (rule.kind !== 'payment') return;
  rule.bands.forEach(({ upToDays, ratePpm = 0, perUnit = 0 }, n) => {
    const before = rule.bands[n - 1];
    if (before === undefined) return;
    const days = { from: count(ratio(before.upToDays + 1)), to: count(ratio(upToDays)) };
    const [fast, slow] = [fromPpm(before.ratePpm ?? 0), fromPpm(ratePpm)];
    if (compare(slow, fast) > 0) {
      find('slower_earns_more', 'warning', [...at, 'rule', 'bands', n, 'ratePpm'], { ...days, before: share(fast), after: share(slow) }); // biome-ignore format: one finding
    }
    const [cheap, dear] = [parseDecimal(before.perUnit ?? 0), parseDecimal(perUnit)];
    if (compare(dear, cheap) > 0) {
      find('slower_earns_more', 'warning', [...at, 'rule', 'bands', n, 'perUnit'], { ...days, before: money(cheap), after: money(dear) }); // biome-ignore format: one finding
    }
  });
}

/** Days of the agreement that no period of its own holds. */
function lintPeriods({ period, from, to }: Agreement, at: Path, find: Find): void {
  if (period.custom === undefined) return;
  const gap = (first: string, end: string, n: number): void =>
    find('period_gap', 'warning', [...at, 'period', 'custom', n], {
      from: text(first),
      to: text(fromDay(toDay(end) - 1)),
    });
  let reached = from;
  period.custom.forEach((one, n) => {
    if (one.from > reached) gap(reached, one.from, n);
    if (one.to > reached) reached = one.to;
  });
  if (to !== undefined && to > reached) gap(reached, to, period.custom.length - 1);
}

function lintLimits(agreement: Agreement, { ratios }: Known, at: Path, find: Find): void {
  const cap = capOf(agreement);
  const periods = periodsOf(agreement);
  const earned = earnedAtMost(agreement, ratios);
  const times = (value: Rational): Rational | null => (periods === null ? null : multiply(value, ratio(periods)));
  const topRate = rateAtMost(agreement);
  if (cap === null) {
    if (earned === null && agreement.pays !== 'nothing') {
      const path = [...at, 'cap'];
      if (topRate === null) find('uncapped', 'notice', path, {});
      else find('uncapped', 'notice', path, { rate: share(topRate) }, 'uncapped_rate');
    }
    return;
  }
  const most = earned === null || cap.across === 'period' ? earned : times(earned);
  if (cap.amount !== null && most !== null && compare(most, cap.amount) <= 0) {
    find('cap_never_cuts', 'warning', [...at, 'cap', 'amount'], { cap: money(cap.amount), most: money(most) });
  }
  if (cap.rate !== null && topRate !== null && compare(topRate, cap.rate) <= 0) {
    find('cap_never_cuts', 'warning', [...at, 'cap', 'ratePpm'], { cap: share(cap.rate), most: share(topRate) });
  }
  if (agreement.minimum === undefined || cap.amount === null) return;
  const least = parseDecimal(agreement.minimum.amount);
  const due = cap.across === 'period' ? least : times(least);
  if (due !== null && compare(due, cap.amount) > 0) {
    find('minimum_above_cap', 'error', [...at, 'minimum', 'amount'], { minimum: money(due), cap: money(cap.amount) });
  }
}

/** Baselines and targets that are not given where they are needed. */
function lintGiven(agreement: Agreement, at: Path, find: Find): void {
  const { rule, period, from, to } = agreement;
  if (rule.kind === 'growth' && rule.missingBaseline === 'zero') {
    const top = rule.tiers.at(-1)?.ratePpm;
    find('new_dealer_top_tier', 'warning', [...at, 'rule', 'missingBaseline'], {
      rate: top === undefined ? ABSENT : share(fromPpm(top)),
    });
  }
  const values = rule.kind === 'target' ? rule.targets : rule.kind === 'growth' ? rule.baseline : null;
  if (values === null) return;
  if (typeof values === 'string') {
    if (rule.kind === 'growth' && rule.missingBaseline === 'refuse') {
      find('missing_baseline', 'notice', [...at, 'rule', 'missingBaseline'], {}, 'baseline_refused');
    }
    return;
  }
  if (rule.kind === 'growth' && rule.missingBaseline !== 'refuse') return;
  const code = rule.kind === 'target' ? 'missing_target' : 'missing_baseline';
  const path = [...at, 'rule', rule.kind === 'target' ? 'targets' : 'baseline'];
  const end = toDay(to ?? from);
  const spans = period.unit === 'term' ? ['term'] : spansOf(period, toDay(from), end, end).map(({ key }) => key);
  const accounts = namedAccounts(agreement);
  for (const key of spans) {
    const without = (accounts.length === 0 ? [''] : accounts).filter((account) => {
      const value = periodValue(values, account, key);
      return value === null || compare(value, ZERO) <= 0;
    });
    for (const account of without) {
      if (account === '') find(code, 'error', path, { period: text(key) }, `${code}_everybody`);
      else find(code, 'error', path, { period: text(key), dealer: dealer(account) });
    }
  }
}
