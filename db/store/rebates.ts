import type Database from 'better-sqlite3';
import type { Analytics } from './analytics.ts';
import { lowerBound } from './analytics-columns.ts';
import type { Filter } from './analytics-filter.ts';

/** Sums of the entries of one agreement in the selection; amounts in 分. */
export interface AgreementSums {
  /** Index into the agreements. */
  readonly agreement: number;
  /** What was owed when the period began, and which part of it was confirmed. */
  readonly openingFen: number;
  readonly openingConfirmedFen: number;
  readonly baseFen: number;
  readonly accruedFen: number;
  readonly confirmedFen: number;
  readonly settledFen: number;
  readonly deductedFen: number;
}

/** One row an agreement with an entry posted in the period, or owed something when it began; by agreement number. */
export function sumLedger(analytics: Analytics, filter: Filter): AgreementSums[] {
  const { day, agreement, region, baseFen, accruedFen, confirmedFen, settledFen, deductedFen } =
    analytics.ledgerEntries;
  const count = analytics.dimensions.agreements.length;
  const seen = new Uint8Array(count);
  const sums = {
    opening: new Float64Array(count),
    openingConfirmed: new Float64Array(count),
    base: new Float64Array(count),
    accrued: new Float64Array(count),
    confirmed: new Float64Array(count),
    settled: new Float64Array(count),
    deducted: new Float64Array(count),
  };
  const start = lowerBound(day, filter.period.from);
  const stop = lowerBound(day, filter.period.to);
  for (let i = 0; i < stop; i++) {
    const at = agreement[i] as number;
    if (filter.agreement[at] === 0 || filter.region[region[i] as number] === 0) continue;
    if (i < start) {
      const left = (deductedFen[i] as number) - (settledFen[i] as number);
      sums.opening[at] = (sums.opening[at] as number) + (accruedFen[i] as number) + left;
      sums.openingConfirmed[at] = (sums.openingConfirmed[at] as number) + (confirmedFen[i] as number) + left;
      continue;
    }
    seen[at] = 1;
    sums.base[at] = (sums.base[at] as number) + (baseFen[i] as number);
    sums.accrued[at] = (sums.accrued[at] as number) + (accruedFen[i] as number);
    sums.confirmed[at] = (sums.confirmed[at] as number) + (confirmedFen[i] as number);
    sums.settled[at] = (sums.settled[at] as number) + (settledFen[i] as number);
    sums.deducted[at] = (sums.deducted[at] as number) + (deductedFen[i] as number);
  }
  const rows: AgreementSums[] = [];
  for (let at = 0; at < count; at++) {
    if (seen[at] === 0 && sums.opening[at] === 0) continue;
    rows.push({
      agreement: at,
      openingFen: sums.opening[at] as number,
      openingConfirmedFen: sums.openingConfirmed[at] as number,
      baseFen: sums.base[at] as number,
      accruedFen: sums.accrued[at] as number,
      confirmedFen: sums.confirmed[at] as number,
      settledFen: sums.settled[at] as number,
      deductedFen: sums.deducted[at] as number,
    });
  }
  return rows;
}

export interface StoredLeg {
  readonly entry_id: string;
  readonly seq: number;
  readonly leg_no: number;
  readonly kind: string;
  readonly posting_date: string;
  readonly period_code: string;
  readonly account_code: string;
  readonly debit_fen: number;
  readonly credit_fen: number;
  readonly base_fen: number;
  readonly region_id: string;
  readonly corrects_id: string | null;
  readonly corrects_kind: string | null;
  readonly proposal_id: string | null;
  readonly reason: string | null;
}

/** The legs posted for an agreement in `[from, to)`, in ledger order. */
export function readLegs(replica: Database.Database, agreementNo: number, from: string, to: string): StoredLeg[] {
  return replica
    .prepare<[number, string, string], StoredLeg>(
      `select l.entry_id, l.seq, l.leg_no, l.kind, l.posting_date, l.period_code, l.account_code, l.debit_fen,
              l.credit_fen, l.base_fen, p.region_id, l.corrects_id, l.corrects_kind, l.proposal_id, l.reason
       from pack p join ledger_leg l on l.pk = p.pk
       where p.kind = 'ledger_leg' and l.agreement_no = ?
         and l.posting_date >= ? and l.posting_date < ?
       order by l.seq, l.leg_no`,
    )
    .all(agreementNo, from, to);
}

export interface StoredVersion {
  readonly version: number;
  readonly effective_from: string;
  readonly effective_to: string;
  readonly signed_on: string;
  readonly rule: string;
}

/** The newest approved version of an agreement that is in effect on a day, or else the newest approved one. */
export function readVersion(replica: Database.Database, agreementId: string, day: string): StoredVersion | null {
  return (
    replica
      .prepare<[string, string, string], StoredVersion>(
        `select version, effective_from, effective_to, signed_on, rule from agreement_version
         where agreement_id = ? and state = 'approved'
         order by (effective_from <= ? and ? < effective_to) desc, version desc limit 1`,
      )
      .get(agreementId, day, day) ?? null
  );
}
