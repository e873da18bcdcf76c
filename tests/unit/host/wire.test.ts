// Goal: calls through a channel are validated, cancelled, flow-controlled, and fail in the contract's own words.
// Method: the real router and the real client over a real MessageChannel; only the handlers are written here.

import { MessageChannel as NodeMessageChannel } from 'node:worker_threads';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../../db/contract/errors.ts';
import { STREAM_CREDIT } from '../../../db/contract/wire.ts';
import { type ServicePort, portChannel as servicePortChannel } from '../../../db/host/port-channel.ts';
import { CommandsUnderWay, serveChannel } from '../../../db/host/serve-channel.ts';
import type { CallContext } from '../../../db/service/handlers.ts';
import { createRouter } from '../../../db/service/router.ts';
import { Calls } from '../../../renderer/client/calls.ts';
import { portChannel } from '../../../renderer/client/channels.ts';
import { Connection, createClient } from '../../../renderer/client/connection.ts';
import { scriptedHandlers } from '../../support/scripted-service.ts';

type Written = Parameters<typeof scriptedHandlers>[0];

function connectTo(written: Written) {
  const router = createRouter(scriptedHandlers(written));
  const log = pino({ level: 'silent' });
  const commands = new CommandsUnderWay();
  const ports: { service: ServicePort; page: MessagePort }[] = [];
  const open = () => {
    const { port1, port2 } = new NodeMessageChannel();
    const pair = { service: port1 as unknown as ServicePort, page: port2 as unknown as MessagePort };
    ports.push(pair);
    serveChannel(servicePortChannel(pair.service), router, log, commands);
    return portChannel(pair.page);
  };
  onTestFinished(() => {
    for (const { service, page } of ports) {
      service.close();
      page.close();
    }
  });
  return { open, ports, commands };
}

/** Resolves when the service sees the call's end. */
const abortOf = ({ signal }: CallContext) =>
  new Promise<'aborted'>((r) => signal.addEventListener('abort', () => r('aborted')));

const everything = {
  period: { from: '2026-07-01', to: '2026-10-01' },
  regionId: null,
  place: null,
  dealerIds: [],
  productLineId: null,
};

test('an expected failure keeps its code, an unexpected one tells nothing', async () => {
  const { open } = connectTo({
    'sync.start': () => {
      throw new AppError('not_enrolled', { a: 1 });
    },
    'sync.rebuild': () => {
      throw new Error('secret path /home/zhou');
    },
  });
  const calls = new Calls(open());
  await expect(calls.ask('command', 'sync.start', {})).rejects.toMatchObject({
    code: 'not_enrolled',
    params: { a: 1 },
  });
  const failure: unknown = await calls.ask('command', 'sync.rebuild', {}).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'internal' });
  expect(JSON.stringify(failure)).not.toContain('secret');
});

test('input is checked, an unknown procedure is not found, and a query is no command', async () => {
  const { open } = connectTo({});
  const calls = new Calls(open());
  await expect(calls.ask('query', 'directory.search', { text: '', limit: 1 })).rejects.toMatchObject({
    code: 'input_invalid',
    params: { field: 'text' },
  });
  await expect(calls.ask('query', 'directory.nothing', {})).rejects.toMatchObject({ code: 'not_found' });
  await expect(calls.ask('command', 'system.hello', { contractVersion: 1 })).rejects.toBeInstanceOf(AppError);
  await expect(calls.ask('query', 'directory.search', { text: 'x'.repeat(1_000_001), limit: 1 })).rejects.toMatchObject(
    {
      code: 'limit_exceeded',
    },
  );
});

test('an answer that breaks the contract is our failure', async () => {
  const { open } = connectTo({ 'directory.search': () => ({ hits: 'none' }) });
  await expect(new Calls(open()).ask('query', 'directory.search', { text: 'a', limit: 1 })).rejects.toMatchObject({
    code: 'internal',
  });
});

