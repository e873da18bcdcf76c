import { add, compare, fromPpm, negate, type Rational, subtract, sum, ZERO } from '../../money/rational.ts';
import { fromDay, toDay } from '../../time/days.ts';
import { figuresOf } from '../agree.ts';
import { readDocument } from '../read/read-document.ts';
import type { CalculationDocument, Run, SourceLine } from '../schema/document.ts';
import type { SimulationDocument } from '../schema/simulation.ts';
import { spansOf } from '../straight/calendar.ts';
import { DEFAULT_ROUNDING } from '../straight/pay.ts';
import { runStraight } from '../straight/run.ts';
import { lineAmount } from '../straight/values.ts';
import { type Exposure, exposuresOf } from './exposure.ts';
import { inVolume, movedBy, stockedUp } from './history.ts';
import { holdingCost } from './holding.ts';
import { type MetCliff, metCliffs } from './met-cliffs.ts';
import { unlessRefused, type Variant, variantsOf } from './orders.ts';
import { type Settled, settle, sumsOf, totalOf } from './settle.ts';

/** How far a simulation has come. */
export interface SimulationProgress {
  readonly step: 'current' | 'proposed' | 'volumes' | 'orders' | 'pull_forward';
  readonly done: number;
  readonly total: number;
}

export interface PulledForward {
  readonly dealer: string;
  /** Last day of the period. */
  readonly on: string;
  /** Money of what is ordered once more. */
  readonly goods: Rational;
  readonly gain: Rational;
}

/** All of a simulation in exact numbers; `tell-simulation.ts` publishes it. */
export interface Simulation {
  readonly document: CalculationDocument;
  readonly current: ReturnType<typeof sumsOf>;
  readonly proposed: ReturnType<typeof sumsOf>;
  readonly cliffs: readonly MetCliff[];
  readonly orders: readonly { readonly variant: Variant; readonly total: Rational }[];
  readonly pulled: readonly PulledForward[];
  readonly exposures: readonly Exposure[];
  readonly volumes: readonly {
    readonly ppm: string | number;
    readonly current: Rational;
    readonly proposed: Rational;
  }[];
}

/**
 * Tries agreements on history: what they would have cost, for whom, and what they invite to. Every figure is a whole
 * calculation, nothing is sampled or extrapolated; the two main ones are calculated both ways.
 * A generator, so that whoever runs it can tell progress and stop between two calculations.
 * @throws RebateProblems when the agreements cannot be calculated on these lines
 */
export function* simulate(input: SimulationDocument): Generator<SimulationProgress, Simulation> {
  const run: Run = { kind: 'final', ...(input.asOf === undefined ? {} : { asOf: input.asOf }) };
  const moved = movedBy(input.lines, input.yearsLater);
  const later: Run = { kind: 'final', asOf: fromDay(lastDayOf(input, moved)) };
  const sides: Readonly<Record<'current' | 'proposed', Side>> = {
    current: { ...input.current, lines: input.lines, run },
    proposed: {
      ...input.proposed,
      lines: input.asOf === undefined ? moved : knownBy(input.lines, moved, input.asOf),
      run: later,
    },
  };
  const documentOf = ({ agreements, stacking, lines }: Side) =>
    readDocument({
      schema: 'rebates/1', currency: input.currency, rounding: input.rounding, outsideLines: 'ignore',
      agreements, lines, ...(stacking === undefined ? {} : { stacking }),
    }); // biome-ignore format: one document
  const costOf = (side: Side): Rational =>
    side.agreements.length === 0 ? ZERO : sumsOf(runStraight(documentOf(side), side.run).outcomes).total;

  yield { step: 'current', done: 0, total: 1 };
  const current = sumsOf(sides.current.agreements.length === 0 ? [] : settle(documentOf(sides.current), run).outcomes);
  yield { step: 'proposed', done: 0, total: 1 };
  const settled = settle(documentOf(sides.proposed), later);
  const proposed = sumsOf(settled.outcomes);

  const volumes: Simulation['volumes'][number][] = [];
  for (const [n, ppm] of input.volumesPpm.entries()) {
    yield { step: 'volumes', done: n, total: input.volumesPpm.length };
    const scaled = (side: Side): Side => ({ ...side, lines: inVolume(side.lines, ppm, firstDayOf(side.agreements)) });
    volumes.push({ ppm, current: costOf(scaled(sides.current)), proposed: costOf(scaled(sides.proposed)) });
  }

  const orders: Simulation['orders'][number][] = [];
  const variants = variantsOf(input.proposed);
  for (const [n, variant] of variants.entries()) {
    yield { step: 'orders', done: n, total: variants.length };
    const { stacking } = variant;
    const cost = unlessRefused(() => costOf({ ...sides.proposed, stacking }));
    if (cost !== null) orders.push({ variant, total: cost });
  }

  const dealers = [...new Set(input.lines.map(({ dealer }) => dealer))].sort();
  return {
    document: settled.document,
    current,
    proposed,
    cliffs: metCliffs(settled.outcomes, fromPpm(input.nearPpm)).sort((a, b) => compare(b.jump, a.jump)),
    orders,
    volumes,
    exposures: exposuresOf(settled.document.agreements, settled.document.stacking, dealers),
    pulled: yield* pullForward(settled, dealers, input.pullForwardDays),
  };
}

