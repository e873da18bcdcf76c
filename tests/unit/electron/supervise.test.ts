// Goal: a child that dies is started again with growing pauses, one that dies again and again is given up, and one that
// is asked to end gets its time and no more. Method: children whose ends the test decides, and a clock it moves.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock, SupervisionPolicy, SupervisionState } from '../../../electron/supervisor/supervise.mjs';
import { supervise } from '../../../electron/supervisor/supervise.mjs';

class HandClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly act: () => void }[] = [];
  now = () => this.#now;
  after = (ms: number, act: () => void) => {
    const timer = { at: this.#now + ms, act };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };
  get pending() {
    return this.#timers.length;
  }
  pass(ms: number) {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { act } of due) act();
  }
}

/** Lets what hangs on settled promises run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

const POLICY: SupervisionPolicy = {
  restartsMax: 3,
  windowMs: 1000,
  pauseFirstMs: 10,
  pauseLongestMs: 30,
  stopMs: 500,
};

function setUp() {
  const clock = new HandClock();
  const states: SupervisionState[] = [];
  const asked: ('stop' | 'kill')[] = [];
  let starts = 0;
  let die: () => void = () => undefined;
  const supervision = supervise({
    clock,
    policy: POLICY,
    onState: (state) => states.push(state),
    start() {
      starts += 1;
      return {
        exited: new Promise<void>((resolve) => {
          die = resolve;
        }),
        requestStop: () => void asked.push('stop'),
        kill: () => {
          asked.push('kill');
          die();
        },
      };
    },
  });
  return {
    clock,
    states,
    asked,
    supervision,
    starts: () => starts,
    async die() {
      die();
      await settle();
    },
  };
}

test('pauses double up to the longest, then it gives up', async () => {
  const { clock, states, supervision, starts, die } = setUp();
  for (const pauseMs of [10, 20, 30]) {
    await die();
    expect(supervision.state).toEqual({ kind: 'pausing', pauseMs });
    clock.pass(pauseMs - 1);
    expect(supervision.state.kind).toBe('pausing');
    clock.pass(1);
    expect(supervision.state).toEqual({ kind: 'running' });
  }
  await die();
  expect(supervision.state).toEqual({ kind: 'gave_up' });
  expect(clock.pending).toBe(0);
  expect(starts()).toBe(4);
  expect(states.at(-1)).toEqual({ kind: 'gave_up' });
});

test('after giving up, retry begins anew with the first pause', async () => {
  const { clock, supervision, starts, die } = setUp();
  supervision.retry();
  expect(starts()).toBe(1);
  for (let ending = 0; ending < 4; ending += 1) {
    await die();
    clock.pass(30);
  }
  expect(supervision.state).toEqual({ kind: 'gave_up' });
  supervision.retry();
  expect(supervision.state).toEqual({ kind: 'running' });
  await die();
  expect(supervision.state).toEqual({ kind: 'pausing', pauseMs: 10 });
});

test('endings long ago are forgotten', async () => {
  const { clock, supervision, die } = setUp();
  for (let ending = 0; ending < 20; ending += 1) {
    await die();
    expect(supervision.state).toEqual({ kind: 'pausing', pauseMs: 10 });
    clock.pass(10);
    clock.pass(POLICY.windowMs);
  }
  expect(supervision.state.kind).toBe('running');
});

test('a child that ends in order is not killed', async () => {
  const { clock, asked, supervision, die, starts } = setUp();
  const stopped = supervision.stop();
  expect(supervision.stop()).toBe(stopped);
  await die();
  await stopped;
  expect(asked).toEqual(['stop']);
  expect(supervision.state).toEqual({ kind: 'stopped' });
  expect(clock.pending).toBe(0);
  expect(starts()).toBe(1);
});

test('a child that does not end in time is killed', async () => {
  const { clock, asked, supervision } = setUp();
  const stopped = supervision.stop();
  clock.pass(POLICY.stopMs - 1);
  expect(asked).toEqual(['stop']);
  clock.pass(1);
  await stopped;
  expect(asked).toEqual(['stop', 'kill']);
});

test('a stop during a pause ends it without another start', async () => {
  const { clock, supervision, starts, die } = setUp();
  await die();
  await supervision.stop();
  clock.pass(POLICY.windowMs);
  expect(starts()).toBe(1);
  expect(supervision.state).toEqual({ kind: 'stopped' });
});

test('whenever the child dies, it is never started more than the policy allows in any window', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }), async (lifetimes) => {
      const { clock, supervision, starts, die } = setUp();
      const startedAt = [0];
      for (const lifetime of lifetimes) {
        clock.pass(lifetime);
        await die();
        const { state } = supervision;
        if (state.kind !== 'pausing') break;
        clock.pass(state.pauseMs);
        if (starts() > startedAt.length) startedAt.push(clock.now());
      }
      for (const from of startedAt) {
        const within = startedAt.filter((at) => at >= from && at < from + POLICY.windowMs);
        expect(within.length).toBeLessThanOrEqual(POLICY.restartsMax + 1);
      }
    }),
    { seed: 11, numRuns: 200 },
  );
});
