import { useAsk } from '../../client/queries.ts';
import { orNone } from '../../components/format/format.ts';

/** What dealers and agreements are called; a dash where this laptop does not know them. */
export interface Names {
  dealer(id: string | null): string;
  /** Number and name. */
  agreement(id: string | null): string;
}

/** Names of everybody whose money the ledger knows. */
export function useNames(): Names {
  const { data } = useAsk('ledger.getNames', (client) => client.ledger.getNames, {});
  const of = (known: ReadonlyMap<string, string>) => (id: string | null) => orNone(id === null ? null : known.get(id));
  return {
    dealer: of(new Map((data?.dealers ?? []).map(({ id, name }) => [id, name]))),
    agreement: of(new Map((data?.agreements ?? []).map(({ id, code, name }) => [id, `${code} ${name}`]))),
  };
}