/** A policy on the lines it is tried on, as of its run. */
interface Side {
  readonly agreements: SimulationDocument['proposed']['agreements'];
  readonly stacking?: SimulationDocument['proposed']['stacking'];
  readonly lines: readonly SourceLine[];
  readonly run: Run;
}

/** Lines that were known on a day, moved. */
function knownBy(lines: readonly SourceLine[], moved: readonly SourceLine[], asOf: string): readonly SourceLine[] {
  return moved.filter((_, n) => {
    const { recordedOn, date = '', cancelledOn } = lines[n] ?? {};
    return (recordedOn ?? date) <= asOf && (cancelledOn === undefined || cancelledOn > asOf);
  });
}

const firstDayOf = (agreements: SimulationDocument['proposed']['agreements']): string =>
  agreements.map(({ from }) => from).reduce((first, from) => (from < first ? from : first), '9999-12-31');

/** A day on which all lines, all ends of agreements and what is sent back after them are known. */
function lastDayOf({ proposed }: SimulationDocument, lines: readonly SourceLine[]): number {
  const ends = proposed.agreements.flatMap(({ to }) => (to === undefined ? [] : [toDay(to)]));
  const days = lines.flatMap(({ date, shippedOn = date, invoicedOn = date, paidOn = date, recordedOn = date }) =>
    [date, shippedOn, invoicedOn, paidOn, recordedOn].map(toDay),
  );
  return [...ends, ...days].reduce((last, day) => Math.max(last, day), 0);
}

/**
 * 压货: for each dealer and each end of a period, R(with the last days' sales once more on its last day, and their return
 * the day after) − R(as it was). Told where it is more than holding the goods costs.
 */
function* pullForward(
  { document, second, outcomes }: Settled,
  dealers: readonly string[],
  days: number,
): Generator<SimulationProgress, PulledForward[]> {
  const last = document.lines.reduce((latest, { date }) => Math.max(latest, toDay(date)), 0);
  const ends = new Set(
    document.agreements.flatMap(({ period, from, to }) =>
      spansOf(period, toDay(from), to === undefined ? last + 1 : toDay(to), last).map((span) => span.to),
    ),
  );
  const before = totalOf(document, figuresOf(outcomes));
  const found: PulledForward[] = [];
  if (days === 0) return found;
  const sales = Map.groupBy(
    document.lines.filter(({ kind }) => kind === 'sale'),
    ({ dealer }) => dealer,
  );
  for (const [n, dealer] of dealers.entries()) {
    yield { step: 'pull_forward', done: n, total: dealers.length };
    for (const end of [...ends].sort((a, b) => a - b)) {
      const own = (sales.get(dealer) ?? []).filter(({ date }) => {
        const day = toDay(date);
        return day >= end - days && day < end;
      });
      if (own.length === 0) continue;
      const lines = stockedUp(own, fromDay(end - 1), fromDay(end));
      second.apply({ added: lines });
      const gain = subtract(totalOf(document, second.figures()), before);
      second.apply({ removed: lines.map(({ id }) => id) });
      const goods = moneyOf(own);
      if (compare(gain, holdingCost(goods, days)) > 0) found.push({ dealer, on: fromDay(end - 1), goods, gain });
    }
  }
  second.figures();
  return found.sort((a, b) => compare(b.gain, a.gain) || (a.dealer < b.dealer ? -1 : 1));
}

/** Money of lines as they state it: as given, else net, else gross. */
const moneyOf = (lines: readonly SourceLine[]): Rational =>
  sum(
    lines.map((line) => lineAmount(line, 'as_given') ?? lineAmount(line, 'net') ?? lineAmount(line, 'gross') ?? ZERO),
  );

/** Sums of both sides for everybody who has one in either, by name. */
export function beside(
  current: ReadonlyMap<string, Rational>,
  proposed: ReadonlyMap<string, Rational>,
): { readonly name: string; readonly current: Rational; readonly proposed: Rational; readonly difference: Rational }[] {
  return [...new Set([...current.keys(), ...proposed.keys()])].sort().map((name) => {
    const [was, is] = [current.get(name) ?? ZERO, proposed.get(name) ?? ZERO];
    return { name, current: was, proposed: is, difference: add(is, negate(was)) };
  });
}

export const roundingOf = ({ rounding }: SimulationDocument) => rounding ?? DEFAULT_ROUNDING;
