import type { AgreementTerms, Period } from '../schema/agreement.ts';
import type { Stacking } from '../schema/document.ts';
import { ruleClauses } from './rule-clauses.ts';
import { scopeClauses } from './scope-clauses.ts';
import { type RuleLanguage, Speaker } from './speaker.ts';

/** A sentence and the part of the terms it tells. */
export interface Clause {
  readonly topic: 'rule' | 'scope' | 'period' | 'basis' | 'gate' | 'limits' | 'negative' | 'payout';
  readonly text: string;
}

/**
 * The terms of an agreement in sentences that a dealer understands, complete: nothing of what changes money is left out.
 * The rule comes first, its table line by line. Numbers stand to their last digit.
 * @param language texts of one language (`resources/locales/<language>/rules.json`), currency, unit and names
 * @param onRebate whether the agreement pays on what another one earned (a stacking edge of basis `rebate`)
 */
export function termsInWords(terms: AgreementTerms, language: RuleLanguage, onRebate = false): Clause[] {
  const speaker = new Speaker(language);
  const about = (topic: Clause['topic'], texts: readonly string[]): Clause[] => texts.map((text) => ({ topic, text }));
  return [
    ...about('rule', ruleClauses(speaker, terms.rule, onRebate)),
    ...about('period', periodClauses(speaker, terms)),
    ...about('basis', [speaker.say(`tax.${terms.taxBasis}`), speaker.say(`date.${terms.dateBasis}`)]),
    ...about('scope', scopeClauses(speaker, terms.scope)),
    ...about('gate', gateClauses(speaker, terms)),
    ...about('limits', limitClauses(speaker, terms)),
    ...about('negative', [speaker.say(`negative.${terms.negative}`)]),
    ...about('payout', payoutClauses(speaker, terms)),
  ];
}

/** How agreements go together, one sentence an edge or choice. */
export function stackingInWords(stacking: Stacking, language: RuleLanguage): string[] {
  const speaker = new Speaker(language);
  const name = (id: string): string => speaker.name('agreement', id);
  return [
    ...stacking.edges.map(({ from, to, basis }) =>
      speaker.say(`stacking.${basis}`, { from: name(from), to: name(to) }),
    ),
    ...stacking.choices.map(({ kind, agreements, per }) =>
      speaker.say(kind === 'priority' ? 'stacking.priority' : `stacking.best_deal_${per}`, {
        agreements: speaker.list(agreements.map(name)),
      }),
    ),
    ...(stacking.others === 'independent' ? [speaker.say('stacking.independent')] : []),
  ];
}

function periodInWords(speaker: Speaker, { unit, firstMonth, firstDay, custom }: Period): string {
  const periods = (custom ?? []).map((one) => speaker.say('period.one', one));
  const extra = [
    ...(firstMonth === 1 ? [] : [speaker.say('period.first_month', { month: String(firstMonth) })]),
    ...(firstDay === 1 ? [] : [speaker.say('period.first_day', { day: String(firstDay), last: String(firstDay - 1) })]),
  ];
  return [speaker.say(`period.${unit}`, { periods: speaker.list(periods) }), ...extra].join('');
}

function periodClauses(speaker: Speaker, { period, postBy, proration }: AgreementTerms): string[] {
  return [
    periodInWords(speaker, period) + speaker.say('stop'),
    ...(postBy === undefined ? [] : [speaker.say('post_by', { period: periodInWords(speaker, postBy) })]),
    ...(proration === 'days' ? [speaker.say('proration.days')] : []),
  ];
}

const gateClauses = (speaker: Speaker, { gate = [] }: AgreementTerms): string[] =>
  gate.map(({ measure, from, edge }) =>
    speaker.say(edge === '>=' ? 'gate.from' : 'gate.above', {
      measure: speaker.measure(measure),
      from: speaker.value(from, measure),
    }),
  );

function limitClauses(speaker: Speaker, { each, minimum, cap }: AgreementTerms): string[] {
  const clauses: string[] = [];
  if (each?.minimum !== undefined) clauses.push(speaker.say('each.minimum', { money: speaker.money(each.minimum) }));
  if (each?.maximum !== undefined) clauses.push(speaker.say('each.maximum', { money: speaker.money(each.maximum) }));
  if (minimum !== undefined) {
    clauses.push(speaker.say(`minimum.${minimum.across}`, { money: speaker.money(minimum.amount) }));
  }
  if (cap !== undefined) {
    const money = cap.amount === undefined ? '' : speaker.money(cap.amount);
    const rate = cap.ratePpm === undefined ? '' : speaker.percent(cap.ratePpm);
    const limit = speaker.say(rate === '' ? 'cap.amount' : money === '' ? 'cap.rate' : 'cap.both', { money, rate });
    clauses.push(speaker.say(`cap.${cap.across}`, { limit }));
  }
  return clauses;
}

function payoutClauses(speaker: Speaker, { accrual, rounding, pays }: AgreementTerms): string[] {
  const booked = [
    ...(accrual?.ratePpm === undefined
      ? []
      : [
          speaker.say('pay.rate', {
            rate: speaker.percent(accrual.ratePpm),
            measure: speaker.measure(accrual.measure),
          }),
        ]),
    ...(accrual?.perUnit === undefined
      ? []
      : [speaker.say('pay.per_unit', { unit: speaker.unit, money: speaker.money(accrual.perUnit) })]),
  ];
  const { mode, scale } = rounding ?? { mode: 'HALF_UP', scale: 2 };
  return [
    ...(booked.length === 0 ? [] : [speaker.say('accrual', { pays: booked.join(speaker.say('plus')) })]),
    speaker.say(`rounding.${mode}`, { scale: String(scale) }),
    ...(pays === 'money' ? [] : [speaker.say(`pays.${pays}`)]),
  ];
}
