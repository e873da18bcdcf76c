import { useAsk } from '../../client/queries.ts';
import { orNone } from '../../components/format/format.ts';

/** What dealers and agreements are called; a dash where this laptop does not know them. */
export interface Names {
  dealer(id: string | null): string;
  agreement(id: string | null): string;
}

/** Names of everybody whose money the ledger knows. */
export function useNames(): Names {
  const { data } = useAsk('ledger.getNames', (client) => client.ledger.getNames, {});
  const of = (list: readonly { readonly id: string; readonly name: string }[] | undefined) => {
    const known = new Map((list ?? []).map(({ id, name }) => [id, name]));
    return (id: string | null): string => orNone(id === null ? null : known.get(id));
  };
  return { dealer: of(data?.dealers), agreement: of(data?.agreements) };
}
