import { canonicalJson } from '../hash/canonical-json.ts';
import type { EntryLeg } from '../rebates/effects.ts';
import { addEntry, type Balance, NO_BALANCE } from './balances.ts';
import { keyText } from './bodies.ts';
import type { Account, EntryKind } from './kinds.ts';
import type { ClosingRefusal, PeriodRefusal } from './periods.ts';

/** Whose money. Entries of old may name no agreement. */
export interface LedgerKey {
  readonly agreementId: string;
  readonly dealerId: string;
  readonly periodCode: string;
}

/** An entry that is about to be posted. */
export interface Draft extends LedgerKey {
  readonly kind: EntryKind;
  readonly baseFen: number;
  readonly legs: readonly EntryLeg[];
  readonly correctsId: string | null;
  readonly correctsKind: EntryKind | null;
  readonly reason: string | null;
  /** Text whose SHA-256 is the idempotency key. See {@link keyTextOf}. */
  readonly identity: string;
}

/** Why nothing is posted. Those of {@link CONFLICTS} mean: look again, the figures changed. */
export type RefusalCode =
  | 'agreement_unknown'
  | 'agreement_unapproved'
  | 'dealer_not_in_agreement'
  | 'ledger_moved'
  | 'figures_differ'
  | 'version_changed'
  | 'as_of_future'
  | 'calculation_failed'
  | 'claw_back_needed'
  | 'more_than_accrued'
  | 'more_than_confirmed'
  | 'vat_does_not_match'
  | 'order_unknown'
  | 'order_cap_exceeded'
  | 'entry_unknown'
  | 'entry_reversed'
  | 'entry_not_reversible'
  | 'case_unknown'
  | 'case_not_confirmed'
  | 'case_deducted'
  | 'diversion_exceeds_earned'
  | 'diversion_exceeds_goods'
  | 'diversion_not_calculated'
  | 'opening_not_empty'
  | 'key_reused'
  | 'dealer_without_region'
  | 'dealer_not_in_scope'
  | 'proposals_open'
  | 'chain_broken'
  | 'ledger_unbalanced'
  | 'accruals_outstanding'
  | 'agreement_differs'
  | 'version_not_next'
  | 'territory_changed'
  | 'territory_unchanged'
  | 'territory_dates'
  | 'territory_unusable'
  | PeriodRefusal
  | ClosingRefusal;

export const CONFLICTS: ReadonlySet<string> = new Set<RefusalCode>([
  'ledger_moved',
  'figures_differ',
  'version_changed',
  'territory_changed',
]);

/** Why, where, and the figures of both sides when they differ. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly at?: LedgerKey;
  readonly entryId?: string;
  readonly proposedFen?: number;
  readonly foundFen?: number;
  /** What the calculation could not work with. */
  readonly problem?: string;
}

/** An approved version, as far as a posting asks. */
export interface VersionFacts {
  readonly id: string;
  readonly taxBasis: 'net' | 'gross';
}

/** An entry that is to be reversed. */
export interface EntryFacts extends LedgerKey {
  readonly kind: EntryKind;
  readonly baseFen: number;
  readonly legs: readonly EntryLeg[];
  readonly isReversed: boolean;
}

/** What the ledger and its neighbours say: read at head office before it posts, on a laptop before it asks. */
export interface LedgerFacts {
  balanceOf(key: LedgerKey): Balance | null;
  hasEntries(agreementId: string, dealerId: string): boolean;
  isAgreement(agreementId: string): boolean;
  /** Whether a dealer takes part in an agreement, himself or in a group. */
  takesPart(agreementId: string, dealerId: string): boolean;
  /** The newest approved version that is in effect in a period; null when there is none. */
  versionIn(agreementId: string, periodCode: string): VersionFacts | null;
  entry(id: string): EntryFacts | null;
  /** An order that was not cancelled: its amount with tax, and what was offset on it before. */
  order(id: string): { readonly dealerId: string; readonly grossFen: number; readonly offsetFen: number } | null;
  /** A case with its decision when that can no longer be appealed, and whether a deduction of it stands already. */
  diversionCase(
    id: string,
  ): { readonly dealerId: string; readonly decision: string | null; readonly isDeducted: boolean } | null;
}

