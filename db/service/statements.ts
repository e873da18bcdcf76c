import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import { Currency } from '../contract/primitives.ts';
import type { StatementAgreement, StatementEntry } from '../contract/statements.ts';
import { exact } from '../domain/money/ratio.ts';
import { effectOf } from '../domain/rebates/effects.ts';
import type { Analytics } from '../store/analytics.ts';
import { makeFilter } from '../store/analytics-filter.ts';
import { readDealer, readPersonName } from '../store/directory.ts';
import { readOwed, readStatementLegs, type StoredStatementLeg } from '../store/statements.ts';
import type { FeatureHandlers } from './handlers.ts';
import { asOfOf, cut, readReplica, type ServiceParts } from './parts.ts';

const DEALERS_LIMIT = 5000;
const ENTRIES_LIMIT = 2000;

export function statementsService(parts: ServiceParts): FeatureHandlers<'statements'> {
  return {
    async list({ range, regionId }) {
      const analytics = await parts.analytics.current();
      const owed = readReplica(parts, (replica) => readOwed(replica, range, regionsBelow(analytics, range, regionId)));
      const dealers = owed.map((row) => ({
        dealerId: row.dealer_id,
        dealerCode: row.code,
        dealerName: row.name,
        currency: Currency.parse(row.currency),
        closingFen: exact(row.closing_fen),
      }));
      return { asOf: asOfOf(parts, analytics), dealers: cut(dealers, DEALERS_LIMIT) };
    },

    async get({ range, dealerId }) {
      const analytics = await parts.analytics.current();
      const enrolled = parts.store.device.read()?.person ?? null;
      const { dealer, legs, preparedBy } = readReplica(parts, (replica) => ({
        dealer: readDealer(replica, dealerId),
        legs: readStatementLegs(replica, dealerId, range.to),
        preparedBy: enrolled === null ? '' : (readPersonName(replica, enrolled.id) ?? enrolled.name),
      }));
      if (dealer === null) throw new AppError('not_found');
      const currencies = [...new Set(legs.map(({ currency }) => currency))].sort();
      if (currencies.length > 1) throw new AppError('currencies_mixed', { currencies: currencies.join(', ') });
      const entries = entriesOf(legs);
      const agreements = agreementsOf(entries, range.from);
      return {
        asOf: asOfOf(parts, analytics),
        generatedAt: new Date().toISOString(),
        preparedBy,
        dealer: { id: dealer.id, code: dealer.code, name: dealer.name },
        currency: Currency.parse(currencies[0] ?? 'CNY'),
        agreements,
        totals: totalsOf(agreements),
        entries: cut(
          entries.filter(({ entry }) => entry.postingDate >= range.from).map(({ entry }) => entry),
          ENTRIES_LIMIT,
        ),
      };
    },
  };
}

/** Ids of a region and all below it; null for every region. */
function regionsBelow(
  analytics: Analytics,
  period: { readonly from: string; readonly to: string },
  regionId: string | null,
): readonly string[] | null {
  if (regionId === null) return null;
  const { region } = makeFilter(analytics, { period, regionId, dealerIds: [], place: null, productLineId: null });
  return analytics.dimensions.regions.filter((_, index) => region[index] === 1).map(({ id }) => id);
}

interface StatedEntry {
  readonly entry: z.output<typeof StatementEntry>;
  readonly agreementId: string | null;
  readonly agreementName: string;
  /** By how much 应付返利 changes: what is confirmed and not settled. */
  readonly payableFen: number;
}

function entriesOf(legs: readonly StoredStatementLeg[]): StatedEntry[] {
  return [...Map.groupBy(legs, ({ entry_id }) => entry_id).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const posted = own.map((leg) => ({
      account: leg.account_code,
      debitFen: leg.debit_fen,
      creditFen: leg.credit_fen,
    }));
    const effect = effectOf({
      kind: first.kind,
      correctsKind: first.corrects_kind,
      baseFen: first.base_fen,
      legs: posted,
    });
    const entry = {
      entryId: first.entry_id,
      seq: first.seq,
      postingDate: first.posting_date,
      kind: first.kind,
      periodCode: first.period_code,
      agreementCode: first.agreement_code ?? '',
      earnedFen: effect.accruedFen,
      confirmedFen: effect.confirmedFen,
      deductedFen: effect.deductedFen,
      settledFen: effect.settledFen,
    };
    const payableFen = posted
      .filter(({ account }) => account === 'rebate_payable')
      .reduce((sum, { debitFen, creditFen }) => sum + creditFen - debitFen, 0);
    return [{ entry, agreementId: first.agreement_id, agreementName: first.agreement_name ?? '', payableFen }];
  });
}

/** By agreement, those with anything owed or posted in the range; entries before it are the opening balance. */
function agreementsOf(entries: readonly StatedEntry[], from: string): z.output<typeof StatementAgreement>[] {
  return [...Map.groupBy(entries, ({ agreementId }) => agreementId)]
    .map(([agreementId, own]) => {
      const sum = (of: readonly StatedEntry[], pick: (entry: StatedEntry['entry']) => number): number =>
        exact(of.reduce((total, { entry }) => total + pick(entry), 0));
      const owed = (entry: StatedEntry['entry']): number => entry.earnedFen + entry.deductedFen - entry.settledFen;
      const inRange = own.filter(({ entry }) => entry.postingDate >= from);
      const row = {
        agreementId,
        agreementCode: own[0]?.entry.agreementCode ?? '',
        agreementName: own[0]?.agreementName ?? '',
        openingFen: sum(
          own.filter(({ entry }) => entry.postingDate < from),
          owed,
        ),
        earnedFen: sum(inRange, ({ earnedFen }) => earnedFen),
        deductedFen: sum(inRange, ({ deductedFen }) => deductedFen),
        settledFen: sum(inRange, ({ settledFen }) => settledFen),
        closingFen: sum(own, owed),
        confirmedFen: exact(own.reduce((total, { payableFen }) => total + payableFen, 0)),
      };
      return { row, isIdle: inRange.length === 0 && row.closingFen === 0 };
    })
    .filter(({ isIdle }) => !isIdle)
    .map(({ row }) => row)
    .sort((a, b) => (a.agreementCode < b.agreementCode ? -1 : 1));
}

function totalsOf(rows: readonly z.output<typeof StatementAgreement>[]) {
  const total = (pick: (row: z.output<typeof StatementAgreement>) => number): number =>
    exact(rows.reduce((sum, row) => sum + pick(row), 0));
  return {
    openingFen: total((row) => row.openingFen),
    earnedFen: total((row) => row.earnedFen),
    deductedFen: total((row) => row.deductedFen),
    settledFen: total((row) => row.settledFen),
    closingFen: total((row) => row.closingFen),
    confirmedFen: total((row) => row.confirmedFen),
  };
}
