import { covers } from '../domain/geo/types.ts';
import { markSubtree, type SelectionInput } from '../domain/selection/selection.ts';
import { type DayRange, dayRange } from '../domain/time/periods.ts';
import { type Analytics, NO_INDEX, NO_LINE } from './analytics.ts';

/**
 * A selection as marks over the dimensions: 1 is in. Each is long enough for every value of its column, NO_INDEX
 * included, so that the kernels look up without asking.
 */
export interface Filter {
  readonly period: DayRange;
  readonly region: Uint8Array;
  /** Dealers chosen by name. */
  readonly dealer: Uint8Array;
  /** Dealers chosen by name that sit in the chosen place: for documents, which have no place of their own. */
  readonly seatedDealer: Uint8Array;
  readonly sku: Uint8Array;
  /** Product lines; NO_LINE is "no product line". */
  readonly productLine: Uint8Array;
  readonly agreement: Uint8Array;
  /** Divisions in the place, by index + 1: 0 is "in no division". */
  readonly division: Uint8Array;
  /** What was chosen; an unknown id chooses nothing. */
  readonly byRegion: boolean;
  readonly byDealer: boolean;
  readonly byPlace: boolean;
  readonly byProductLine: boolean;
}

const MARKS = NO_INDEX + 1;

export function makeFilter(analytics: Analytics, selection: SelectionInput): Filter {
  const { regions, dealers, divisions, skus, agreements, productLines } = analytics.dimensions;
  const { regionId, place, productLineId } = selection;

  const region = all();
  if (regionId !== null) {
    const root = regions.findIndex((one) => one.id === regionId);
    const marked = markSubtree(
      regions.map((one) => one.parent),
      root,
    );
    region.fill(0);
    if (root >= 0) region.set(marked);
  }

  const dealer = all();
  if (selection.dealerIds.length > 0) {
    const chosen = new Set(selection.dealerIds);
    mark(dealer, dealers, (one) => chosen.has(one.id));
  }

  const division = new Uint8Array(divisions.length + 1).fill(1);
  if (place !== null) mark(division, [null, ...divisions], (one) => one !== null && covers(place, one));
  const seatedDealer = Uint8Array.from(dealer);
  if (place !== null) {
    mark(seatedDealer, dealers, (one, index) => dealer[index] === 1 && division[one.division + 1] === 1);
  }

  const sku = all();
  const productLine = productLines.findIndex((one) => one.id === productLineId);
  const productLineMarks = new Uint8Array(NO_LINE + 1).fill(1);
  if (productLineId !== null) {
    mark(sku, skus, (one) => productLine >= 0 && one.productLine === productLine);
    mark(productLineMarks, productLines, (_, index) => index === productLine);
  }

  const agreement = all();
  mark(
    agreement,
    agreements,
    (one) =>
      one.dealer >= 0 &&
      seatedDealer[one.dealer] === 1 &&
      (productLineId === null || one.productLine === -1 || one.productLine === productLine),
  );

  return {
    period: dayRange(selection.period),
    region,
    dealer,
    seatedDealer,
    sku,
    productLine: productLineMarks,
    agreement,
    division,
    byRegion: regionId !== null,
    byDealer: selection.dealerIds.length > 0,
    byPlace: place !== null,
    byProductLine: productLineId !== null,
  };
}

function all(): Uint8Array {
  return new Uint8Array(MARKS).fill(1);
}

/** Leaves only the rows that are wanted; "no such thing" is not wanted. */
function mark<Row>(marks: Uint8Array, rows: readonly Row[], wanted: (row: Row, index: number) => boolean): void {
  marks.fill(0);
  rows.forEach((row, index) => {
    if (wanted(row, index)) marks[index] = 1;
  });
}
