import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import { AppError } from '../contract/errors.ts';
import { DEFAULT_SETTINGS, Settings } from '../contract/settings.ts';
import type { SyncStatus } from '../contract/sync.ts';
import { syncedAnswers } from '../store/command-results.ts';
import type { Device } from '../store/device.ts';
import type { Store } from '../store/open-store.ts';
import { DEFAULT_RETRY, type RetryPolicy, retryDelay } from './backoff.ts';
import { createContentCheck } from './content-check.ts';
import type { Enrolment, SyncEngine } from './engine.ts';
import { enrolDevice } from './enrol.ts';
import { isTransient } from './failure.ts';
import { createDispatcher, createHeadOffice, type HeadOffice, normaliseAddress } from './head-office.ts';
import { signAssertion } from './identity.ts';
import { createLease, type LeaseState } from './lease.ts';
import { createOutboxPump, type Line } from './outbox-pump.ts';
import { pause } from './pause.ts';
import type { StreamProgress } from './replica-client.ts';
import { createReplicaKeeper } from './replica-keeper.ts';
import { createStatusBoard } from './status.ts';
import { createTokens } from './tokens.ts';

export interface SyncEngineOptions {
  readonly store: Store;
  readonly log: Logger;
  readonly retry?: RetryPolicy;
  /** Largest size of `replica.db` in pages; absent means what the disk holds. */
  readonly maxReplicaPages?: number;
  /** The laptop's clock, by which its lease is judged. */
  readonly now?: () => Date;
}

const MINUTE_MS = 60_000;

const leaseOf = (state: LeaseState | null): SyncStatus['lease'] =>
  state === null ? null : { until: instant(state.until), expired: state.expired };
const instant = (date: Date | null): string | null => date?.toISOString() ?? null;
const inFuture = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

/** A failure of ours is one too: it is shown, and the loop goes on. */
const asFailure = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('internal', {}, error);

/**
 * One loop does everything that touches the replica, one thing after the other: it asks head office who it is, follows
 * the stream for as long as that lasts, pauses (briefly after success, longer after each failure in a row), and begins
 * again. Wishes from outside (sync now, rebuild, another head office) only cut its pause or its stream short. What goes
 * up goes its own way (`outbox-pump.ts`).
 */
