import type { ContractClient } from '../../db/contract/index.ts';
import { beginSession, openSocketChannel, portChannel, receivePort } from './channels.ts';
import { Connection, type ConnectionState, createClient } from './connection.ts';

let connection: Connection | null = null;
const early = new Set<() => void>();

function start(): Connection {
  // The Electron shell serves the page from its own scheme; everything else is the browser shell.
  const inElectron = location.protocol === 'app:';
  const made = new Connection({
    openChannel: async () => {
      if (inElectron) return portChannel(await receivePort());
      await beginSession();
      return openSocketChannel(`ws://${location.host}/rpc`);
    },
    delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  for (const listener of early) made.subscribe(listener);
  return made;
}

/** The state of the connection, in the form that React's useSyncExternalStore takes. */
export const connectionState = {
  get: (): ConnectionState => connection?.state ?? CONNECTING,
  subscribe(listener: () => void): () => void {
    if (connection !== null) return connection.subscribe(listener);
    early.add(listener);
    return () => early.delete(listener);
  },
};
const CONNECTING: ConnectionState = { kind: 'connecting' };

/** Tries to reach the data service at once, when the connection is lost. */
export const reconnectNow = (): void => connection?.retryNow();

/**
 * Connects to the data service by the means of the shell the page runs in, and stays connected.
 * @throws AppError contract_mismatch, session_required, code_used when it never will be
 */
export async function connect(): Promise<ContractClient> {
  connection ??= start();
  await connection.opened();
  return createClient(connection);
}
