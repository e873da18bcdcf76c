/**
 * Entry of the Electron shell. It only joins parts: the page lives in its own sandbox, the data in their own process,
 * and no business rule and no SQL is here.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  type MessagePortMain,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron';
import pino from 'pino';
import { AppError, type ErrorCode } from '../../db/contract/errors.ts';
import { createAppHandler } from '../security/app-protocol.ts';
import { forgetDeviceKey, unlockDeviceKey } from '../security/device-key.ts';
import { guardContents, guardSession } from '../security/guards.ts';
import { APP_SCHEME } from '../security/own-address.ts';
import { type DataService, keepDataService } from './data-service.ts';
import { followLauncher, readLaunchOptions } from './launch.ts';
import { menuTemplate } from './menu.ts';
import { joinPages } from './page-ports.ts';
import { quitAfter } from './quit.ts';
import { openWindow } from './window.ts';
import { type Words, wordsFor } from './words.ts';

/** This program is built into out/main. */
const PROGRAM = join(import.meta.dirname, '..', '..');
const options = readLaunchOptions(process.argv.slice(1));
if (options.data !== undefined) app.setPath('userData', join(options.data, 'electron'));
const data = options.data ?? join(app.getPath('userData'), 'data');
const logs = join(data, 'logs');
const laptop = join(data, 'laptop');
const keyFiles = { file: join(data, 'laptop.key.sealed'), openFile: join(data, 'laptop.key') };

protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => guardContents(contents));
app.on('window-all-closed', () => app.quit());
const secrets = followLauncher(process, () => app.quit());

let service: DataService<MessagePortMain> | null = null;
quitAfter(app, async () => {
  for (const window of BrowserWindow.getAllWindows()) window.hide();
  await service?.stop();
});

function startService(key: Uint8Array | null, enrolmentCode: string | undefined, words: Words, log: pino.Logger) {
  const failed = (code: ErrorCode): void => {
    log.error({ code }, 'the data service cannot open its files');
    dialog.showErrorBox(words.shell.startFailed, words.errors[code]);
    app.quit();
  };
  const { message, detail, retry, quit } = words.shell.serviceGaveUp;
  const kept = keepDataService<MessagePortMain>({
    fork: () => utilityProcess.fork(join(import.meta.dirname, 'data-service.js'), [], { serviceName: 'data-service' }),
    start: {
      folder: laptop,
      logFile: join(logs, 'workstation.log'),
      key,
      ...(options.headOffice === undefined ? {} : { headOffice: options.headOffice }),
      ...(enrolmentCode === undefined ? {} : { enrolmentCode }),
    },
    forgetKey: () => forgetDeviceKey(keyFiles),
    onFailed: failed,
    onState(state) {
      log.info({ state }, 'data service');
      if (state.kind !== 'gave_up') return;
      void dialog
        .showMessageBox({ type: 'error', message, detail, buttons: [retry, quit], defaultId: 0, cancelId: 1 })
        .then(({ response }) => (response === 0 ? kept.retry() : app.quit()));
    },
  });
  return kept;
}

async function main(): Promise<void> {
  await app.whenReady();
  const words = wordsFor(app.getPreferredSystemLanguages());
  try {
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    const log = pino(pino.destination({ dest: join(logs, 'shell.log'), sync: true }));
    const key = await unlockDeviceKey({
      ...keyFiles,
      ring: safeStorage,
      platform: process.platform,
      // This file says that the laptop's files exist, and how they are encrypted.
      mayCreate: !existsSync(join(laptop, 'encryption.json')),
    });
    const { encrypted, open } = words.shell.files;
    app.setAboutPanelOptions({
      applicationName: words.shell.product,
      applicationVersion: app.getVersion(),
      copyright: key === null ? open : encrypted,
    });
    guardSession(session.defaultSession);
    session.defaultSession.protocol.handle(
      APP_SCHEME,
      createAppHandler({ renderer: join(PROGRAM, 'out', 'renderer'), resources: join(PROGRAM, 'resources') }),
    );
    const kept = startService(key, (await secrets).enrolmentCode, words, log);
    service = kept;
    joinPages<MessagePortMain>({
      messages: ipcMain,
      createChannel: () => new MessageChannelMain(),
      handToService: (port) => kept.handPort(port),
    });
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          words: words.shell,
          platform: process.platform,
          forDevelopers: !app.isPackaged,
          openLogs: () => void shell.openPath(logs),
        }),
      ),
    );
    const window = openWindow({
      title: words.shell.product,
      icon: join(PROGRAM, 'resources', 'icons', 'icon.png'),
      preload: join(PROGRAM, 'out', 'preload', 'index.cjs'),
      stateFile: join(data, 'window.json'),
    });
    app.on('second-instance', () => {
      if (window.isMinimized()) window.restore();
      window.focus();
    });
  } catch (error) {
    dialog.showErrorBox(words.shell.startFailed, words.errors[error instanceof AppError ? error.code : 'internal']);
    app.quit();
  }
}

// Not awaited: Electron becomes ready only once this module has been evaluated.
if (app.requestSingleInstanceLock()) void main();
else app.quit();
