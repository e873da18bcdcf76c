import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import { AgreementKind, type LedgerRow, type LegRow } from '../contract/rebates.ts';
import type { Selection } from '../contract/selection.ts';
import { exact } from '../domain/money/ratio.ts';
import { balanceOf, ledgerStatus } from '../domain/rebates/status.ts';
import { fromDay } from '../domain/time/days.ts';
import type { Analytics } from '../store/analytics.ts';
import { makeFilter } from '../store/analytics-filter.ts';
import { currencyOf } from '../store/analytics-money.ts';
import { type AgreementSums, readLegs, readVersion, type StoredLeg, sumLedger } from '../store/rebates.ts';
import type { FeatureHandlers } from './handlers.ts';
import { asOfOf, cut, readReplica, type ServiceParts } from './parts.ts';
import { rebateChange } from './rebate-change.ts';
import { disputeAnswer, proofSheet } from './rebate-disputes.ts';
import { agreementToEdit, rebateStanding, simulateTerms } from './rebate-policy.ts';
import { rebatePosition } from './rebate-position.ts';

const LEDGER_LIMIT = 5000;
const LEGS_LIMIT = 1000;

export function rebatesService(parts: ServiceParts): FeatureHandlers<'rebates'> {
  return {
    async getLedger({ selection }) {
      const analytics = await parts.analytics.current();
      const currency = currencyOf(analytics, makeFilter(analytics, selection), selection.regionId);
      const rows = ledgerRows(analytics, selection);
      return { asOf: asOfOf(parts, analytics), currency, totals: totalsOf(rows), ledger: cut(rows, LEDGER_LIMIT) };
    },

    async explain({ selection, agreementId }) {
      const analytics = await parts.analytics.current();
      const filter = makeFilter(analytics, selection);
      const row = ledgerRows(analytics, selection).find((one) => one.agreementId === agreementId);
      const agreement = analytics.dimensions.agreements.find((one) => one.id === agreementId);
      if (row === undefined || agreement === undefined) throw new AppError('not_found');
      const { period } = selection;
      const lastDay = fromDay(filter.period.to - 1);
      const { legs, version } = readReplica(parts, (replica) => ({
        legs: readLegs(replica, agreement.no, period.from, period.to),
        version: readVersion(replica, agreementId, lastDay),
      }));
      const regions = regionIds(analytics, selection);
      return {
        asOf: asOfOf(parts, analytics),
        currency: currencyOf(analytics, filter, selection.regionId),
        row,
        version: version === null ? null : versionOf(version),
        legs: cut(legs.filter((leg) => regions === null || regions.has(leg.region_id)).map(legRow), LEGS_LIMIT),
        generatedAt: new Date().toISOString(),
      };
    },

    getPosition: (input, { signal }) => rebatePosition(parts, input, signal),
    explainChange: (input, { signal }) => rebateChange(parts, input, signal),
    makeProof: (input, { signal }) => proofSheet(parts, input, signal),
    explainDispute: (input, { signal }) => disputeAnswer(parts, input, signal),
    getStanding: (input, { signal }) => rebateStanding(parts, input, signal),
    getAgreement: ({ agreementId }) => agreementToEdit(parts, agreementId),
    simulate: (input, { signal }) => simulateTerms(parts, input, signal),
  };
}

/** Rows of the ledger, what was earned most first. */
function ledgerRows(analytics: Analytics, selection: Selection): LedgerRow[] {
  const filter = makeFilter(analytics, selection);
  const periodRuns = (analytics.lastDay ?? -1) < filter.period.to - 1;
  return sumLedger(analytics, filter)
    .map((sums) => ledgerRow(analytics, sums, periodRuns))
    .sort((a, b) => b.accruedFen - a.accruedFen || (a.agreementCode < b.agreementCode ? -1 : 1));
}

function ledgerRow(analytics: Analytics, sums: AgreementSums, periodRuns: boolean): LedgerRow {
  const { agreements, dealers, productLines } = analytics.dimensions;
  const agreement = agreements[sums.agreement] as (typeof agreements)[number];
  const dealer = dealers[agreement.dealer] as (typeof dealers)[number];
  const amounts = {
    openingFen: exact(sums.openingFen),
    baseFen: exact(sums.baseFen),
    accruedFen: exact(sums.accruedFen),
    confirmedFen: exact(sums.confirmedFen),
    settledFen: exact(sums.settledFen),
    deductedFen: exact(sums.deductedFen),
  };
  return {
    agreementId: agreement.id,
    agreementCode: agreement.code,
    agreementName: agreement.name,
    dealerId: dealer.id,
    dealerName: dealer.name,
    kind: AgreementKind.parse(agreement.kind),
    productLineId: productLines[agreement.productLine]?.id ?? null,
    ...amounts,
    balanceFen: exact(balanceOf(sums)),
    status: ledgerStatus(sums, periodRuns),
  };
}

function totalsOf(rows: readonly LedgerRow[]) {
  const total = (pick: (row: LedgerRow) => number) => exact(rows.reduce((sum, row) => sum + pick(row), 0));
  return {
    agreements: rows.length,
    dealers: new Set(rows.map((row) => row.dealerId)).size,
    openingFen: total((row) => row.openingFen),
    baseFen: total((row) => row.baseFen),
    accruedFen: total((row) => row.accruedFen),
    confirmedFen: total((row) => row.confirmedFen),
    settledFen: total((row) => row.settledFen),
    deductedFen: total((row) => row.deductedFen),
    balanceFen: total((row) => row.balanceFen),
  };
}

/** Ids of the chosen region and all below it; null when every region is in. */
function regionIds(analytics: Analytics, selection: Selection): ReadonlySet<string> | null {
  if (selection.regionId === null) return null;
  const { region } = makeFilter(analytics, selection);
  return new Set(analytics.dimensions.regions.filter((_, index) => region[index] === 1).map((one) => one.id));
}

function versionOf(stored: NonNullable<ReturnType<typeof readVersion>>) {
  return {
    version: stored.version,
    effectiveFrom: stored.effective_from,
    effectiveTo: stored.effective_to,
    signedOn: stored.signed_on,
    rule: JSON.parse(stored.rule) as z.core.util.JSONType,
  };
}

function legRow(leg: StoredLeg): z.input<typeof LegRow> {
  return {
    entryId: leg.entry_id,
    seq: leg.seq,
    legNo: leg.leg_no,
    kind: leg.kind,
    postingDate: leg.posting_date,
    periodCode: leg.period_code,
    accountCode: leg.account_code,
    debitFen: leg.debit_fen,
    creditFen: leg.credit_fen,
    baseFen: leg.base_fen,
    correctsId: leg.corrects_id,
    correctsKind: leg.corrects_kind,
    proposalId: leg.proposal_id,
    reason: leg.reason,
  };
}
