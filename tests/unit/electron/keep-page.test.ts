// Goal: a page whose process dies comes back, and one that dies again and again is given up, not loaded for ever.
// Method: contents that the test lets die, in place of Electron's, and a clock that it moves.
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { type KeptContents, keepPage } from '../../../electron/main/keep-page.ts';
import type { SupervisionState } from '../../../electron/supervisor/supervise.mjs';

class Contents extends EventEmitter implements KeptContents {
  readonly loaded: string[] = [];
  failure: Error | null = null;
  async loadURL(address: string) {
    this.loaded.push(address);
    if (this.failure !== null) throw this.failure;
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function setUp(failure: Error | null = null) {
  const contents = new Contents();
  contents.failure = failure;
  const timers = new Set<() => void>();
  const states: SupervisionState['kind'][] = [];
  const lost: unknown[] = [];
  const page = keepPage({
    contents,
    address: 'app://workstation/',
    onLost: (reason) => lost.push(reason),
    onState: ({ kind }) => states.push(kind),
    clock: {
      now: () => 0,
      after(_ms, act) {
        timers.add(act);
        return () => timers.delete(act);
      },
    },
  });
  await settle();
  return {
    contents,
    states,
    lost,
    page,
    async die(reason: string) {
      contents.emit('render-process-gone', {}, { reason });
      await settle();
    },
    async elapse() {
      const due = [...timers];
      timers.clear();
      for (const act of due) act();
      await settle();
    },
  };
}

test('a page that crashes is loaded again', async () => {
  const { contents, lost, die, elapse } = await setUp();
  await die('crashed');
  await elapse();
  await die('oom');
  await elapse();
  expect(contents.loaded).toEqual(Array.from({ length: 3 }, () => 'app://workstation/'));
  expect(lost).toEqual(['crashed', 'oom']);
});

test('one that dies again and again is given up, and tried again when asked', async () => {
  const { contents, states, page, die, elapse } = await setUp();
  while (states.at(-1) !== 'gave_up') {
    await die('crashed');
    await elapse();
  }
  const before = contents.loaded.length;
  await elapse();
  expect(contents.loaded).toHaveLength(before);
  page.retry();
  expect(contents.loaded).toHaveLength(before + 1);
});

test('a page that cannot be loaded is no better than one that dies', async () => {
  const { states, lost, elapse } = await setUp(new Error('ERR_FAILED'));
  while (states.at(-1) !== 'gave_up') await elapse();
  expect(lost.length).toBeGreaterThan(1);
});

test('a reload by the user, and an end in order, are not counted', async () => {
  const { states, die } = await setUp(Object.assign(new Error('aborted'), { code: 'ERR_ABORTED' }));
  await die('clean-exit');
  expect(states).toEqual(['running']);
});

test('a page whose window was closed is not loaded again', async () => {
  const { contents, states, die, elapse } = await setUp();
  await die('killed');
  contents.emit('destroyed');
  await elapse();
  expect(contents.loaded).toHaveLength(1);
  expect(states.at(-1)).toBe('stopped');
});
