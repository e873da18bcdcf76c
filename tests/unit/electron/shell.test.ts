// Goal: the shell starts as it was asked, speaks the user's language, and leaves only when all is saved. Method: its
// parts with stand-ins for Electron's app and the launcher's pipe.
import { EventEmitter } from 'node:events';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { followLauncher, makeFolder, readLaunchOptions, tellLauncher } from '../../../electron/main/launch.ts';
import { menuTemplate } from '../../../electron/main/menu.ts';
import { quitAfter } from '../../../electron/main/quit.ts';
import { raiseWindow } from '../../../electron/main/raise-window.ts';
import { wordsFor } from '../../../electron/main/words.ts';

const settle = () => new Promise<void>((done) => setImmediate(done));

test.each([
  [[], {}],
  [['.', '--data=some/folder', '--enable-features=x'], { data: resolve('some/folder') }],
  [['--head-office=https://hq.example:8443'], { headOffice: 'https://hq.example:8443' }],
  [['--head-office=not an address', '--data='], {}],
  [['--head-office=file:///etc/passwd'], {}],
])('arguments %j', (args, expected) => expect(readLaunchOptions(args)).toEqual(expected));

class Pipe extends EventEmitter {
  connected = true;
}

test('the launcher hands over secrets once, and its stop or its end is ours', async () => {
  const pipe = new Pipe();
  let quits = 0;
  const secrets = followLauncher(pipe, () => {
    quits += 1;
  });
  pipe.emit('message', { enrolmentCode: 'abc' });
  expect(await secrets).toEqual({ enrolmentCode: 'abc' });
  expect(quits).toBe(0);
  pipe.emit('message', 'stop');
  expect(quits).toBe(1);
  pipe.emit('disconnect');
  expect(quits).toBe(2);
});

test('without a launcher there are no secrets to wait for', async () => {
  const pipe = new Pipe();
  pipe.connected = false;
  expect(await followLauncher(pipe, () => undefined)).toEqual({});
});

test('the launcher hears that the window is there, when there is a launcher', () => {
  const heard: object[] = [];
  const pipe = Object.assign(new Pipe(), { send: (message: object) => heard.push(message) });
  tellLauncher(pipe, { kind: 'ready' });
  pipe.connected = false;
  tellLauncher(pipe, { kind: 'ready' });
  expect(heard).toEqual([{ kind: 'ready' }]);
});

test('a folder that cannot be made is told as such', () => {
  expect(() => makeFolder(join(import.meta.filename, 'below-a-file'))).toThrow(
    expect.objectContaining({ code: 'folder_unwritable' }),
  );
});

test.each([
  ['minimised', { destroyed: false, minimised: true }, ['restore', 'focus']],
  ['behind others', { destroyed: false, minimised: false }, ['focus']],
  ['closing', { destroyed: true, minimised: false }, []],
])('started again while its window is %s', (_, { destroyed, minimised }, expected) => {
  const asked: string[] = [];
  const whole = <Value>(value: Value): Value => {
    if (destroyed) throw new TypeError('Object has been destroyed');
    return value;
  };
  raiseWindow({
    isDestroyed: () => destroyed,
    isMinimized: () => whole(minimised),
    restore: () => whole(asked.push('restore')),
    focus: () => whole(asked.push('focus')),
  });
  expect(asked).toEqual(expected);
});

class App extends EventEmitter {
  quits = 0;
  left = false;
  quit() {
    this.quits += 1;
    let prevented = false;
    this.emit('before-quit', {
      preventDefault() {
        prevented = true;
      },
    });
    this.left = !prevented;
  }
}

test.each(['saved', 'failed to save'])('quitting waits until what runs has %s', async (how) => {
  const app = new App();
  const ending = Promise.withResolvers<void>();
  let stops = 0;
  quitAfter(app, () => {
    stops += 1;
    return ending.promise;
  });
  app.quit();
  app.quit();
  await settle();
  expect(app.left).toBe(false);
  if (how === 'saved') ending.resolve();
  else ending.reject(new Error('disk full'));
  await settle();
  expect(app.left).toBe(true);
  expect(stops).toBe(1);
});

test.each([
  [['zh-Hans-CN', 'en'], '区域销售工作站'],
  [['en-GB'], 'Regional Sales Workstation'],
  [['fr'], 'Regional Sales Workstation'],
  [[], '区域销售工作站'],
])('a system that prefers %j reads %s', (languages, product) => {
  expect(wordsFor(languages).shell.product).toBe(product);
});

const PLATFORMS: readonly NodeJS.Platform[] = ['darwin', 'win32', 'linux'];
test.each(PLATFORMS)('every menu on %s has words, and the ways out', (platform) => {
  for (const language of ['zh', 'en']) {
    let opened = 0;
    const template = menuTemplate({
      words: wordsFor([language]).shell,
      platform,
      forDevelopers: false,
      openLogs: () => {
        opened += 1;
      },
    });
    const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    for (const { label, type } of [...template, ...items]) expect(type === 'separator' || label).toBeTruthy();
    const roles = items.map(({ role }) => role);
    expect(roles).toContain('about');
    expect(roles).toContain('quit');
    expect(roles).toContain('copy');
    expect(roles).not.toContain('toggleDevTools');
    const logs = items.find(({ click }) => click !== undefined);
    (logs?.click as (() => void) | undefined)?.();
    expect(opened).toBe(1);
  }
});
