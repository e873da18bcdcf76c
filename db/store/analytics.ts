/**
 * The replica's facts as columns in memory: what every linked selection is answered from.
 *
 * Built once after each applied checkpoint, never changed; a new checkpoint makes a new one. Typed arrays over
 * SharedArrayBuffers, so that a worker builds them and the service's thread reads them without a copy.
 * Days are counted from 1970-01-01 as local dates (Asia/Shanghai). Indices point into `dimensions`.
 */

import { VERDICT } from '../domain/diversion/verdict.ts';
import type { Division } from '../domain/geo/types.ts';
import type { Currency } from '../domain/money/currency.ts';

export { VERDICT };

/** Short lists that the facts point into. Index 0 of dealers, skus and regions is a real row; -1 points nowhere. */
export interface Dimensions {
  readonly regions: readonly {
    readonly id: string;
    readonly parent: number;
    readonly level: string;
    readonly name: string;
    readonly currency: Currency;
  }[];
  readonly dealers: readonly {
    readonly id: string;
    readonly no: number;
    readonly name: string;
    /** Index into `divisions`: where the dealer sits; -1 unknown. */
    readonly division: number;
    readonly longitude: number | null;
    readonly latitude: number | null;
  }[];
  readonly productLines: readonly { readonly id: string; readonly name: string }[];
  readonly skus: readonly {
    readonly id: string;
    readonly no: number;
    readonly name: string;
    readonly productLine: number;
  }[];
  /** Agreements that have an approved version. */
  readonly agreements: readonly {
    readonly id: string;
    readonly no: number;
    readonly code: string;
    readonly name: string;
    readonly dealer: number;
    /** -1: every product line. */
    readonly productLine: number;
    /** Kind of the newest approved version. */
    readonly kind: string;
  }[];
  /** The leaves of the map, followed by coarser or unknown codes that are somebody's seat. */
  readonly divisions: readonly Division[];
}

/** All columns of a fact have `length` entries; rows are sorted by `day`. */
export interface SalesLines {
  readonly length: number;
  readonly day: Uint16Array;
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  readonly sku: Uint16Array;
  /** Index into {@link LINE_KINDS}. */
  readonly kind: Uint8Array;
  /** Integers of 分 in doubles: exact below 2^53. */
  readonly netFen: Float64Array;
  readonly costFen: Float64Array;
  /** Where the row stands in the replica: pack key and place in the pack. */
  readonly pack: Uint32Array;
  readonly packRow: Uint32Array;
}

export const LINE_KINDS = ['order', 'return', 'adjustment'] as const;

export interface Receipts {
  readonly length: number;
  readonly day: Uint16Array;
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  readonly amountFen: Float64Array;
  readonly pack: Uint32Array;
  readonly packRow: Uint32Array;
}

/** Sales lines added up by month, dealer, region and product line; sorted by `month`. */
export interface SalesMonths {
  readonly length: number;
  /** Months since January 1970. */
  readonly month: Uint16Array;
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  /** NO_LINE without one. */
  readonly productLine: Uint8Array;
  readonly netFen: Float64Array;
  readonly costFen: Float64Array;
  /** The part of `netFen` dated in the last days of a quarter. */
  readonly sprintFen: Float64Array;
  /** 1 when there is an order line among them. */
  readonly hasOrder: Uint8Array;
}

export interface Scans {
  readonly length: number;
  readonly day: Uint16Array;
  /** NO_INDEX when the code was never shipped. */
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  readonly sku: Uint16Array;
  /** Web Mercator in units of the world (0..1), from GCJ-02; NaN without a place. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Index into the divisions of the map; -1 when unlocated. */
  readonly division: Int16Array;
  /** A number of {@link VERDICT}. */
  readonly verdict: Uint8Array;
  /** Where the row stands in the replica: pack key and place in the pack. */
  readonly pack: Uint32Array;
  readonly packRow: Uint32Array;
}

/** Scans counted by month, dealer, region, product line, division and verdict; sorted by `month`. */
export interface ScanMonths {
  readonly length: number;
  readonly month: Uint16Array;
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  readonly productLine: Uint8Array;
  readonly division: Int16Array;
  readonly verdict: Uint8Array;
  readonly scans: Uint32Array;
}

/** The scans outside, a few in a hundred, with what a flow is told by; sorted by `day`. */
export interface OutsideScans {
  readonly length: number;
  readonly day: Uint16Array;
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  readonly sku: Uint16Array;
  readonly division: Int16Array;
  /** Degrees, GCJ-02. */
  readonly longitude: Float64Array;
  readonly latitude: Float64Array;
  /** Dense numbers of code and terminal, for counting distinct ones; NO_NUMBER without a terminal. */
  readonly code: Uint32Array;
  readonly terminal: Uint32Array;
}

/** One row an entry of the rebate ledger, with what it does to the amounts of a ledger row. */
export interface LedgerEntries {
  readonly length: number;
  readonly day: Uint16Array;
  /** NO_INDEX for an entry without an agreement, or with one that this laptop may not see. */
  readonly agreement: Uint16Array;
  readonly region: Uint16Array;
  readonly baseFen: Float64Array;
  readonly accruedFen: Float64Array;
  readonly confirmedFen: Float64Array;
  readonly settledFen: Float64Array;
  readonly deductedFen: Float64Array;
}

/** Documents of which there are thousands, not millions. Indices are -1 where a document names nothing. */
export interface Lead {
  readonly id: string;
  readonly company: string;
  readonly region: number;
  readonly division: number;
  readonly receivedDay: number;
  readonly convertedDay: number | null;
}
export interface WonOpportunity {
  readonly id: string;
  readonly name: string;
  readonly region: number;
  readonly dealer: number;
  readonly openedDay: number;
  readonly wonDay: number;
}
export interface ApprovedContract {
  readonly id: string;
  readonly code: string;
  readonly region: number;
  readonly dealer: number;
  readonly submittedDay: number;
  readonly approvedDay: number;
  readonly approvalMs: number;
}
/** The target in force of a region (dealer -1) or a dealer for net sales in a month since January 1970, in 分. */
export interface Target {
  readonly region: number;
  readonly dealer: number;
  readonly month: number;
  readonly valueFen: number;
}

/** A region and a dealer (NO_INDEX: none) of which there is an amount: a sale, a receipt, a posting or a target. */
export interface MoneyOwner {
  readonly region: number;
  readonly dealer: number;
}

/** "No such thing" in a Uint16Array and in a Uint32Array. */
export const NO_INDEX = 0xffff;
export const NO_NUMBER = 0xffffffff;
/** "No product line" in a Uint8Array. */
export const NO_LINE = 0xff;

export interface Analytics {
  /** Grows with every build; goes out as `asOf.dataVersion`. 0: nothing was ever synced. */
  readonly version: number;
  /** First and last business date of any document; null when there is none. */
  readonly firstDay: number | null;
  readonly lastDay: number | null;
  readonly dimensions: Dimensions;
  readonly salesLines: SalesLines;
  readonly salesMonths: SalesMonths;
  readonly receipts: Receipts;
  readonly scans: Scans;
  readonly scanMonths: ScanMonths;
  readonly outsideScans: OutsideScans;
  readonly ledgerEntries: LedgerEntries;
  readonly leads: readonly Lead[];
  readonly wonOpportunities: readonly WonOpportunity[];
  readonly approvedContracts: readonly ApprovedContract[];
  readonly targets: readonly Target[];
  /** Every pair once. */
  readonly moneyOwners: readonly MoneyOwner[];
}
