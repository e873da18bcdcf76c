// Goal: the entry joins the parts as they must be joined: what has to come before Electron is ready comes before,
// nothing is shown before it is guarded, and every failure is told in the user's words and in the log. Method: the real
// entry, with a stand-in for the whole of Electron that notes what is called, in which order.
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';

const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((done) => setImmediate(done));
};

/** All that the entry uses of Electron. `calls` holds what was called, in order. */
function standIn(folder: string) {
  const calls: string[] = [];
  const note =
    <Result>(name: string, result?: Result) =>
    (...args: readonly unknown[]) => {
      calls.push(name);
      given.set(name, args);
      return result;
    };
  const given = new Map<string, readonly unknown[]>();
  const state = { isFirst: true, windows: [] as Window[], services: [] as Service[], quits: 0 };

  class Contents extends EventEmitter {
    loadURL = async (address: string) => void note('loadURL')(address);
    setWindowOpenHandler = note('setWindowOpenHandler');
    setWebRTCIPHandlingPolicy = note('setWebRTCIPHandlingPolicy');
  }
  class Window extends EventEmitter {
    static getAllWindows = () => state.windows;
    readonly webContents = new Contents();
    constructor(options: object) {
      super();
      note('BrowserWindow')(options);
      state.windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    show() {
      note('show')();
      this.emit('show');
    }
    hide = note('hide');
    focus = note('focus');
    restore = note('restore');
    maximize = note('maximize');
    isDestroyed = () => false;
    isMinimized = () => false;
    isMaximized = () => false;
    getNormalBounds = () => ({ x: 1, y: 2, width: 1300, height: 800 });
  }
  class Service extends EventEmitter {
    readonly received: { readonly type: string }[] = [];
    constructor() {
      super();
      state.services.push(this);
    }
    postMessage(message: { readonly type: string }) {
      this.received.push(message);
      if (message.type === 'stop') setImmediate(() => this.emit('exit', 0));
    }
    kill = () => this.emit('exit', 1);
  }
  class App extends EventEmitter {
    readonly isPackaged = true;
    whenReady = async () => void note('ready')();
    getPath = () => folder;
    setPath = note('setPath');
    getVersion = () => '1.2.3';
    getPreferredSystemLanguages = () => ['en-GB'];
    setAppUserModelId = note('setAppUserModelId');
    setAboutPanelOptions = note('about');
    enableSandbox = note('enableSandbox');
    requestSingleInstanceLock = () => state.isFirst;
    quit() {
      state.quits += 1;
      let prevented = false;
      this.emit('before-quit', {
        preventDefault() {
          prevented = true;
        },
      });
      if (!prevented) note('left')();
    }
  }
  const app = new App();
  const ipcMain = new EventEmitter();
  const ring = {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: async (text: string) => Buffer.from(`v11${text}`),
    decryptStringAsync: async (sealed: Buffer) => ({ result: sealed.toString().slice(3), shouldReEncrypt: false }),
  };
  const electron = {
    app,
    ipcMain,
    BrowserWindow: Window,
    dialog: { showErrorBox: note('showErrorBox'), showMessageBox: note('ask', Promise.resolve({ response: 0 })) },
    Menu: { setApplicationMenu: note('menu'), buildFromTemplate: (template: object) => template },
    MessageChannelMain: class {
      readonly port1 = {};
      readonly port2 = {};
    },
    protocol: { registerSchemesAsPrivileged: note('registerScheme') },
    safeStorage: ring,
    screen: {
      getPrimaryDisplay: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
      getAllDisplays: () => [],
    },
    session: {
      defaultSession: Object.assign(new EventEmitter(), {
        setPermissionRequestHandler: note('denyRequests'),
        setPermissionCheckHandler: note('denyChecks'),
        setDevicePermissionHandler: note('denyDevices'),
        webRequest: { onBeforeRequest: note('guardRequests') },
        protocol: { handle: note('handle') },
      }),
    },
    shell: { openPath: note('openPath') },
    utilityProcess: {
      fork(program: string) {
        note('fork')(program);
        return new Service();
      },
    },
  };
  return { electron, calls, given, state, app, ipcMain };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsw-main-'));
  vi.resetModules();
  onTestFinished(() => {
    vi.unstubAllGlobals();
    rmSync(folder, { recursive: true, force: true });
  });
});

async function run(change: (made: ReturnType<typeof standIn>) => void = () => undefined) {
  const made = standIn(folder);
  change(made);
  // A process of the entry's own: the pipe of this one leads to the test runner, not to a launcher.
  const events = new EventEmitter();
  const ours = { connected: false, argv: ['electron', '--head-office=https://hq.example'] };
  vi.stubGlobal('process', Object.assign(Object.create(process), ours, { on: events.on.bind(events) }));
  vi.doMock('electron', () => made.electron);
  await import('../../../electron/main/index.ts');
  await settle();
  return { ...made, events };
}
const HOME = 'regional-sales-workstation';

