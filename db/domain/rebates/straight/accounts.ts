import type { Agreement } from '../schema/agreement.ts';

/** Where a line counts: the account whose tiers it moves, who is paid for it, and whether it only moves tiers. */
export interface Place {
  readonly account: string;
  readonly payee: string;
  readonly earns: boolean;
}

/** The places of a dealer's line of a day in an agreement; as a baseline, merged dealers belong together for ever. */
export function placesOf(agreement: Agreement, dealer: string, date: string, asBaseline = false): readonly Place[] {
  const own = { account: dealer, payee: dealer, earns: true };
  const group = agreement.groups?.find(({ members }) => members.includes(dealer));
  if (group === undefined) return [own];
  const { id, kind, successor = dealer, from } = group;
  if (kind === 'shared') return [{ account: id, payee: dealer, earns: true }];
  if (kind === 'merged') {
    const moved = asBaseline || from === undefined || date >= from;
    return [moved ? { account: successor, payee: successor, earns: true } : own];
  }
  return dealer === successor ? [own] : [own, { account: successor, payee: successor, earns: false }];
}

/** Accounts that have a result even without lines: those of the dealers an agreement names. */
export function namedAccounts(agreement: Agreement): readonly string[] {
  return [
    ...new Set(
      (agreement.dealers ?? [])
        .map((dealer) => leaderOf(agreement, dealer))
        .flatMap((dealer) =>
          placesOf(agreement, dealer, agreement.from, true)
            .filter(({ earns }) => earns)
            .map(({ account }) => account),
        ),
    ),
  ];
}

/** The account that the id of a group stands for. */
function leaderOf({ groups }: Agreement, named: string): string {
  const group = groups?.find(({ id }) => id === named);
  return group === undefined || group.kind === 'shared' ? named : (group.successor ?? named);
}

/** Whether an agreement is about a dealer at all, as itself or as a member of a group it names. */
export function concerns({ dealers, groups }: Agreement, dealer: string): boolean {
  if (dealers === undefined || dealers.includes(dealer)) return true;
  return groups?.some((group) => group.members.includes(dealer) && dealers.includes(group.id)) ?? false;
}

/** To whom money of an account goes that no line earned. */
export function payeeOf(agreement: Agreement, account: string): string {
  const shared = agreement.groups?.find(({ id, kind }) => kind === 'shared' && id === account);
  return shared?.successor ?? account;
}
