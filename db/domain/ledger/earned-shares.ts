import type { z } from 'zod';
import { parseDecimal, roundTo } from '../money/rational.ts';
import type { SourceLine } from '../rebates/schema/document.ts';
import type { ResultEntry } from '../rebates/schema/result.ts';
import type { PostedEntry } from './balances.ts';
import type { VatShare } from './bodies.ts';
import type { LedgerPeriod } from './periods.ts';

type Result = Pick<z.infer<typeof ResultEntry>, 'agreement' | 'unit' | 'period'> & {
  readonly lines: readonly { readonly line: string; readonly dealer: string; readonly allocated: string }[];
};
type Line = Pick<SourceLine, 'id' | 'date' | 'vatPpm'>;

/**
 * What the lines of each tax rate earned of an agreement in a period of the ledger, in 分, line by line. Where the
 * agreement counts by longer periods than the ledger (a year that is posted by quarters), the lines of these days count,
 * and when they earned nothing all lines of the longer period up to its end. Null where the rate of a line that earned is not
 * known: then somebody has to say.
 */
export function earnedShares(
  results: readonly Result[],
  lines: readonly Line[],
  of: { readonly agreementId: string; readonly dealerId: string },
  { startsOn, endsOn }: Pick<LedgerPeriod, 'startsOn' | 'endsOn'>,
): VatShare[] | null {
  const known = new Map(lines.map((line) => [line.id, line]));
  const sharesOf = (chosen: readonly Result[], from: string): VatShare[] | null => {
    const shares: VatShare[] = [];
    for (const { line, dealer, allocated } of chosen.flatMap((result) => result.lines)) {
      const { date = '', vatPpm } = known.get(line) ?? {};
      const amountFen = Number(roundTo(parseDecimal(allocated), 2, 'HALF_UP'));
      if (dealer !== of.dealerId || date < from || date >= endsOn || amountFen === 0) continue;
      if (vatPpm === undefined) return null;
      shares.push({ ratePpm: vatPpm, amountFen });
    }
    return shares;
  };
  const own = results.filter(({ agreement, unit }) => agreement === of.agreementId && unit === 'money');
  const ending = own.filter(({ period: { to } }) => startsOn < to && to <= endsOn);
  if (ending.length > 0) return sharesOf(ending, '');
  const longer = own.filter(({ period: { from, to } }) => from < endsOn && startsOn < to);
  const ofDays = sharesOf(longer, startsOn);
  const isNothing = ofDays?.reduce((sum, { amountFen }) => sum + amountFen, 0) === 0;
  return isNothing ? sharesOf(longer, '') : ofDays;
}

/** Left the house in a form that involves tax: off the receivable by invoice or on an order, as goods, or before this ledger. */
const TAXED: ReadonlySet<string> = new Set(['dealer_receivable', 'sales_revenue', 'opening_settled']);

/** Whether anything that entries settled involved tax, less what was charged back since. */
export const isTaxed = (entries: Iterable<Pick<PostedEntry, 'legs'>>): boolean =>
  [...entries]
    .flatMap(({ legs }) => legs)
    .reduce((sum, { account, debitFen, creditFen }) => (TAXED.has(account) ? sum + creditFen - debitFen : sum), 0) > 0;
