import { calculateOutcomes } from '../../rebates/calculate.ts';
import { documentOf } from '../../rebates/rows/document.ts';
import type { AgreementGroup } from '../../rebates/rows/groups.ts';
import { type Due, positionsOf } from '../../rebates/rows/positions.ts';
import type { PeriodRow, TradeRows } from '../../rebates/rows/source.ts';
import type { CaseLot } from '../cases/schema.ts';
import { type LinesWithout, withoutLots } from './lots.ts';

/** What an agreement pays for a period of the ledger with the diverted goods and without them, in 分. */
export interface DeductionFigure {
  readonly agreementId: string;
  readonly dealerId: string;
  /** Null where the ledger has no period for the days yet. */
  readonly periodCode: string | null;
  readonly withFen: number;
  readonly withoutFen: number;
  /** with − without; negative where the agreement would have paid more without the goods, as among agreements to choose from. */
  readonly differenceFen: number;
}

export interface Deduction extends Omit<LinesWithout, 'lines'> {
  readonly asOf: string;
  /** Figures that differ, by agreement, dealer and period. */
  readonly figures: readonly DeductionFigure[];
}

const placeOf = ({ agreementId, dealerId, periodCode }: Pick<Due, 'agreementId' | 'dealerId' | 'periodCode'>): string =>
  JSON.stringify([agreementId, dealerId, periodCode]);

/**
 * What the diverted goods earned, tiers included: R(all lines) − R(all lines less the diverted lots), each figure of which
 * both calculations of the engine agree on, by agreement, dealer and period of the ledger.
 * @param asOf what was known on this day counts
 * @throws RebateProblems when the agreements of the group cannot be calculated
 */
export function deductionOf(
  group: AgreementGroup,
  trade: TradeRows,
  lots: readonly CaseLot[],
  periods: readonly PeriodRow[],
  asOf: string,
): Deduction {
  const { lines, ...told } = withoutLots(trade.lines, lots, asOf);
  const duesOf = (rows: TradeRows): readonly Due[] =>
    positionsOf(calculateOutcomes(documentOf(group, rows, asOf).document), [], periods, asOf).dues;
  const figures = new Map<string, Omit<DeductionFigure, 'differenceFen'>>();
  for (const { agreementId, dealerId, periodCode, payableFen } of duesOf(trade)) {
    const place = { agreementId, dealerId, periodCode };
    figures.set(placeOf(place), { ...place, withFen: payableFen, withoutFen: 0 });
  }
  for (const { agreementId, dealerId, periodCode, payableFen } of duesOf({ ...trade, lines })) {
    const place = { agreementId, dealerId, periodCode };
    const known = figures.get(placeOf(place));
    figures.set(placeOf(place), { ...place, withFen: known?.withFen ?? 0, withoutFen: payableFen });
  }
  return {
    ...told,
    asOf,
    figures: [...figures]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, figure]) => ({ ...figure, differenceFen: figure.withFen - figure.withoutFen }))
      .filter(({ differenceFen }) => differenceFen !== 0),
  };
}

/** An amount that the ledger can be asked to take back. */
export interface DeductionLine {
  readonly agreementId: string;
  readonly periodCode: string;
  readonly amountFen: number;
}

/**
 * What may be taken back of a dealer: his positive figures, less what other agreements of his would have paid more without
 * the goods, so that the sum is the difference over all of his agreements and never below zero. Another dealer of a shared
 * agreement is no party to the case.
 */
export function deductible(figures: readonly DeductionFigure[], dealerId: string): readonly DeductionLine[] {
  const own = figures.filter((figure) => figure.dealerId === dealerId);
  let credit = own.reduce((sum, { differenceFen }) => sum + Math.max(0, -differenceFen), 0);
  return own.flatMap(({ agreementId, periodCode, differenceFen }) => {
    if (periodCode === null || differenceFen <= 0) return [];
    const offset = Math.min(credit, differenceFen);
    credit -= offset;
    return differenceFen === offset ? [] : [{ agreementId, periodCode, amountFen: differenceFen - offset }];
  });
}

/** A figure as a proposal states it. */
export type StatedFigure = Pick<DeductionFigure, 'agreementId' | 'withFen' | 'withoutFen'> & {
  readonly periodCode: string;
};

/** The dealer's figures that a proposal has to state: those of periods that the ledger has. */
export const statedFigures = (figures: readonly DeductionFigure[], dealerId: string): readonly StatedFigure[] =>
  figures.flatMap(({ agreementId, periodCode, withFen, withoutFen, ...figure }) =>
    periodCode === null || figure.dealerId !== dealerId ? [] : [{ agreementId, periodCode, withFen, withoutFen }],
  );

/** The first place where stated figures are not those that were found, with both differences; null when all agree. */
export function differingDeductionFigure(
  found: readonly DeductionFigure[],
  dealerId: string,
  stated: readonly StatedFigure[],
): {
  readonly at: { readonly agreementId: string; readonly dealerId: string; readonly periodCode: string };
  readonly proposedFen: number;
  readonly foundFen: number;
} | null {
  const keyOf = (figure: StatedFigure): string => `${figure.agreementId}/${figure.periodCode}`;
  const byKey = (figures: readonly StatedFigure[]) =>
    new Map(figures.map((figure) => [keyOf(figure), figure] as const));
  const [right, said] = [byKey(statedFigures(found, dealerId)), byKey(stated)];
  for (const key of new Set([...right.keys(), ...said.keys()])) {
    const [a, b] = [right.get(key), said.get(key)];
    if (a?.withFen === b?.withFen && a?.withoutFen === b?.withoutFen) continue;
    const differenceOf = (figure: StatedFigure | undefined): number =>
      figure === undefined ? 0 : figure.withFen - figure.withoutFen;
    const { agreementId, periodCode } = (a ?? b) as StatedFigure;
    return { at: { agreementId, dealerId, periodCode }, proposedFen: differenceOf(b), foundFen: differenceOf(a) };
  }
  return null;
}