export async function createSyncEngine(options: SyncEngineOptions): Promise<SyncEngine> {
  const { store, log, retry = DEFAULT_RETRY, maxReplicaPages, now = () => new Date() } = options;
  const dispatcher = createDispatcher();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const appliedListeners = new Set<() => void>();

  let started = false;
  /** Attempts in a row after which the laptop was not up to date. */
  let failures = 0;
  let line: Line | null = null;
  /** Ends the present turn of the loop. */
  let turn = new AbortController();
  let rebuildAsked: PromiseWithResolvers<void> | null = null;

  const keeper = createReplicaKeeper({
    store,
    dispatcher,
    log,
    onApplied: applied,
    ...(maxReplicaPages === undefined ? {} : { maxPages: maxReplicaPages }),
  });

  const owner = (): Device | null => {
    const device = store.device.read();
    return device?.person == null ? null : device;
  };
  const syncedAt = instant(keeper.syncedAt);
  const lease = createLease({ store, now, onChange: () => board.change({ lease: leaseOf(lease.state()) }) });
  const board = createStatusBoard({
    state: owner() === null ? 'not_enrolled' : 'idle',
    headOffice: store.device.read()?.headOffice ?? null,
    syncedAt,
    nextSyncAt: null,
    progress: null,
    waitingCommands: 0,
    refusedCommands: 0,
    dataVersion: syncedAt === null ? 0 : 1,
    error: null,
    lease: leaseOf(lease.state()),
  });
  const pump = createOutboxPump({ store, line: () => line, retry, log, onChange: countCommands });
  countCommands();

  function countCommands(): void {
    const { waiting, refused } = store.outbox.counts();
    board.change({ waitingCommands: waiting, refusedCommands: refused });
  }

  function applied(): void {
    const replica = store.openReplica();
    try {
      store.outbox.answer(syncedAnswers(replica));
    } finally {
      replica.close();
    }
    countCommands();
    board.change({ dataVersion: board.value.dataVersion + 1 });
    for (const listener of appliedListeners) listener();
  }

  function syncEveryMs(): number {
    const chosen = Settings.shape.syncEveryMinutes.safeParse(store.settings.read().syncEveryMinutes);
    return (chosen.success ? chosen.data : DEFAULT_SETTINGS.syncEveryMinutes) * MINUTE_MS;
  }

  const officeAt = (address: string): HeadOffice =>
    createHeadOffice(normaliseAddress(address), dispatcher, closing.signal);

  /** Whom to talk to; made anew when the laptop became another one or head office moved. */
  function lineOf(device: Device): Line {
    const address = device.headOffice ?? '';
    if (line === null || line.deviceId !== device.id || line.headOffice.address !== address) {
      const headOffice = officeAt(address);
      line = { deviceId: device.id, headOffice, tokens: createTokens(headOffice, device, lease.renew) };
    }
    return line;
  }

  const isSyncedSince = (begun: number): boolean => (keeper.syncedAt?.getTime() ?? 0) >= begun;

  function showProgress({ connected, operations }: StreamProgress, begun: number): void {
    const upToDate = connected && isSyncedSince(begun);
    if (upToDate) failures = 0;
    const resting = upToDate ? 'idle' : 'connecting';
    const flowing = operations !== null && operations.done >= operations.total ? 'applying' : 'downloading';
    board.change({
      state: connected && operations !== null ? flowing : resting,
      progress: operations,
      syncedAt: instant(keeper.syncedAt),
      ...(upToDate ? { error: null } : {}),
    });
  }

  async function replaceReplica(): Promise<void> {
    board.change({ state: 'rebuilding', progress: null, syncedAt: null });
    await keeper.replace();
    applied();
  }

  /** One conversation with head office, from its greeting to the end of the stream. */
  async function converse(device: Device, signal: AbortSignal): Promise<void> {
    const begun = Date.now();
    board.change({ state: 'connecting', headOffice: device.headOffice, nextSyncAt: inFuture(syncEveryMs()) });
    const line = lineOf(device);
    const { headOffice, tokens } = line;
    const { epoch } = await headOffice.hello();
    // Asked for here and not by the client, so that a refusal comes with its reason; and before the replica is touched, so
    // that a head office to which this laptop does not belong costs it nothing.
    await tokens.get();
    const origin = await (await keeper.client()).origin();
    if (origin !== null && origin !== epoch) {
      log.warn({ origin, epoch }, 'head office began anew, and so does the replica');
      await replaceReplica();
    }
    const client = await keeper.client();
    if (origin !== epoch) await client.setOrigin(epoch);
    pump.wake();
    const credentials = { address: headOffice.address, token: () => tokens.get(), forget: () => tokens.forget() };
    const scheduled = new AbortController();
    const timer = setTimeout(() => scheduled.abort(), syncEveryMs());
    const until = AbortSignal.any([signal, scheduled.signal]);
    const check = createContentCheck({ store, line, log, now, signal: until, onWrong: () => scheduled.abort() });
    try {
      await client.follow(credentials, until, (progress) => {
        showProgress(progress, begun);
        if (board.value.state === 'idle') check.start();
      });
    } finally {
      clearTimeout(timer);
      scheduled.abort();
    }
    const damage = await check.settled();
    if (damage !== null) throw damage;
  }

  /** What tells head office that the wipe was done: signed while the key is still there, sent when it is gone. */
  async function wipeReport(): Promise<() => Promise<void>> {
    const device = owner();
    if (device === null) return () => Promise.resolve();
    const { headOffice } = lineOf(device);
    const assertion = await signAssertion(device, headOffice.now());
    return () => headOffice.wiped(assertion);
  }

  /** Mends what can be mended here; the rest is shown until the next attempt. */
  async function mend(failure: AppError): Promise<void> {
    if (failure.code === 'replica_corrupt') {
      store.noticeBoard.add('replica_corrupt');
      await replaceReplica();
    }
    if (failure.code === 'device_wiped') {
      const report = await wipeReport();
      line = null;
      await keeper.wipe();
      await report().catch((unheard: unknown) => log.warn({ err: unheard }, 'head office was not told of the wipe'));
      board.change({ lease: null });
      applied();
    }
  }

  function showFailure(failure: AppError): void {
    log.warn({ err: failure, cause: failure.cause }, 'sync failed');
    board.change({
      state: owner() === null ? 'not_enrolled' : isTransient(failure) ? 'offline' : 'failed',
      headOffice: store.device.read()?.headOffice ?? null,
      progress: null,
      error: { code: failure.code, params: { ...failure.params } },
      syncedAt: instant(keeper.syncedAt),
    });
  }

  async function rebuildIfAsked(): Promise<void> {
    const asked = rebuildAsked;
    if (asked === null) return;
    rebuildAsked = null;
    try {
      await replaceReplica();
      asked.resolve();
    } catch (error) {
      asked.reject(error);
      throw error;
    }
  }

  /** Milliseconds to pause when a turn is over; null: until somebody asks. */
  async function takeTurn(signal: AbortSignal): Promise<number | null> {
    try {
      await rebuildIfAsked();
      const device = owner();
      if (!started || device === null) {
        board.change({ state: device === null ? 'not_enrolled' : 'idle', nextSyncAt: null });
        return null;
      }
      // Counted until the laptop is up to date, so that a stream which ends at once is not asked for at once again.
      failures += 1;
      await converse(device, signal);
    } catch (error) {
      if (closing.signal.aborted) return null;
      const failure = asFailure(error);
      await mend(failure).catch((unmended: unknown) => log.error({ err: unmended }, 'the replica could not be mended'));
      showFailure(failure);
    }
    return owner() === null ? null : retryDelay(retry, failures, Math.random());
  }

  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      turn = new AbortController();
      const delay = await takeTurn(turn.signal);
      if (delay !== null && !turn.signal.aborted) board.change({ nextSyncAt: inFuture(delay) });
      await pause(delay, turn.signal);
    }
  }

  function begin(): void {
    started = true;
    failures = 0;
    turn.abort();
  }

  function rebuild(): Promise<void> {
    rebuildAsked ??= Promise.withResolvers<void>();
    turn.abort();
    return rebuildAsked.promise;
  }

  async function enrol({ address, code, deviceName }: Enrolment): Promise<{ personName: string }> {
    const before = owner();
    const person = await enrolDevice(store, officeAt(address), code, deviceName, lease.renew);
    // What the former user was allowed to see is not the next one's.
    if (before !== null && before.person?.id !== person.id) await rebuild();
    countCommands();
    begin();
    return { personName: person.name };
  }

  const running = loop();

  return {
    get status() {
      return board.value;
    },
    requireLease: lease.require,
    onStatus: (listener) => board.listen(listener),
    onApplied(listener) {
      appliedListeners.add(listener);
      return () => appliedListeners.delete(listener);
    },
    start() {
      // What is on its way is on its way already.
      if (board.value.state !== 'downloading' && board.value.state !== 'applying') begin();
    },
    enrol,
    async setHeadOffice(address) {
      if (owner() === null) throw new AppError('not_enrolled');
      const headOffice = officeAt(address);
      await headOffice.hello();
      store.device.setHeadOffice(headOffice.address);
      begin();
    },
    rebuild,
    commandsWaiting() {
      countCommands();
      pump.wake();
    },
    async evidence(evidenceId) {
      const device = owner();
      if (device === null) throw new AppError('not_enrolled');
      const { headOffice, tokens } = lineOf(device);
      const { base64 } = await headOffice.evidence(await tokens.get(), { evidenceId });
      return base64;
    },
    async close() {
      closing.abort();
      turn.abort();
      await running;
      rebuildAsked?.reject(new AppError('service_unavailable'));
      lease.close();
      await pump.close();
      await keeper.close();
      await dispatcher.destroy();
    },
  };
}
