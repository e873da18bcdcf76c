import type { Proposal } from '../../../db/contract/ledger.ts';
import type { ProposalContent, VatShare } from '../../../db/domain/ledger/bodies.ts';

/** One line of a proposal, as a person looks through it. */
export interface ProposalLine {
  readonly agreementId: string | null;
  readonly dealerId: string | null;
  readonly periodCode: string;
  readonly fen: number;
  /** What is earned by now and what is posted, where the line is their difference. */
  readonly run: { readonly payableFen: number; readonly postedFen: number } | null;
  /** Rates of tax; none where no tax is involved. */
  readonly ratesPpm: readonly number[];
}

const PLAIN = { run: null, ratesPpm: [] } as const;
const ratesOf = (line: object | { readonly vat: readonly VatShare[] }): readonly number[] =>
  'vat' in line ? line.vat.map(({ ratePpm }) => ratePpm) : [];

/** The lines of a proposal; none where it has no amounts (closing a period, a version of an agreement or of a territory). */
export function linesOf(content: ProposalContent): readonly ProposalLine[] {
  switch (content.kind) {
    case 'accrue':
    case 'claw_back':
      return content.body.lines.map((line) => ({ ...line, fen: line.deltaFen, run: line, ratesPpm: ratesOf(line) }));
    case 'settle':
      return content.body.lines.map((line) => ({ ...line, ...PLAIN, fen: line.amountFen, ratesPpm: ratesOf(line) }));
    case 'confirm':
    case 'expire':
    case 'override':
      return content.body.lines.map((line) => ({ ...line, ...PLAIN, fen: line.amountFen }));
    case 'diversion':
      return content.body.lines.map((line) => ({
        ...line,
        ...PLAIN,
        dealerId: content.body.dealerId,
        fen: -line.amountFen,
      }));
    case 'opening':
      return content.body.lines.map((line) => ({ ...line, ...PLAIN, fen: line.earnedFen }));
    case 'reverse':
    case 'close_period':
    case 'agreement_version':
    case 'territory':
      return [];
  }
}

export const sumOf = (lines: readonly { readonly fen: number }[]): number =>
  lines.reduce((sum, { fen }) => sum + fen, 0);

/** `agreement/dealer/period`: whose money. */
export const placeOf = (place: {
  readonly agreementId: string | null;
  readonly dealerId: string | null;
  readonly periodCode: string;
}): string => `${place.agreementId ?? ''}/${place.dealerId ?? ''}/${place.periodCode}`;

/** Places that open proposals of some kinds concern already, each with the proposal: asking twice pays twice. */
export function placesAsked(
  proposals: readonly Proposal[],
  kinds: ReadonlySet<ProposalContent['kind']>,
): ReadonlyMap<string, Proposal> {
  return new Map(
    proposals
      .filter(({ state, delivery, decision, content }) => {
        const isGone = decision?.what === 'withdraw' && decision.delivery === 'waiting';
        return state === 'open' && delivery !== 'refused' && !isGone && kinds.has(content.kind);
      })
      .flatMap((proposal) => linesOf(proposal.content).map((line) => [placeOf(line), proposal] as const)),
  );
}

/** Parts of at most `size`, in order. */
export const chunksOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