test('cancelling a query reaches the handler', async () => {
  let began: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  let seen: Promise<'aborted'> | undefined;
  const { open } = connectTo({
    'directory.search': (_, context) => {
      seen = abortOf(context);
      began();
      return seen;
    },
  });
  const controller = new AbortController();
  const answer = new Calls(open()).ask('query', 'directory.search', { text: 'a', limit: 1 }, controller.signal);
  await begun;
  controller.abort();
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  await expect(seen).resolves.toBe('aborted');
});

test('a stream sends no more than the client allows, and all of it in order', async () => {
  let made = 0;
  const status = (n: number) => ({
    state: 'idle',
    headOffice: null,
    syncedAt: null,
    nextSyncAt: null,
    progress: null,
    waitingCommands: n,
    refusedCommands: 0,
    lease: null,
    dataVersion: 0,
    error: null,
  });
  const { open } = connectTo({
    'sync.watch': async function* () {
      for (; made < 200; made += 1) yield status(made);
    },
  });
  const stream = new Calls(open()).listen('sync.watch', {});
  await stream.next();
  await new Promise((resolve) => setImmediate(resolve));
  expect(made).toBeLessThanOrEqual(STREAM_CREDIT);
  let last = 0;
  for await (const item of stream) last = (item as { waitingCommands: number }).waitingCommands;
  expect(last).toBe(199);
});

test('bytes arrive as bytes', async () => {
  const { open } = connectTo({ 'diversion.getTile': () => new Uint8Array([1, 2, 250]) });
  const answer = await new Calls(open()).ask('query', 'diversion.getTile', { selection: everything, z: 0, x: 0, y: 0 });
  expect(answer).toEqual(new Uint8Array([1, 2, 250]));
});

test('a dead service rejects what is pending; a query is asked again on the next connection, a command is not', async () => {
  let searches = 0;
  const { open, ports } = connectTo({
    'directory.search': () => {
      searches += 1;
      if (searches > 1) return { hits: [] };
      ports[0]?.service.close();
      return new Promise(() => undefined);
    },
    'sync.start': () => {
      ports[1]?.service.close();
      return new Promise(() => undefined);
    },
  });
  const connection = new Connection({
    openChannel: async () => open(),
    delay: () => new Promise((r) => setImmediate(r)),
  });
  const client = createClient(connection);
  await expect(client.directory.search({ text: 'a', limit: 1 })).resolves.toEqual({ hits: [] });
  expect(searches).toBe(2);
  await expect(client.sync.start({})).rejects.toMatchObject({ code: 'service_unavailable' });
});

test('another contract version ends the connection for good', async () => {
  const { open } = connectTo({
    'system.hello': () => ({ contractVersion: 999, appVersion: 'x', startedAt: '2026-09-25T00:00:00Z', notices: [] }),
  });
  const connection = new Connection({ openChannel: async () => open(), delay: () => Promise.resolve() });
  await expect(connection.opened()).rejects.toMatchObject({ code: 'contract_mismatch', params: { theirs: 999 } });
  expect(connection.state.kind).toBe('failed');
});

test('a host that ends waits for commands, also for those of a page that is gone, but not for ever', async () => {
  const begun = Promise.withResolvers<void>();
  const saving = Promise.withResolvers<void>();
  let saved = false;
  const { open, ports, commands } = connectTo({
    'sync.rebuild': async () => {
      begun.resolve();
      await saving.promise;
      saved = true;
      return {};
    },
  });
  const calls = new Calls(open());
  const asked = calls.ask('command', 'sync.rebuild', {});
  await begun.promise;
  ports[0]?.page.close();
  await expect(asked).rejects.toMatchObject({ code: 'service_unavailable' });
  await commands.ended(0);
  expect(saved).toBe(false);
  let ended = false;
  const waiting = commands.ended(60_000).then(() => {
    ended = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toBe(false);
  saving.resolve();
  await waiting;
  expect(saved).toBe(true);
  await commands.ended(60_000);
});
