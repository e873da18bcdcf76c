import { parseDecimal, type Rational, ZERO } from '../../money/rational.ts';
import { fromDay } from '../../time/days.ts';
import type { CalculationDocument } from '../schema/document.ts';
import { exactText } from '../tell/tell-outcome.ts';
import { tableOf } from './curve.ts';
import { orderedBy, orderLike } from './order-like.ts';
import { likeOf, type Position, positionsOf, type Step } from './position.ts';
import type { Gain } from './what-if.ts';

/** An order that is thought of, of goods like the dealer's largest order that counts in an agreement. */
export interface ThoughtOrder {
  readonly agreementId: string;
  readonly by: 'amount' | 'quantity';
  readonly size: string;
}

const tellGain = ({ total, own, uplift, rest }: Gain) => ({
  total: exactText(total),
  own: exactText(own),
  uplift: exactText(uplift),
  rest: exactText(rest),
});

const tellStep = (step: Step | null) =>
  step === null ? null : { by: step.by.field, size: exactText(step.size), gain: tellGain(step.gain) };

/** The unit that all counted quantities have; null when there is none, or more than one. */
function unitOf({ outcome }: Position): string | null {
  const units = new Set(outcome.earned.lines.entries.flatMap(({ line }) => line.unit ?? []));
  return units.size === 1 ? ([...units][0] ?? null) : null;
}

function tellPosition(position: Position) {
  const { outcome, measure, ladder, next, risk, open, isAtRisk } = position;
  const { agreement, span, earned, payable } = outcome;
  const table = tableOf(agreement.rule);
  const term = (tier: number, of: 'rate' | 'perUnit' | 'lump'): Rational => table?.steps[tier]?.[of] ?? ZERO;
  return {
    agreementId: agreement.id,
    version: agreement.version,
    kind: agreement.rule.kind,
    pays: agreement.pays,
    taxBasis: agreement.taxBasis,
    period: { key: span.key, from: fromDay(span.from), to: fromDay(span.to) },
    measure,
    unit: unitOf(position),
    qualifier: exactText(earned.qualifier),
    payable: exactText(payable),
    edge: table?.edge ?? '>=',
    ladder: ladder.map(({ tier, from, reached, distance }) => {
      const rate = term(tier, 'rate');
      return {
        tier: tier + 1,
        from: from === null ? null : exactText(from),
        reached,
        distance: distance === null ? null : exactText(distance),
        ratePpm: exactText({ n: rate.n * 1_000_000n, d: rate.d }),
        perUnit: exactText(term(tier, 'perUnit')),
        lump: exactText(term(tier, 'lump')),
      };
    }),
    next: tellStep(next),
    risk: tellStep(risk),
    open: { orders: exactText(open.orders), returns: exactText(open.returns) },
    isAtRisk,
  };
}

/**
 * Positions of a dealer as text, and what an order he thinks of would bring under all his agreements together.
 * @param on local date
 */
export function standingOf(document: CalculationDocument, dealer: string, on: string, thought: ThoughtOrder | null) {
  const { positions, whatIf } = positionsOf(document, dealer, on);
  const outcome = positions.find((one) => one.outcome.agreement.id === thought?.agreementId)?.outcome;
  const like = outcome === undefined ? null : likeOf(document, outcome, dealer);
  let order: ReturnType<typeof tellGain> | null = null;
  if (thought !== null && outcome !== undefined && like !== null) {
    const by =
      thought.by === 'quantity' ? ({ field: 'quantity' } as const) : orderedBy('amount', outcome.agreement.taxBasis);
    const line = by === null ? null : orderLike(like, by, parseDecimal(thought.size), on);
    if (line !== null) {
      const dated = outcome.agreement.dateBasis === 'receipt' ? { ...line, paidOn: on } : line;
      order = tellGain(whatIf.gain(dealer, [dated]));
    }
  }
  return { periods: positions.map(tellPosition), order };
}
export type ToldStanding = ReturnType<typeof standingOf>;
