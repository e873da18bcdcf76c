import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { ContractClient } from '../../../db/contract/index.ts';
import { BYTES_KEY, type Channel, type ClientMessage } from '../../../db/contract/wire.ts';
import { decodeDivisionIndex } from '../../../db/domain/geo/division-index.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import { buildAnalytics } from '../../../db/store/analytics-build.ts';
import { openStore } from '../../../db/store/open-store.ts';
import { STAYING } from '../../../electron/launcher/children.mjs';
import { Connection, createClient } from '../../../renderer/client/connection.ts';
import { silent } from '../../support/laptop.ts';
import { runChild } from '../child.ts';
import type { BenchHeadOffice } from '../head-office/head-office.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const Open = z.object({ kind: z.literal('open'), address: z.string(), entrance: z.string() });
const Synced = z.object({ ms: z.number() });

/** Enrols and syncs a laptop once: the folder that the workstation is then started on. */
export async function syncLaptop(headOffice: BenchHeadOffice, folder: string): Promise<void> {
  const program = join(import.meta.dirname, '..', 'first-sync', 'by-product.ts');
  const code = await headOffice.enrolmentCode();
  await runChild(program, { folder, address: headOffice.address, code }, Synced);
}

/** The columns of a synced laptop, read by this process; nobody else may have the folder open. */
export async function readColumns(folder: string): Promise<Analytics> {
  const keys = { kind: 'file', file: join(folder, 'laptop.key') } as const;
  const store = await openStore({ folder: join(folder, 'laptop'), keys, log: silent });
  try {
    const map = readFileSync(join(root, 'resources', 'map', 'divisions.bin'));
    return buildAnalytics(store.openReplica(), decodeDivisionIndex(map), 1);
  } finally {
    await store.close();
  }
}

export interface RunningService {
  readonly address: string;
  readonly client: ContractClient;
  /** Memory that the process holds now, in MB. */
  residentMb(): number;
  stop(): Promise<void>;
}

/** Bytes come as base64 in JSON. */
function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BYTES_KEY in value)) return value;
  return Uint8Array.from(Buffer.from(String(value[BYTES_KEY]), 'base64'));
}

async function openChannel(address: string, code: string): Promise<Channel<ClientMessage>> {
  const session = await fetch(`${address}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ code }),
  });
  const cookie = session.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`the session was refused: ${session.status}`);
  const socket = new WebSocket(`${address.replace('http', 'ws')}/rpc`, { origin: address, headers: { cookie } });
  await once(socket, 'open');
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => void socket.on('message', (data) => listener(JSON.parse(String(data), revive))),
    onClose: (listener) => void socket.on('close', listener),
    close: () => socket.close(),
  };
}

/** The workstation's own program on a laptop's folder, in a process of its own, asked through its own channel. */
export async function startService(folder: string): Promise<RunningService> {
  const program = join(root, 'db', 'host', 'loopback', 'main.ts');
  const child = fork(program, ['--data', folder], { execArgv: [...STAYING] });
  child.send({ code: 'benchmark' });
  const [message] = await once(child, 'message');
  const { address } = Open.parse(message);
  const channel = await openChannel(address, 'benchmark');
  const connection = new Connection({
    openChannel: () => Promise.resolve(channel),
    // Once lost it stays lost: at the end on purpose, before the end for a reason that must not be timed away.
    delay: () => new Promise(() => undefined),
  });
  await connection.opened();
  return {
    address,
    client: createClient(connection),
    residentMb: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024,
    async stop() {
      const exited = once(child, 'exit');
      child.send('stop');
      await exited;
    },
  };
}
