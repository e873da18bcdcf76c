// Goal: the data service's process is fed, restarted, and ended in order, and a page never waits for a dead one.
// Method: processes that the test ends, in place of Electron's, and a clock that it moves.
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { keepDataService, type ServiceProcess } from '../../../electron/main/data-service.ts';
import type { SupervisionState } from '../../../electron/supervisor/supervise.mjs';

class Port {
  closed = false;
  close() {
    this.closed = true;
  }
}

class Process extends EventEmitter implements ServiceProcess<Port> {
  readonly received: { readonly message: object; readonly ports: readonly Port[] }[] = [];
  killed = false;
  postMessage(message: object, transfer: Port[] = []) {
    this.received.push({ message, ports: transfer });
  }
  kill() {
    this.killed = true;
    this.emit('exit', 137);
    return true;
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const start = { folder: '/data/laptop', logFile: '/data/log', key: new Uint8Array(32), headOffice: 'https://hq' };

function setUp() {
  const processes: Process[] = [];
  const states: SupervisionState['kind'][] = [];
  const failures: string[] = [];
  const timers = new Set<() => void>();
  let forgotten = 0;
  let nonsense = 0;
  const service = keepDataService<Port>({
    fork() {
      const made = new Process();
      processes.push(made);
      return made;
    },
    start,
    forgetKey() {
      forgotten += 1;
    },
    onFailed: (code) => failures.push(code),
    onNonsense() {
      nonsense += 1;
    },
    onState: ({ kind }) => states.push(kind),
    clock: {
      now: () => 0,
      after(_ms, act) {
        timers.add(act);
        return () => timers.delete(act);
      },
    },
  });
  return {
    service,
    processes,
    states,
    failures,
    forgotten: () => forgotten,
    nonsense: () => nonsense,
    last: () => processes.at(-1) as Process,
    elapse() {
      const due = [...timers];
      timers.clear();
      for (const act of due) act();
    },
  };
}

test('it is told where its files are, then given ports', () => {
  const { service, last } = setUp();
  const port = new Port();
  service.handPort(port);
  expect(last().received).toEqual([
    { message: { type: 'start', ...start }, ports: [] },
    { message: { type: 'port' }, ports: [port] },
  ]);
});

test('after a crash it is started again; meanwhile a port is closed, so that the page asks again', async () => {
  const { service, processes, states, last, elapse } = setUp();
  last().emit('exit', 1);
  await settle();
  const early = new Port();
  service.handPort(early);
  expect(early.closed).toBe(true);
  elapse();
  expect(processes).toHaveLength(2);
  expect(last().received[0]?.message).toMatchObject({ type: 'start' });
  const port = new Port();
  service.handPort(port);
  expect(port.closed).toBe(false);
  expect(states).toEqual(['running', 'pausing', 'running']);
});

test('after too many crashes it waits for the user', async () => {
  const { service, processes, states, last, elapse } = setUp();
  while (states.at(-1) !== 'gave_up') {
    last().emit('exit', 1);
    await settle();
    elapse();
  }
  const before = processes.length;
  service.retry();
  expect(processes).toHaveLength(before + 1);
});

test('what it says is understood, and of what it cannot say nothing comes', () => {
  const { failures, forgotten, nonsense, last } = setUp();
  last().emit('message', { type: 'ready' });
  last().emit('message', { type: 'failed', code: 'folder_locked' });
  last().emit('message', { type: 'failed', code: 'some path /home/zhou' });
  last().emit('message', { type: 'forget-key' });
  expect(failures).toEqual(['folder_locked', 'internal']);
  expect(forgotten()).toBe(1);
  for (const message of [{ type: 'run', program: 'sh' }, 'stop', null]) last().emit('message', message);
  expect(nonsense()).toBe(3);
});

test.each(['in order', 'killed'])('it is stopped: %s', async (how) => {
  const { service, states, last, elapse } = setUp();
  const stopped = service.stop();
  expect(last().received.at(-1)?.message).toEqual({ type: 'stop' });
  if (how === 'in order') last().emit('exit', 0);
  else elapse();
  await stopped;
  expect(last().killed).toBe(how === 'killed');
  expect(states.at(-1)).toBe('stopped');
});
