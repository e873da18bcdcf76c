import { fromDay, toDay } from '../../time/days.ts';
import { refuse } from '../problem.ts';
import type { Agreement, Group } from '../schema/agreement.ts';
import type { CalculationDocument, Run, SourceLine } from '../schema/document.ts';
import type { LineMatch } from '../schema/primitives.ts';
import { concerns, placesOf } from '../straight/accounts.ts';
import { lastDayOf } from '../straight/run.ts';

/** What of a document concerns one dealer: by itself it gives his results again, and it holds nothing of other dealers. */
export interface Carved {
  readonly document: CalculationDocument;
  /** Accounts whose results are his: his own, and groups that he shares. */
  readonly accounts: ReadonlySet<string>;
}

/**
 * Cuts out of a document what concerns a dealer, as of its last run, and drops what was not known then.
 * @param withGroup also lines of the members of groups that he shares a tier with. Without it such a dealer is refused,
 *   because his rebate cannot be calculated from his own lines.
 * @throws RebateProblems when no agreement concerns him, or for a group without `withGroup`
 */
export function carve(document: CalculationDocument, dealer: string, withGroup: boolean): Carved {
  const run = explicitRun(document);
  const today = toDay(run.asOf);
  const known = document.agreements.filter(({ recordedOn }) => recordedOn === undefined || toDay(recordedOn) <= today);
  const his = known.filter((agreement) => concerns(agreement, dealer));
  if (his.length === 0) throw refuse('unknown_dealer', ['agreements'], `No agreement concerns the dealer ${dealer}`);
  const circle = circleOf(his, dealer, withGroup);
  const kept = known.filter((agreement) => [...circle].some((one) => concerns(agreement, one)));
  const accounts = accountsOf(kept, dealer);
  const reaches = (line: SourceLine): boolean =>
    line.dealer === dealer ||
    (circle.has(line.dealer) &&
      kept.some(
        (agreement) =>
          concerns(agreement, line.dealer) &&
          [false, true].some((asBaseline) =>
            placesOf(agreement, line.dealer, line.date, asBaseline).some(({ account }) => accounts.has(account)),
          ),
      ));
  const lines = document.lines.filter((line) => reaches(line) && toDay(line.recordedOn ?? line.date) <= today);
  const numbers = new Set(lines.flatMap(({ document: number }) => number ?? []));
  const agreements = kept.flatMap((agreement) => agreementFor(agreement, dealer, circle, numbers));
  const ids = new Set(agreements.map(({ id }) => id));
  const own = ({ agreement, dealer: account }: { readonly agreement: string; readonly dealer?: string | undefined }) =>
    ids.has(agreement) && (account === undefined || accounts.has(account) || circle.has(account));
  const { groupBy: _, ...rest } = document;
  return {
    accounts,
    document: {
      ...rest,
      agreements,
      ...(document.stacking === undefined
        ? {}
        : {
            stacking: {
              ...document.stacking,
              edges: document.stacking.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
              choices: document.stacking.choices
                .map((choice) => ({ ...choice, agreements: choice.agreements.filter((id) => ids.has(id)) }))
                .filter((choice) => choice.agreements.length > 1),
            },
          }),
      lines,
      adjustments: document.adjustments.filter(
        (one) => own(one) && (one.recordedOn === undefined || toDay(one.recordedOn) <= today),
      ),
      posted: document.posted.filter(own),
      // Earlier runs stay: what they posted is what the last one corrects.
      runs: [...(document.runs ?? []).slice(0, -1).map((one) => notAfter(one, run.asOf)), run].map(
        ({ forecasts, ...one }) => (forecasts === undefined ? one : { ...one, forecasts: forecasts.filter(own) }),
      ),
      // What only other dealers' agreements cover is still shown, as not counted.
      outsideLines: 'ignore',
    },
  };
}

/** Accounts that are a dealer's: his own, and groups whose tiers he shares. */
export function accountsOf(agreements: readonly Agreement[], dealer: string): ReadonlySet<string> {
  const groups = agreements.flatMap((agreement) => agreement.groups ?? []);
  const shared = groups.filter(({ kind, members }) => kind === 'shared' && members.includes(dealer));
  return new Set([dealer, ...shared.map(({ id }) => id)]);
}

