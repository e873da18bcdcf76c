/**
 * Entry of the Electron shell. It only joins parts: the page lives in its own sandbox, the data in their own process,
 * and no business rule and no SQL is here.
 */
import { existsSync } from 'node:fs';
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
import { APP_ADDRESS, APP_SCHEME } from '../security/own-address.ts';
import { type DataService, keepDataService } from './data-service.ts';
import { keepPage } from './keep-page.ts';
import { followLauncher, makeFolder, readLaunchOptions, tellLauncher } from './launch.ts';
import { menuTemplate } from './menu.ts';
import { joinPages } from './page-ports.ts';
import { quitAfter } from './quit.ts';
import { raiseWindow } from './raise-window.ts';
import { openWindow } from './window.ts';
import { wordsFor } from './words.ts';

/** What Windows knows the program by; electron-builder.yml has the same. */
const APP_ID = 'cn.rsw.workstation';
/** Folder of the program's files, which its displayed name must not move. */
const FOLDER_NAME = 'regional-sales-workstation';
/** This program is built into out/main. */
const PROGRAM = join(import.meta.dirname, '..', '..');

const options = readLaunchOptions(process.argv.slice(1));
const home = options.data ?? join(app.getPath('appData'), FOLDER_NAME);
const data = options.data ?? join(home, 'data');
const logs = join(data, 'logs');
const laptop = join(data, 'laptop');
const keyFiles = { file: join(data, 'laptop.key.sealed'), openFile: join(data, 'laptop.key') };

/** Chinese until the system can be asked. */
let words = wordsFor([]);
let log: pino.Logger | null = null;
let told = false;
/** Tells the user once, and the log each time, that something went wrong which nobody took care of. */
function report(error: unknown): void {
  log?.error({ err: error }, 'unexpected');
  if (told) return;
  told = true;
  dialog.showErrorBox(words.shell.product, words.errors[error instanceof AppError ? error.code : 'internal']);
}

function leave(code: ErrorCode): void {
  dialog.showErrorBox(words.shell.startFailed, words.errors[code]);
  app.quit();
}

/** Asks whether to try once more what ended again and again. */
async function offerRetry(what: { readonly message: string; readonly detail: string }, retry: () => void) {
  const { response } = await dialog.showMessageBox({
    ...what,
    type: 'error',
    buttons: [words.shell.retry, words.shell.menu.quit],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) retry();
  else app.quit();
}

process.on('uncaughtException', report);
process.on('unhandledRejection', report);
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);
app.setAppUserModelId(APP_ID);
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => guardContents(contents));
app.on('child-process-gone', (_event, details) => log?.warn({ details }, 'a process ended'));
app.on('window-all-closed', () => app.quit());
const secrets = followLauncher(process, () => app.quit());

let service: DataService<MessagePortMain> | null = null;
quitAfter(app, async () => {
  for (const window of BrowserWindow.getAllWindows()) window.hide();
  await service?.stop();
});

function startService(key: Uint8Array | null, enrolmentCode: string | undefined): DataService<MessagePortMain> {
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
    onFailed: leave,
    onNonsense: () => log?.error('the data service said something that is no message'),
    onState(state) {
      log?.info({ state }, 'data service');
      if (state.kind === 'gave_up') void offerRetry(words.shell.serviceGaveUp, () => kept.retry());
    },
  });
  return kept;
}

function openPage(): BrowserWindow {
  const window = openWindow({
    title: words.shell.product,
    icon: join(PROGRAM, 'resources', 'icons', 'icon.png'),
    preload: join(PROGRAM, 'out', 'preload', 'index.cjs'),
    stateFile: join(data, 'window.json'),
    forDevelopers: !app.isPackaged,
  });
  window.once('show', () => tellLauncher(process, { kind: 'ready' }));
  const page = keepPage({
    contents: window.webContents,
    address: APP_ADDRESS,
    onLost: (reason) => log?.error({ err: reason }, 'the page ended'),
    onState: ({ kind }) => kind === 'gave_up' && void offerRetry(words.shell.pageGaveUp, () => page.retry()),
  });
  return window;
}

/** False where this data folder is open in another window already. Electron's own files tell its instances apart. */
function takeFolder(): boolean {
  const folder = join(home, 'electron');
  makeFolder(folder);
  app.setPath('userData', folder);
  return app.requestSingleInstanceLock();
}

async function start(): Promise<void> {
  await app.whenReady();
  words = wordsFor(app.getPreferredSystemLanguages());
  makeFolder(logs);
  log = pino(pino.destination({ dest: join(logs, 'shell.log'), sync: true }));
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
  const kept = startService(key, (await secrets).enrolmentCode);
  service = kept;
  joinPages<MessagePortMain>({
    messages: ipcMain,
    createChannel: () => new MessageChannelMain(),
    handToService: (port) => kept.handPort(port),
  });
  const menu = menuTemplate({
    words: words.shell,
    platform: process.platform,
    forDevelopers: !app.isPackaged,
    openLogs: () => void shell.openPath(logs),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  const window = openPage();
  app.on('second-instance', () => raiseWindow(window));
}

async function main(): Promise<void> {
  try {
    if (takeFolder()) await start();
    else app.quit();
  } catch (error) {
    log?.fatal({ err: error }, 'the shell could not be started');
    await app.whenReady();
    words = wordsFor(app.getPreferredSystemLanguages());
    leave(error instanceof AppError ? error.code : 'internal');
  }
}

// Not awaited: Electron becomes ready only once this module has been evaluated.
void main();
