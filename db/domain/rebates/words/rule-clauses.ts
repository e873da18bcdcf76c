import type { z } from 'zod';
import type {
  GrowthRule, MixRule, PackageRule, PaymentRule, PlainRule, Rule, TargetRule, Tier, TieredRule,
} from '../schema/rule.ts'; // biome-ignore format: one a kind
import { measuresOf } from '../straight/rules/situation.ts';
import { matchInWords } from './scope-clauses.ts';
import type { Speaker } from './speaker.ts';

type Say = Speaker;
type Pays = Pick<Tier, 'ratePpm' | 'perUnit' | 'lump'>;

/** What a tier, a band or a bonus pays: rate, price per unit and lump together. */
function paysInWords(speaker: Say, rule: Rule, { ratePpm, perUnit, lump }: Pays): string {
  const { measure } = measuresOf(rule);
  const parts = [
    ...(ratePpm === undefined
      ? []
      : [speaker.say('pay.rate', { rate: speaker.percent(ratePpm), measure: speaker.measure(measure) })]),
    ...(perUnit === undefined
      ? []
      : [speaker.say('pay.per_unit', { unit: speaker.unit, money: speaker.money(perUnit) })]),
    ...(lump === undefined ? [] : [speaker.say('pay.lump', { money: speaker.money(lump) })]),
  ];
  return parts.length === 0 ? speaker.say('pay.none') : parts.join(speaker.say('plus'));
}

interface TieredTable {
  readonly edge: '>=' | '>';
  readonly tiers: readonly Tier[];
}

/** One line a tier: from where to where, and what it pays. `value` says a threshold in its unit. */
function tiersInWords(speaker: Say, rule: Rule & TieredTable, value: (from: string | number) => string): string[] {
  return rule.tiers.map((tier, n) => {
    const next = rule.tiers[n + 1]?.from;
    const from = tier.from === undefined ? '' : value(tier.from);
    const to = next === undefined ? '' : value(next);
    const range =
      rule.kind === 'interpolated'
        ? speaker.say('tier.at', { from })
        : speaker.say(rangeKey(rule.edge, tier.from !== undefined, next !== undefined), { from, to });
    return `${range}${speaker.say('colon')}${paysInWords(speaker, rule, tier)}`;
  });
}

function rangeKey(edge: '>=' | '>', hasFrom: boolean, hasTo: boolean) {
  if (!hasFrom) return !hasTo ? 'tier.any' : edge === '>=' ? 'tier.below' : 'tier.to';
  if (edge === '>=') return hasTo ? 'tier.from_below' : 'tier.from';
  return hasTo ? 'tier.above_to' : 'tier.above';
}

/** The rule itself: a sentence how it works, then its table line by line. `onRebate`: it pays on what another earned. */
export function ruleClauses(speaker: Say, rule: Rule, onRebate: boolean): string[] {
  const measures = measuresOf(rule);
  const names = {
    qualifier: speaker.measure(measures.qualifier),
    measure: speaker.measure(measures.measure),
    units: speaker.measure(measures.units),
    unit: speaker.unit,
  };
  const per = 'per' in rule && rule.per !== 'period' ? [speaker.say(`per.${rule.per}`)] : [];
  const of = (from: string | number): string => speaker.value(from, measures.qualifier);
  const share = (from: string | number): string => speaker.percent(from);
  switch (rule.kind) {
    case 'percent':
    case 'per_unit':
    case 'lump_sum':
      return [plainClause(speaker, rule, names), ...per];
    case 'free_goods':
    case 'package':
      return [packageClause(speaker, rule, names), ...per];
    case 'growth':
      return [
        speaker.say(rule.payOn === 'whole' ? 'kind.growth_whole' : 'kind.growth_increment', names),
        ...tiersInWords(speaker, rule, share),
        ...growthClauses(speaker, rule, of),
      ];
    case 'target':
      return [
        speaker.say('kind.target', names),
        ...tiersInWords(speaker, rule, share),
        ...targetClauses(speaker, rule, of),
      ];
    case 'payment':
      return paymentClauses(speaker, rule, names, onRebate);
    case 'mix':
      return mixClauses(speaker, rule, names, of, share);
    case 'over_time':
      return [speaker.say(`kind.over_time_${rule.by}`, { money: speaker.money(rule.amount) })];
    default:
      return tieredClauses(speaker, rule, names, per, of);
  }
}

type Names = Readonly<Record<'qualifier' | 'measure' | 'units' | 'unit', string>>;

function tieredClauses(
  speaker: Say,
  rule: z.infer<typeof TieredRule>,
  names: Names,
  per: readonly string[],
  of: (from: string | number) => string,
): string[] {
  const order =
    rule.kind === 'marginal' && rule.attribution === 'in_order' ? [speaker.say('attribution.in_order', names)] : [];
  return [speaker.say(`kind.${rule.kind}`, names), ...tiersInWords(speaker, rule, of), ...order, ...per];
}