/** The last run, with its day said: what "everything is known" means depends on all lines, which are not in the sheet. */
function explicitRun(document: CalculationDocument): Run & { readonly asOf: string } {
  const run = document.runs?.at(-1) ?? { kind: 'by_date' as const };
  if (run.asOf !== undefined) return { ...run, asOf: run.asOf };
  return { ...run, kind: run.kind === 'by_date' ? 'final' : run.kind, asOf: fromDay(lastDayOf(document)) };
}

/** A run of a day after everything the document speaks of is one of its last day. */
const notAfter = (run: Run, last: string): Run =>
  run.asOf !== undefined && run.asOf > last ? { ...run, asOf: last } : run;

const isHis = ({ members }: Group, dealer: string): boolean => members.includes(dealer);

/** Dealers whose lines may be needed: himself, those merged into him, and with leave those he shares a tier with. */
function circleOf(his: readonly Agreement[], dealer: string, withGroup: boolean): ReadonlySet<string> {
  const circle = new Set([dealer]);
  for (const { id, groups } of his) {
    const group = groups?.find((one) => isHis(one, dealer));
    if (group === undefined || group.members.length < 2) continue;
    const { kind, members, successor } = group;
    if (kind !== 'shared' && successor !== dealer) continue;
    if (kind !== 'merged' && !withGroup) {
      throw refuse('groups', ['agreements'],
        `Under ${id} ${dealer} is calculated together with the other members of ${group.id}. Their lines would have to be in ` +
          'the sheet: ask for that explicitly (--with-group), with their consent'); // biome-ignore format: one sentence
    }
    for (const member of members) circle.add(member);
  }
  return circle;
}

/** An agreement without the names, targets and document numbers of others; none when it cannot concern him then. */
function agreementFor(
  agreement: Agreement,
  dealer: string,
  circle: ReadonlySet<string>,
  numbers: ReadonlySet<string>,
): Agreement[] {
  const { groups: all, dealers, rule, scope, ...rest } = agreement;
  const groups = (all ?? []).flatMap((group): Group[] => {
    if (!group.members.some((member) => circle.has(member))) return [];
    if (group.kind === 'shared' || group.successor === dealer) return [group];
    // Merged into another: the rule that moves his lines must stay, so its successor does.
    if (group.kind === 'merged') return [{ ...group, members: group.members.filter((one) => one === dealer || one === group.successor) }];
    return [];
  }); // biome-ignore format: one case a line
  const named = new Set([...circle, ...groups.map(({ id }) => id)]);
  const own = dealers?.filter((one) => named.has(one));
  const values = <T extends { readonly dealer?: string | undefined }>(list: readonly T[]): T[] =>
    list.filter((one) => one.dealer === undefined || named.has(one.dealer));
  let ownRule = rule;
  if (rule.kind === 'target') {
    const targets = values(rule.targets);
    if (targets.length === 0) return [];
    ownRule = { ...rule, targets };
  } else if (rule.kind === 'growth' && typeof rule.baseline !== 'string') {
    ownRule = { ...rule, baseline: values(rule.baseline) };
  }
  return [
    {
      ...rest,
      rule: ownRule,
      ...(scope === undefined ? {} : { scope: scopeFor(scope, numbers) }),
      ...(groups.length === 0 ? {} : { groups }),
      ...(own === undefined ? {} : { dealers: own.length === 0 ? [dealer] : own }),
    },
  ];
}

/** A scope without document numbers of others. An entry that named only such is kept, and matches nothing. */
function scopeFor(scope: NonNullable<Agreement['scope']>, numbers: ReadonlySet<string>): Agreement['scope'] {
  const strip = (match: LineMatch): LineMatch => {
    if (match.document === undefined) return match;
    const own = match.document.filter((number) => numbers.has(number));
    return { ...match, document: own.length === 0 ? ['\u2014'] : own };
  };
  return {
    ...scope,
    ...(scope.include === undefined
      ? {}
      : { include: scope.include.map((one) => ({ ...one, match: strip(one.match) })) }),
    ...(scope.exclude === undefined
      ? {}
      : { exclude: scope.exclude.map((one) => ({ ...one, match: strip(one.match) })) }),
  };
}
