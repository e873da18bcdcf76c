/**
 * Keeps a child program running. Used by the launcher (the machine's own Node, nothing installed) and by the Electron
 * shell, so it imports nothing. Its types are in supervise.d.mts.
 */

const POLICY = { restartsMax: 5, windowMs: 60_000, pauseFirstMs: 250, pauseLongestMs: 8_000, stopMs: 10_000 };

const SYSTEM_CLOCK = {
  now: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Asks a child to end and ends it when it has not within `stopMs`. Resolves when it is gone. */
export async function endChild(child, stopMs = POLICY.stopMs, clock = SYSTEM_CLOCK) {
  const giveUpWaiting = clock.after(stopMs, () => child.kill());
  child.requestStop();
  await child.exited;
  giveUpWaiting();
}

/**
 * Starts a child now and again whenever it ends unasked, after pauses that double; gives up when it ended more than
 * `restartsMax` times within `windowMs`. `start` must not throw: a child that cannot be started is one that exited.
 */
export function supervise({ start, onState = () => undefined, policy: given = {}, clock = SYSTEM_CLOCK }) {
  const policy = { ...POLICY, ...given };
  let endings = [];
  let child = null;
  let stopped = null;
  let cancelPause = () => undefined;
  let state;

  const become = (next) => {
    state = next;
    onState(next);
  };

  function run() {
    const started = start();
    child = started;
    become({ kind: 'running' });
    void started.exited.then(() => {
      child = null;
      if (stopped === null) afterEnding();
    });
  }

  function afterEnding() {
    const now = clock.now();
    endings = [...endings.filter((at) => now - at < policy.windowMs), now];
    if (endings.length > policy.restartsMax) return become({ kind: 'gave_up' });
    const pauseMs = Math.min(policy.pauseFirstMs * 2 ** (endings.length - 1), policy.pauseLongestMs);
    cancelPause = clock.after(pauseMs, run);
    become({ kind: 'pausing', pauseMs });
  }

  async function stop() {
    cancelPause();
    if (child !== null) await endChild(child, policy.stopMs, clock);
    become({ kind: 'stopped' });
  }

  run();
  return {
    get state() {
      return state;
    },
    /** Begins anew after it gave up; otherwise does nothing. */
    retry() {
      if (state.kind !== 'gave_up') return;
      endings = [];
      run();
    },
    /** Ends the child for good; every call gives the same promise. */
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