test('what must come before Electron is ready does, and nothing is loaded before it is guarded', async () => {
  const { calls, given } = await run();
  const at = (name: string) => {
    expect(calls, name).toContain(name);
    return calls.indexOf(name);
  };
  for (const early of ['registerScheme', 'enableSandbox', 'setPath'])
    expect(at(early), early).toBeLessThan(at('ready'));
  for (const guard of [
    'denyRequests',
    'denyChecks',
    'denyDevices',
    'guardRequests',
    'handle',
    'setWindowOpenHandler',
  ]) {
    expect(at(guard), guard).toBeLessThan(at('loadURL'));
  }
  expect(given.get('loadURL')).toEqual(['app://workstation/']);
  expect(given.get('BrowserWindow')?.[0]).toMatchObject({
    show: false,
    title: 'Regional Sales Workstation',
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: false,
    },
  });
  expect(given.get('setPath')).toEqual(['userData', join(folder, HOME, 'electron')]);
});

test('the data service gets its folder, its key and the address, and the page its port', async () => {
  const { state, given, ipcMain } = await run();
  expect(String(given.get('fork')?.[0])).toMatch(/data-service\.js$/);
  const [service] = state.services;
  expect(service?.received[0]).toMatchObject({
    type: 'start',
    folder: join(folder, HOME, 'data', 'laptop'),
    headOffice: 'https://hq.example',
    key: expect.objectContaining({ length: 32 }),
  });
  const posted: string[] = [];
  const senderFrame = { url: 'app://workstation/', parent: null, postMessage: (name: string) => posted.push(name) };
  ipcMain.emit('regional-sales-workstation/port-request', { senderFrame });
  expect(service?.received.at(-1)).toEqual({ type: 'port' });
  expect(posted).toEqual(['regional-sales-workstation/port']);
});

test('the window shows itself once there is something to see, and closing it saves and leaves', async () => {
  const { calls, state, app } = await run();
  const [window] = state.windows;
  expect(calls).not.toContain('show');
  window?.emit('ready-to-show');
  expect(calls).toContain('show');
  window?.emit('close');
  expect(JSON.parse(readFileSync(join(folder, HOME, 'data', 'window.json'), 'utf8'))).toMatchObject({ width: 1300 });
  app.emit('window-all-closed');
  expect(calls).not.toContain('left');
  await settle();
  expect(state.services[0]?.received.at(-1)).toEqual({ type: 'stop' });
  expect(calls.at(-1)).toBe('left');
});

test('a second start brings the first to the front and leaves', async () => {
  const first = await run();
  first.app.emit('second-instance');
  expect(first.calls.at(-1)).toBe('focus');
  vi.resetModules();
  const second = await run((made) => {
    made.state.isFirst = false;
  });
  expect(second.calls).not.toContain('fork');
  expect(second.calls.at(-1)).toBe('left');
});

test.each([
  ['folder_locked', 'Another workstation uses this data folder.'],
  ['something else', 'Something unexpected happened.'],
])('a data service that cannot start (%s) is told in a sentence', async (code, sentence) => {
  const { state, given, calls } = await run();
  state.services[0]?.emit('message', { type: 'failed', code });
  await settle();
  expect(given.get('showErrorBox')?.[0]).toBe('The workstation cannot start');
  expect(given.get('showErrorBox')?.[1]).toContain(sentence);
  expect(calls.at(-1)).toBe('left');
});

test('a folder that cannot be made, and a key that cannot be read, end the start in a sentence', async () => {
  writeFileSync(join(folder, HOME), 'in the way');
  const blocked = await run();
  expect(blocked.given.get('showErrorBox')?.[1]).toMatch(/folder/);
  expect(blocked.calls.at(-1)).toBe('left');
  expect(blocked.calls).not.toContain('fork');
  rmSync(join(folder, HOME));

  vi.resetModules();
  await run();
  vi.resetModules();
  const keyless = await run((made) => {
    made.electron.safeStorage.isAsyncEncryptionAvailable = async () => false;
  });
  expect(keyless.calls).toContain('showErrorBox');
  expect(keyless.calls).not.toContain('fork');
  expect(readFileSync(join(folder, HOME, 'data', 'logs', 'shell.log'), 'utf8')).toContain('key_missing');
});

test('what nobody took care of is logged each time and told once', async () => {
  const { calls, events } = await run();
  events.emit('uncaughtException', new Error('a mistake'));
  events.emit('unhandledRejection', new Error('a mistake'));
  expect(calls.filter((name) => name === 'showErrorBox')).toHaveLength(1);
  const log = readFileSync(join(folder, HOME, 'data', 'logs', 'shell.log'), 'utf8');
  expect(log.match(/a mistake/g)?.length).toBeGreaterThanOrEqual(2);
  expect(existsSync(join(folder, HOME, 'data', 'laptop.key.sealed'))).toBe(true);
});
