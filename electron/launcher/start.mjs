/**
 * `npm start`: from a fresh clone to an open workstation. Runs on the machine's own Node (20 or newer) and imports
 * nothing but Node's own modules: installs the locked dependencies when they are missing or stale, builds the screen
 * when its sources changed, starts a demo head office unless an address is given, enrols this laptop, and opens it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endChild, supervise } from '../supervisor/supervise.mjs';
import { ensureBuilt } from './build.mjs';
import { STAYING, startChild } from './children.mjs';
import { ensureDependencies, projectNode } from './dependencies.mjs';
import { HELP, readOptions } from './options.mjs';
import { chooseShell, openWindow } from './shell.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const ELECTRON_STOP_MS = 15_000;
const say = (line) => process.stdout.write(`${line}\n`);

/** The sentence for a failure that a child told; the words are those of the screen. */
function sentenceOf({ code, params = {} }) {
  const sentences = JSON.parse(readFileSync(join(root, 'resources', 'locales', 'en', 'errors.json'), 'utf8'));
  return (sentences[code] ?? code).replaceAll(/\{\{(\w+)\}\}/g, (_, name) => String(params[name] ?? name));
}

/**
 * Starts a kept-running child; resolves with its first `ready` message. A child that says it cannot run before that is
 * not started again: rejects with its sentence and its `code`. Later ones go on; `onGaveUp` tells that it was given up.
 * `onOpen` hears each time that a browser can load its page, which may be before it is ready.
 */
function launch(children, { name, args, logFile, secretsFor, onProgress, onOpen, onGaveUp }) {
  return new Promise((resolveReady, reject) => {
    let ready = false;
    const fail = (reason, code) => {
      if (ready) return say(reason);
      void kept.stop().then(() => reject(Object.assign(new Error(reason), { code })));
    };
    const kept = supervise({
      start: () =>
        startChild({
          node: projectNode(root),
          args: args(),
          cwd: root,
          logFile,
          secrets: secretsFor?.(),
          onMessage: (message) => {
            if (message.kind === 'progress') onProgress?.(message);
            else if (message.kind === 'failed') fail(`${name}: ${sentenceOf(message)} (${logFile})`, message.code);
            else if (message.kind === 'open') onOpen?.(message);
            else if (message.kind === 'ready') {
              ready = true;
              resolveReady(message);
            }
          },
        }),
      onState({ kind }) {
        if (kind !== 'gave_up') return;
        fail(`${name} stopped again and again; see ${logFile}`);
        onGaveUp?.();
      },
    });
    children.push(kept);
  });
}

const headOfficePortFile = ({ data }) => join(data, 'headoffice.port');
const workstationPortFile = ({ data }) => join(data, 'workstation.port');
/** Lies in the data folder once a laptop was seen to belong to the demo head office. */
const joinedFileOf = ({ data }) => join(data, 'headoffice.joined');

