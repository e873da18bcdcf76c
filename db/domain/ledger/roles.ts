import type { ProposalKind } from './kinds.ts';

/** What a sales manager may ask for as well: finance decides on it. */
const BY_MANAGERS: ReadonlySet<ProposalKind> = new Set(['agreement_version', 'diversion', 'territory']);

/** Whether somebody with these roles over a region may propose there (制单). */
export function mayPropose(roles: ReadonlySet<string>, kind: ProposalKind): boolean {
  return roles.has('finance_maker') || (roles.has('manager') && BY_MANAGERS.has(kind));
}

export type DecisionRefusal = 'role_missing' | 'own_proposal';

/** Why somebody may not decide on a proposal (复核), or null. Nobody decides on his own, whatever his roles. */
export function decisionRefusal(
  roles: ReadonlySet<string>,
  personId: string,
  proposal: { readonly makerId: string },
): DecisionRefusal | null {
  if (proposal.makerId === personId) return 'own_proposal';
  return roles.has('finance_checker') ? null : 'role_missing';
}