function plainClause(speaker: Say, rule: z.infer<typeof PlainRule>, names: Names): string {
  if (rule.kind === 'percent') return speaker.say('kind.percent', { ...names, rate: speaker.percent(rule.ratePpm) });
  if (rule.kind === 'per_unit') return speaker.say('kind.per_unit', { ...names, money: speaker.money(rule.perUnit) });
  const money = speaker.money(rule.lump);
  if (rule.target === undefined) return speaker.say('kind.lump_sum', { money });
  return speaker.say(rule.edge === '>=' ? 'kind.lump_sum_from' : 'kind.lump_sum_above', {
    ...names,
    money,
    target: speaker.value(rule.target, measuresOf(rule).qualifier),
  });
}

function packageClause(speaker: Say, rule: z.infer<typeof PackageRule>, names: Names): string {
  const counting = speaker.say(`counting.${rule.counting}`);
  if (rule.kind === 'free_goods') {
    const said = { ...names, counting, buy: speaker.number(rule.buy), free: speaker.number(rule.free) };
    if (rule.unitValue === undefined) return speaker.say('kind.free_goods', said);
    return speaker.say('kind.free_goods_worth', { ...said, money: speaker.money(rule.unitValue) });
  }
  const said = { ...names, counting, size: speaker.number(rule.size), money: speaker.money(rule.amount) };
  if (/^0*(\.0*)?$/.test(String(rule.freeUnits))) return speaker.say('kind.package', said);
  return speaker.say('kind.package_after', { ...said, free: speaker.number(rule.freeUnits) });
}

function growthClauses(
  speaker: Say,
  rule: z.infer<typeof GrowthRule>,
  of: (value: string | number) => string,
): string[] {
  const baseline =
    typeof rule.baseline === 'string'
      ? [speaker.say('baseline.lines')]
      : rule.baseline.map(({ dealer, period, value }) =>
          speaker.say('baseline.value', { ...placeOf(speaker, dealer, period), value: of(value) }),
        );
  const rise =
    rule.priceIncreasePpm === undefined
      ? []
      : [speaker.say(`baseline.${rule.normalise}`, { rate: speaker.percent(rule.priceIncreasePpm) })];
  return [...baseline, speaker.say(`baseline.missing_${rule.missingBaseline}`), ...rise];
}

const placeOf = (speaker: Say, dealer: string | undefined, period: string | undefined) => ({
  dealer: dealer === undefined ? speaker.say('target.everybody') : speaker.name('dealer', dealer),
  period: period ?? speaker.say('target.every_period'),
});

function targetClauses(
  speaker: Say,
  rule: z.infer<typeof TargetRule>,
  of: (value: string | number) => string,
): string[] {
  const targets = rule.targets.map(({ dealer, period, value }) =>
    speaker.say('target.value', { ...placeOf(speaker, dealer, period), value: of(value) }),
  );
  if (rule.excess === undefined) return targets;
  return [...targets, speaker.say('target.excess', { pays: paysInWords(speaker, rule, rule.excess) })];
}

function paymentClauses(speaker: Say, rule: z.infer<typeof PaymentRule>, names: Names, onRebate: boolean): string[] {
  const since = speaker.say(`band.${rule.countFrom}`);
  const bands = rule.bands.map((band, n) => {
    const before = rule.bands[n - 1]?.upToDays;
    const pays =
      onRebate && band.ratePpm !== undefined && band.perUnit === undefined
        ? speaker.percent(band.ratePpm)
        : paysInWords(speaker, rule, band);
    const days = { from: String((before ?? -1) + 1), to: String(band.upToDays), since };
    return `${speaker.say(before === undefined ? 'band.first' : 'band.between', days)}${speaker.say('colon')}${pays}`;
  });
  const last = String(rule.bands.at(-1)?.upToDays ?? 0);
  return [
    speaker.say(onRebate ? 'kind.payment_coefficient' : 'kind.payment', { ...names, since }),
    ...bands,
    speaker.say('band.after', { to: last }),
  ];
}

function mixClauses(
  speaker: Say,
  rule: z.infer<typeof MixRule>,
  names: Names,
  of: (value: string | number) => string,
  share: (value: string | number) => string,
): string[] {
  const match = rule.of === undefined ? speaker.say('match.any') : matchInWords(speaker, rule.of);
  const groups = (rule.groups ?? []).map(({ name, match: own, minimum }) =>
    speaker.say('mix.group', { name, match: matchInWords(speaker, own), minimum: of(minimum) }),
  );
  const threshold = rule.by === 'share' ? share : (value: string | number): string => speaker.number(value);
  return [
    speaker.say(`kind.mix_${rule.by}`, { ...names, match }),
    ...tiersInWords(speaker, rule, threshold),
    ...groups,
  ];
}
