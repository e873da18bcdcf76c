import { toDay } from '../../time/days.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument } from '../schema/document.ts';
import type { PeriodValue } from '../schema/rule.ts';
import { concerns } from '../straight/accounts.ts';
import { NEVER, spansOf } from '../straight/calendar.ts';
import { checkTerms } from './check-terms.ts';
import type { Report } from './report.ts';

/** Agreements by themselves: dates, versions, groups, periods and dealers that they name. */
export function checkAgreements({ agreements, currency, lines }: CalculationDocument, report: Report): void {
  const buyers = new Set(lines.map(({ dealer }) => dealer));
  const seen = new Set<string>();
  agreements.forEach((agreement, n) => {
    const at = ['agreements', n];
    const key = JSON.stringify([agreement.id, agreement.version]);
    if (seen.has(key)) report('duplicate', [...at, 'version'], `Agreement ${agreement.id} has this version twice`);
    seen.add(key);
    if (agreement.to !== undefined && agreement.to <= agreement.from) {
      report('dates', [...at, 'to'], 'An agreement must end after it begins; `to` is the first day after it');
    }
    if (agreement.currency !== undefined && agreement.currency !== currency) {
      report('mixed_currencies', [...at, 'currency'], `The document is in ${currency}`);
    }
    checkTerms(agreement, at, report);
    checkGroups(agreement, buyers, at, report);
    checkNames(agreement, at, report);
    if (agreement.rule.kind === 'over_time' && agreement.period.unit === 'term' && agreement.to === undefined) {
      report('rule_incomplete', [...at, 'to'], 'An amount over time needs an end, or calendar periods');
    }
    if (agreement.postBy !== undefined && agreement.groups?.some(({ kind }) => kind === 'shared')) {
      report('rule_incomplete', [...at, 'postBy'], 'postBy cannot be combined with groups that share');
    }
  });
}

function checkGroups(
  agreement: Agreement,
  buyers: ReadonlySet<string>,
  at: readonly PropertyKey[],
  report: Report,
): void {
  const grouped = new Set<string>();
  const ids = new Set<string>();
  agreement.groups?.forEach(({ id, members, kind, successor }, n) => {
    if (ids.has(id)) report('duplicate', [...at, 'groups', n, 'id'], `There are two groups ${id}`);
    ids.add(id);
    if (buyers.has(id) && !members.includes(id)) {
      report(
        'groups',
        [...at, 'groups', n, 'id'],
        `${id} is also a dealer outside the group: give the group another id`,
      );
    }
    for (const [m, member] of members.entries()) {
      if (!concerns(agreement, member)) {
        report(
          'groups',
          [...at, 'groups', n, 'members', m],
          `${member} is not among the dealers, so that his lines would not count: name him there, or the group ${id}`,
        );
      }
      if (grouped.has(member)) report('groups', [...at, 'groups', n, 'members'], `${member} is in more than one group`);
      grouped.add(member);
    }
    if (kind !== 'shared' && successor === undefined) {
      report('groups', [...at, 'groups', n, 'successor'], 'Say who of the members is paid');
    }
    if (successor !== undefined && !members.includes(successor)) {
      report('groups', [...at, 'groups', n, 'successor'], 'The successor must be one of the members');
    }
  });
}

/** Keys of the periods an agreement has; null when it has no end, so that they cannot be listed. */
export function periodKeys({ period, from, to }: Agreement): ReadonlySet<string> | null {
  if (period.unit === 'term') return new Set(['term']);
  if (to === undefined && period.unit !== 'custom') return null;
  const end = to === undefined ? NEVER : toDay(to);
  return new Set(spansOf(period, toDay(from), end, end).map(({ key }) => key));
}

/** Whether an agreement has a period of this key; of one without end, whether it ever will. */
export function hasPeriod(agreement: Agreement, key: string): boolean {
  const keys = periodKeys(agreement);
  if (keys !== null) return keys.has(key);
  // Keys begin with the year of the first or the last day, so that few periods need to be looked at.
  const [year] = /^[1-9]\d{3}/.exec(key) ?? [];
  if (year === undefined) return false;
  const first = Math.max(toDay(agreement.from), toDay(`${Number(year) - 1}-01-01`));
  return spansOf(agreement.period, first, NEVER, toDay(`${year}-12-31`)).some((span) => span.key === key);
}

/** Whether an agreement concerns a dealer or a group. */
export const isNamed = (agreement: Agreement, account: string): boolean =>
  concerns(agreement, account) || (agreement.groups?.some(({ id }) => id === account) ?? false);

function checkNames(agreement: Agreement, at: readonly PropertyKey[], report: Report): void {
  const { rule, period: own } = agreement;
  const check = (values: readonly PeriodValue[], field: string): void => {
    const said = new Set<string>();
    values.forEach(({ dealer, period }, n) => {
      const place = [...at, 'rule', field, n];
      if (period !== undefined && !hasPeriod(agreement, period)) {
        report('unknown_period', [...place, 'period'], `The agreement has no period ${period}`);
      }
      if (dealer !== undefined && !isNamed(agreement, dealer)) {
        report('unknown_dealer', [...place, 'dealer'], `The agreement does not concern ${dealer}`);
      }
      const key = JSON.stringify([dealer, period]);
      if (said.has(key)) report('duplicate', place, 'There is a value for the same dealers and periods already');
      said.add(key);
    });
  };
  if (rule.kind === 'target') check(rule.targets, 'targets');
  if (rule.kind === 'growth' && typeof rule.baseline !== 'string') check(rule.baseline, 'baseline');
  if (own.unit === 'custom' && own.custom !== undefined && periodKeys(agreement)?.size === 0) {
    report('dates', [...at, 'period', 'custom'], 'None of these periods lies in the days of the agreement');
  }
}
