/**
 * The replica's facts as columns in memory: what every linked selection is answered from.
 *
 * Built once after each applied checkpoint, never changed; a new checkpoint makes a new one. Typed arrays over
 * SharedArrayBuffers, so that a worker builds them and the service's thread reads them without a copy.
 * Days are counted from 1970-01-01 as local dates (Asia/Shanghai). Indices point into `dimensions`.
 */

/** Short lists that the facts point into. Index 0 of dealers, skus, terminals and regions is a real row. */
export interface Dimensions {
  readonly regions: readonly {
    readonly id: string;
    readonly parent: number;
    readonly level: string;
    readonly name: string;
  }[];
  readonly dealers: readonly {
    readonly id: string;
    readonly no: number;
    readonly name: string;
    /** Index into the divisions of the map; -1 unknown. */
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
  readonly agreements: readonly {
    readonly id: string;
    readonly no: number;
    readonly dealer: number;
    readonly productLine: number;
  }[];
}

/** All columns of a fact have `length` entries; rows are sorted by `day`. */
export interface SalesLines {
  readonly length: number;
  readonly day: Uint16Array;
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  readonly sku: Uint16Array;
  /** 0 order, 1 return, 2 adjustment. */
  readonly kind: Uint8Array;
  /** Integers of 分 in doubles: exact below 2^53. */
  readonly netFen: Float64Array;
  readonly costFen: Float64Array;
}

export interface Receipts {
  readonly length: number;
  readonly day: Uint16Array;
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  readonly amountFen: Float64Array;
}

/** Verdict of a scan, judged by the territory in force on the shipment date. */
export const VERDICT = { inside: 0, outside: 1, unjudged: 2, unlocated: 3 } as const;

export interface Scans {
  readonly length: number;
  readonly day: Uint16Array;
  /** NO_INDEX when the code was never shipped. */
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  readonly sku: Uint16Array;
  /** NO_INDEX without a terminal. */
  readonly terminal: Uint16Array;
  /** Web Mercator in units of the world (0..1), from GCJ-02; NaN without a place. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Index into the divisions of the map; -1 when unlocated. */
  readonly division: Int16Array;
  readonly verdict: Uint8Array;
  /** Dense number of the code, for counting distinct codes. */
  readonly code: Uint32Array;
  /** Where the row stands in the replica, for reading it whole: pack key and place in the pack. */
  readonly pack: Uint32Array;
  readonly packRow: Uint32Array;
}

export interface LedgerLegs {
  readonly length: number;
  readonly day: Uint16Array;
  readonly agreement: Uint16Array;
  readonly dealer: Uint16Array;
  readonly region: Uint16Array;
  /** Index into LEDGER_KINDS and LEDGER_ACCOUNTS. */
  readonly kind: Uint8Array;
  readonly account: Uint8Array;
  readonly debitFen: Float64Array;
  readonly creditFen: Float64Array;
  /** The entry's base, on its first leg only; zero on the others. */
  readonly baseFen: Float64Array;
}

export const NO_INDEX = 0xffff;

export interface Analytics {
  /** Grows by one a build; goes out as `asOf.dataVersion`. */
  readonly version: number;
  readonly dimensions: Dimensions;
  readonly salesLines: SalesLines;
  readonly receipts: Receipts;
  readonly scans: Scans;
  readonly ledgerLegs: LedgerLegs;
}
