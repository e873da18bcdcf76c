import { AppError } from '../contract/errors.ts';
import type { Currency } from '../domain/money/currency.ts';
import { type Analytics, type MoneyOwner, NO_INDEX } from './analytics.ts';
import type { Filter } from './analytics-filter.ts';

type Facts = Pick<Analytics, 'salesMonths' | 'receipts' | 'ledgerEntries' | 'targets'>;

/** Every pair of region and dealer of which there is an amount. */
export function moneyOwnersOf(facts: Facts, { agreements }: Analytics['dimensions']): MoneyOwner[] {
  const { salesMonths, receipts, ledgerEntries, targets } = facts;
  const owners = new Map<number, MoneyOwner>();
  const add = (region: number, dealer: number): void => {
    const key = region * (NO_INDEX + 1) + dealer;
    if (!owners.has(key)) owners.set(key, { region, dealer });
  };
  const orNone = (index: number | undefined): number => (index === undefined || index < 0 ? NO_INDEX : index);
  for (let at = 0; at < salesMonths.length; at++)
    add(salesMonths.region[at] as number, salesMonths.dealer[at] as number);
  for (let at = 0; at < receipts.length; at++) add(receipts.region[at] as number, receipts.dealer[at] as number);
  for (let at = 0; at < ledgerEntries.length; at++) {
    add(ledgerEntries.region[at] as number, orNone(agreements[ledgerEntries.agreement[at] as number]?.dealer));
  }
  for (const { region, dealer } of targets) add(orNone(region), orNone(dealer));
  return [...owners.values()];
}

/**
 * The one currency of all amounts of a selection, whatever its period: its figures are compared with those of other
 * times. A region has one currency, and head office refuses a document of the region in another.
 * @throws AppError currencies_mixed when there are several: they must not be added
 */
export function currencyOf(analytics: Analytics, filter: Filter, regionId: string | null): Currency {
  const { regions } = analytics.dimensions;
  const found = new Set<Currency>();
  for (const { region, dealer } of analytics.moneyOwners) {
    if (filter.region[region] === 0 || filter.seatedDealer[dealer] === 0) continue;
    const currency = regions[region]?.currency;
    if (currency === undefined) throw new AppError('internal', {}, new Error('An amount of a region without a row'));
    found.add(currency);
  }
  if (found.size > 1) throw new AppError('currencies_mixed', { currencies: [...found].sort().join(', ') });
  const [only] = found;
  // Without any amount every sum is nought, in the currency of the region that was asked about.
  return only ?? regions.find((region) => region.id === regionId)?.currency ?? regions[0]?.currency ?? 'CNY';
}
