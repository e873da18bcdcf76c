import { createContext, useContext } from 'react';
import type { ContractClient } from '../../db/contract/index.ts';

const ClientContext = createContext<ContractClient | null>(null);
export const ClientProvider = ClientContext.Provider;

/** The data service, as every feature asks it. */
export function useClient(): ContractClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('no client above this component');
  return client;
}
