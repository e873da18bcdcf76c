import { isLeaf, type VoucherBook } from './chart.ts';
import { entryPlace, type VoucherProblem, type VoucherProblemCode } from './problem.ts';
import type { VoucherEntry } from './voucher.ts';

/** A spreadsheet keeps fifteen digits of a number: ten trillion yuan. */
const AMOUNT_LIMIT = 10 ** 15;
/** Characters that a customer's code may have; anything else could be read as a formula or as the end of a field. */
const CUSTOMER_CODE = /^[0-9A-Za-z][0-9A-Za-z._-]{0,29}$/;

const problem = (
  code: VoucherProblemCode,
  place: string,
  params: Readonly<Record<string, string>> = {},
): VoucherProblem => ({ code, place, params });

/**
 * Everything for which the bookkeeping program would refuse the vouchers of these entries, or a re-import could not find
 * the entries again; empty when they can be written. Checked before a file is made.
 */
export function checkEntries(entries: readonly VoucherEntry[], book: VoucherBook): VoucherProblem[] {
  if (entries.length === 0) return [problem('nothing_to_export', '')];
  const used = new Set(entries.flatMap(({ legs }) => legs.map(({ account }) => account)));
  return [...checkAccounts(used, book), ...entries.flatMap((entry) => checkEntry(entry, book))];
}

/** Whether accounts of the ledger have a place in the chart that takes them. */
export function checkAccounts(used: ReadonlySet<string>, { chart, mapping }: VoucherBook): VoucherProblem[] {
  const found: VoucherProblem[] = [];
  const takenBy = new Map<string, string>();
  for (const account of [...used].sort()) {
    const to = mapping[account];
    if (to === undefined) {
      found.push(problem('account_unmapped', account));
      continue;
    }
    const known = chart.find(({ code }) => code === to.code);
    if (known === undefined) {
      found.push(problem('account_unknown', account, { code: to.code }));
      continue;
    }
    if (known.name !== to.name)
      found.push(problem('account_name_differs', account, { code: to.code, name: to.name, chart: known.name }));
    if (!isLeaf(chart, to.code)) found.push(problem('account_not_leaf', account, { code: to.code, name: known.name }));
    const other = takenBy.get(to.code);
    if (other !== undefined) found.push(problem('account_shared', account, { code: to.code, other }));
    takenBy.set(to.code, account);
  }
  return found;
}

function checkEntry(entry: VoucherEntry, { chart, mapping, closedThrough }: VoucherBook): VoucherProblem[] {
  const { seq, legs, dealerCode, dealerName, currency, postingDate } = entry;
  const place = entryPlace(seq);
  const found: VoucherProblem[] = [];
  if (currency !== 'CNY') found.push(problem('currency_foreign', place, { currency }));
  if (closedThrough !== null && postingDate <= closedThrough)
    found.push(problem('period_closed', place, { date: postingDate, closed: closedThrough }));
  const needsCustomer = legs.some(
    ({ account }) => chart.find(({ code }) => code === mapping[account]?.code)?.auxiliary === 'customer',
  );
  if (needsCustomer && dealerCode === '') found.push(problem('customer_missing', place, { dealer: dealerName }));
  else if (needsCustomer && !CUSTOMER_CODE.test(dealerCode))
    found.push(problem('customer_malformed', place, { dealer: dealerName, code: dealerCode }));
  for (const { account, debitFen, creditFen } of legs) {
    const isOneSided = Math.min(debitFen, creditFen) === 0 && Math.max(debitFen, creditFen) > 0;
    if (!isOneSided) found.push(problem('amount_not_one_sided', place, { account }));
    if (Math.max(debitFen, creditFen) >= AMOUNT_LIMIT) found.push(problem('amount_too_large', place, { account }));
  }
  const rest = legs.reduce((sum, { debitFen, creditFen }) => sum + BigInt(debitFen) - BigInt(creditFen), 0n);
  if (legs.length < 2 || rest !== 0n) found.push(problem('entry_unbalanced', place));
  return found;
}