/** The port of the last start; '0', any free one, before the first. */
function rememberedPort(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? text : '0';
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(Number(port), '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * Where the demo head office will be, when that is known before it has started: a laptop that belongs to it has its data
 * and need not wait. Null where it must be waited for.
 */
async function expectedAddress(options) {
  const port = rememberedPort(headOfficePortFile(options));
  const known =
    port !== '0' && existsSync(joinedFileOf(options)) && existsSync(join(options.data, 'laptop', 'local.db'));
  return known && (await isFree(port)) ? `http://127.0.0.1:${port}` : null;
}

/** The demo head office keeps its port, so that an enrolled laptop finds it again. */
async function startHeadOffice(children, options) {
  const program = join(root, 'db', 'host', 'cli', 'main.ts');
  let last = -10;
  const serve = (port) =>
    launch(children, {
      name: 'demo head office',
      args: () => [
        ...STAYING,
        program,
        ...['--data', options.data, 'headoffice', 'serve', '--demo', options.demo],
        ...['--port', ready === undefined ? port : new URL(ready.address).port],
      ],
      logFile: join(options.data, 'logs', 'headoffice.out.log'),
      onProgress: ({ done, total, what }) => {
        const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
        if (percent < last + 10) return;
        last = percent;
        say(`founding the demo company: ${percent} % (${what})`);
      },
    });
  let ready;
  try {
    ready = await serve(rememberedPort(headOfficePortFile(options)));
  } catch (error) {
    // Another program took the port meanwhile: the laptop is told where head office has moved.
    if (error.code !== 'port_in_use') throw error;
    ready = await serve('0');
  }
  writeFileSync(headOfficePortFile(options), new URL(ready.address).port);
  say(`head office: ${ready.address} (demo company)`);
  return ready;
}

/**
 * Runs the Electron shell, which has its own data service and supervisor. Resolves with `null` once its window is
 * there; its end is then ours. Resolves with its status when it ended before.
 */
function runElectron(children, binary, { options: { data }, headOffice, enrolmentCode }) {
  return new Promise((resolveReady) => {
    let ready = false;
    const child = startChild({
      node: binary,
      args: [
        join(root, 'out', 'main', 'index.js'),
        `--data=${data}`,
        ...(headOffice ? [`--head-office=${headOffice}`] : []),
      ],
      cwd: root,
      logFile: join(data, 'logs', 'electron.out.log'),
      secrets: { enrolmentCode },
      onMessage({ kind }) {
        if (kind !== 'ready') return;
        ready = true;
        resolveReady(null);
      },
    });
    // It gives its own data service as long as any child gets.
    children.push({ stop: () => endChild(child, ELECTRON_STOP_MS) });
    void child.exited.then((status) => {
      if (!ready) return resolveReady(status);
      if (status !== 0) say(`the Electron shell ended with status ${status}; see ${join(data, 'logs')}`);
      void stopAll(status === 0 ? 0 : 1);
    });
  });
}

/** Runs the browser shell, and opens a window where there can be one. Tells whether the laptop belongs to a head office. */
async function runBrowser(children, { options, headOffice, enrolmentCode }) {
  const secret = () => randomBytes(32).toString('base64url');
  const sessionSecret = secret();
  // The next start takes the same port where it can: what the browser kept of the page is kept under its address. So does
  // one after a crash, so that open windows find it.
  const remembered = rememberedPort(workstationPortFile(options));
  let port = options.port === '0' && (await isFree(remembered)) ? remembered : options.port;
  let opened = false;
  const open = ({ address, entrance }) => {
    if (opened) return say(`workstation: started again; open windows come back, or open ${entrance}`);
    opened = true;
    port = new URL(address).port;
    writeFileSync(workstationPortFile(options), port);
    say(`workstation: ${entrance}`);
    if (options['no-open']) return;
    const notOpened = (reason) => say(`no window is opened: ${reason}`);
    const reason = openWindow(entrance, join(options.data, 'browser'), notOpened);
    if (reason !== null) notOpened(reason);
  };
  const { state } = await launch(children, {
    name: 'workstation',
    args: () => [
      ...STAYING,
      join(root, 'db', 'host', 'loopback', 'main.ts'),
      ...['--data', options.data, '--port', port],
      ...(headOffice === undefined ? [] : ['--head-office', headOffice]),
    ],
    logFile: join(options.data, 'logs', 'workstation.out.log'),
    secretsFor: () => ({ sessionSecret, code: secret(), enrolmentCode }),
    onOpen: open,
    onGaveUp: () => void stopAll(1),
  });
  return state !== 'not_enrolled';
}

/**
 * Opens the chosen shell; where Electron was our own choice and cannot run here, the browser shell takes its place. Tells
 * whether the laptop is known to belong to a head office.
 */
async function openShell(children, { kind, binary }, stack) {
  if (kind === 'electron') {
    const status = await runElectron(children, binary, stack);
    if (status === null) return false;
    const logs = join(stack.options.data, 'logs');
    const failure = `Electron ended with status ${status} before its window was there; see ${logs}`;
    if (stack.options.shell === 'electron') throw new Error(failure);
    say(`${failure}. The browser shell takes its place.`);
  }
  return runBrowser(children, stack);
}

/** Head office and workstation: beside each other where the laptop knows its head office, else one after the other. */
async function openWithDemo(children, shell, options) {
  const expected = await expectedAddress(options);
  const starting = startHeadOffice(children, options);
  const open = async () => {
    if (expected !== null) return openShell(children, shell, { options, headOffice: expected });
    const { address, enrolmentCode } = await starting;
    return openShell(children, shell, { options, headOffice: address, enrolmentCode: enrolmentCode ?? undefined });
  };
  const [isJoined, { guests }] = await Promise.all([open(), starting]);
  for (const { person, code } of guests) say(`to be ${person} instead, enrol with: ${code}`);
  // A laptop that was wiped waits for its code again the next time.
  if (isJoined) writeFileSync(joinedFileOf(options), '');
  else rmSync(joinedFileOf(options), { force: true });
}

async function main(children) {
  const options = readOptions(root, process.argv.slice(2));
  if (options.help) {
    say(HELP);
    return;
  }
  ensureDependencies(root, say);
  const shell = await chooseShell(root, options.shell, say);
  say(`shell: ${shell.kind} (${shell.why})`);
  for (const part of ['renderer', 'proof', 'pack']) ensureBuilt(root, part, say);
  if (shell.kind === 'electron') ensureBuilt(root, 'shell', say);
  mkdirSync(options.data, { recursive: true, mode: 0o700 });

  const isDemo = options['head-office'] === undefined && options.demo !== 'none';
  if (isDemo) await openWithDemo(children, shell, options);
  else await openShell(children, shell, { options, headOffice: options['head-office'] });
  say('Ctrl-C stops everything');
}

const children = [];
let stopping = false;
async function stopAll(status) {
  if (stopping) return;
  stopping = true;
  // The workstation before the head office it talks to.
  for (const child of children.reverse()) await child.stop();
  process.exit(status);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopAll(0));
main(children).catch((error) => {
  if (!stopping) process.stderr.write(`${error.message}\n`);
  void stopAll(1);
});
