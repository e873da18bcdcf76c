/** What the hash of a ledger entry covers: everything that says what was posted, and the entry before it. */
export interface HashedEntry {
  readonly prevHash: string;
  readonly id: string;
  readonly seq: number;
  readonly regionId: string;
  readonly dealerId: string;
  readonly agreementId: string | null;
  readonly kind: string;
  readonly postingDate: string;
  readonly periodCode: string;
  readonly currency: string;
  readonly baseFen: number;
  readonly idempotencyKey: string;
  readonly makerId: string | null;
  readonly checkerId: string | null;
  /** The entry that this one takes back. */
  readonly correctsId?: string | null;
  /** The proposal whose approval posted it. */
  readonly proposalId?: string | null;
  readonly reason?: string | null;
  readonly legs: readonly { readonly account: string; readonly debitFen: number; readonly creditFen: number }[];
}

/**
 * The text whose SHA-256 (lower-case hex) is the entry's hash: a JSON array in this order, so that equal postings give
 * equal bytes on every machine. The first entry's `prevHash` is empty.
 */
export function entryHashText(entry: HashedEntry): string {
  return JSON.stringify([
    entry.prevHash,
    entry.id,
    entry.seq,
    entry.regionId,
    entry.dealerId,
    entry.agreementId,
    entry.kind,
    entry.postingDate,
    entry.periodCode,
    entry.currency,
    entry.baseFen,
    entry.idempotencyKey,
    entry.makerId,
    entry.checkerId,
    entry.legs.map((leg) => [leg.account, leg.debitFen, leg.creditFen]),
    entry.correctsId ?? null,
    entry.proposalId ?? null,
    entry.reason ?? null,
  ]);
}