export const debit = (account: Account, fen: number): EntryLeg => ({ account, debitFen: fen, creditFen: 0 });
export const credit = (account: Account, fen: number): EntryLeg => ({ account, debitFen: 0, creditFen: fen });

/** Legs with positive amounts on the side where they belong, debit first; a leg of nothing is none. */
export function tidyLegs(legs: readonly EntryLeg[]): EntryLeg[] {
  const tidy = legs.flatMap(({ account, debitFen, creditFen }) => {
    const fen = debitFen - creditFen;
    if (fen === 0) return [];
    return [fen > 0 ? { account, debitFen: fen, creditFen: 0 } : { account, debitFen: 0, creditFen: -fen }];
  });
  return [...tidy.filter(({ debitFen }) => debitFen > 0), ...tidy.filter(({ creditFen }) => creditFen > 0)];
}

/**
 * Identity of a posting: what must not be posted twice. `origin` is the proposal, or, for what is calculated, the state of
 * the sources and of the ledger that it was calculated from: two proposals of the same run are one posting, while figures
 * that went from A to B and back to A are three.
 */
export function keyTextOf(
  origin: readonly unknown[],
  key: LedgerKey,
  agreementVersionId: string | null,
  kind: EntryKind,
  correctsId: string | null,
): string {
  return canonicalJson([origin, agreementVersionId, key.agreementId, key.dealerId, key.periodCode, kind, correctsId]);
}

/** What an entry says, apart from when and under which number: the same key must come with the same. */
export function draftHashText(draft: Draft): string {
  const { agreementId, dealerId, periodCode, kind, baseFen, legs, correctsId, reason } = draft;
  return canonicalJson([agreementId, dealerId, periodCode, kind, baseFen, legs, correctsId, reason]);
}

/** Balances while a proposal is planned: its own entries count already for those that follow. */
export class Working {
  readonly facts: LedgerFacts;
  readonly proposalId: string;
  readonly entries: Draft[] = [];
  readonly #changed = new Map<string, Balance>();
  constructor(facts: LedgerFacts, proposalId: string) {
    this.facts = facts;
    this.proposalId = proposalId;
  }

  of(key: LedgerKey): Balance {
    return this.#changed.get(keyText(key)) ?? this.facts.balanceOf(key) ?? NO_BALANCE;
  }

  post(
    key: LedgerKey,
    kind: EntryKind,
    legs: readonly EntryLeg[],
    more: Partial<Pick<Draft, 'baseFen' | 'correctsId' | 'correctsKind' | 'reason'>> & {
      readonly origin?: readonly unknown[];
      readonly agreementVersionId?: string;
    } = {},
  ): void {
    const { agreementId, dealerId, periodCode } = key;
    const { baseFen = 0, correctsId = null, correctsKind = null, reason = null } = more;
    const origin = more.origin ?? [this.proposalId];
    const version = more.agreementVersionId ?? this.facts.versionIn(agreementId, periodCode)?.id ?? null;
    const draft: Draft = {
      agreementId,
      dealerId,
      periodCode,
      kind,
      baseFen,
      legs: tidyLegs(legs),
      correctsId,
      correctsKind,
      reason,
      identity: keyTextOf(origin, key, version, kind, correctsId),
    };
    const before = this.of(draft);
    this.entries.push(draft);
    this.#changed.set(keyText(draft), addEntry(before, { ...draft, seq: before.postedSeq ?? 0 }));
  }

  /**
   * The first key where more would be confirmed than earned, or more used than confirmed. A balance that was overdrawn
   * before may be brought nearer to zero.
   */
  overdrawn(): Refusal | null {
    for (const { agreementId, dealerId, periodCode } of this.entries) {
      const at = { agreementId, dealerId, periodCode };
      const now = this.of(at);
      const before = this.facts.balanceOf(at) ?? NO_BALANCE;
      if (now.accruedOpenFen < Math.min(0, before.accruedOpenFen)) {
        return { code: 'more_than_accrued', at, foundFen: before.accruedOpenFen };
      }
      if (now.payableOpenFen < Math.min(0, before.payableOpenFen)) {
        return { code: 'more_than_confirmed', at, foundFen: before.payableOpenFen };
      }
    }
    return null;
  }
}
