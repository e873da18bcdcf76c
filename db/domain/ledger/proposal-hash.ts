import { canonicalJson } from '../hash/canonical-json.ts';

/** What the hash of a proposal covers: a checker names it, so that he decides what he saw. */
export function proposalHashText(proposal: {
  readonly id: string;
  readonly regionId: string;
  readonly kind: string;
  readonly body: unknown;
}): string {
  return canonicalJson([proposal.id, proposal.regionId, proposal.kind, proposal.body]);
}
