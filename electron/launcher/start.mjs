/**
 * `npm start`: from a fresh clone to an open workstation. Runs on the machine's own Node (20 or newer) and imports
 * nothing but Node's own modules: installs the locked dependencies when they are missing or stale, builds the screen
 * when its sources changed, starts a demo head office unless an address is given, enrols this laptop, and opens it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endChild, supervise } from '../supervisor/supervise.mjs';
import { ensureRenderer } from './build.mjs';
import { startChild } from './children.mjs';
import { ensureDependencies, projectNode } from './dependencies.mjs';
import { chooseShell, openWindow } from './shell.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const HELP = `npm start -- [options]

  --shell auto|electron|browser   which shell opens the workstation (auto)
  --data <folder>                 where this laptop's files lie (.data)
  --port <port>                   port of the browser shell on 127.0.0.1 (any free one)
  --demo small|full|none          demo head office, founded at the first start (small)
  --head-office <url>             an existing head office in its place
  --no-open                       print the address, open no window
  --help                          this text
`;
const say = (line) => process.stdout.write(`${line}\n`);

function readOptions() {
  const { values } = parseArgs({
    options: {
      shell: { type: 'string', default: 'auto' },
      data: { type: 'string', default: join(root, '.data') },
      port: { type: 'string', default: '0' },
      demo: { type: 'string', default: 'small' },
      'head-office': { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const oneOf = (name, choices) => {
    if (!choices.includes(values[name])) throw new Error(`--${name} must be one of ${choices.join(', ')}`);
  };
  oneOf('shell', ['auto', 'electron', 'browser']);
  oneOf('demo', ['small', 'full', 'none']);
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) throw new Error('--port must be a port');
  return { ...values, data: resolve(values.data) };
}

/** Starts a kept-running child; resolves with its first `ready` message. */
function launch(children, { name, args, logFile, secretsFor, onProgress, onReadyAgain }) {
  return new Promise((resolveReady, reject) => {
    let ready = false;
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
            else if (message.kind === 'failed') fail(`${name} failed: ${message.code}; see ${logFile}`);
            else if (message.kind === 'ready' && ready) onReadyAgain?.(message);
            else if (message.kind === 'ready') {
              ready = true;
              resolveReady(message);
            }
          },
        }),
      onState: ({ kind }) => kind === 'gave_up' && fail(`${name} stopped again and again; see ${logFile}`),
    });
    children.push(kept);
    const fail = (reason) => {
      if (!ready) reject(new Error(reason));
      else say(reason);
    };
  });
}

/** The demo head office keeps its port, so that an enrolled laptop finds it again. */
function rememberedPort(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return /^\d{1,5}$/.test(text) ? text : '0';
}

async function startHeadOffice(children, options) {
  const portFile = join(options.data, 'headoffice.port');
  const program = join(root, 'db', 'host', 'cli', 'main.ts');
  let last = -10;
  const ready = await launch(children, {
    name: 'the demo head office',
    args: () => [
      program,
      ...['--data', options.data, 'headoffice', 'serve', '--demo', options.demo],
      ...['--port', rememberedPort(portFile)],
    ],
    logFile: join(options.data, 'logs', 'headoffice.out.log'),
    onProgress: ({ done, total, what }) => {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      if (percent < last + 10) return;
      last = percent;
      say(`founding the demo company: ${percent} % (${what})`);
    },
  });
  writeFileSync(portFile, new URL(ready.address).port);
  return ready;
}

/** Runs the Electron shell, which has its own data service and supervisor; its end is ours. */
function runElectron(children, { binary, data, headOffice, enrolmentCode, onEnd }) {
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
    onMessage: () => undefined,
  });
  children.push({ stop: () => endChild(child) });
  void child.exited.then(onEnd);
}

async function main(children) {
  const options = readOptions();
  if (options.help) {
    say(HELP);
    return;
  }
  ensureDependencies(root, say);
  ensureRenderer(root, say);
  const shell = chooseShell(root, options.shell);
  say(`shell: ${shell.kind} (${shell.why})`);
  mkdirSync(options.data, { recursive: true, mode: 0o700 });

  let headOffice = options['head-office'];
  let enrolmentCode;
  if (headOffice === undefined && options.demo !== 'none') {
    const ready = await startHeadOffice(children, options);
    headOffice = ready.address;
    enrolmentCode = ready.enrolmentCode ?? undefined;
    say(`head office: ${headOffice} (demo company)`);
  }

  if (shell.kind === 'electron') {
    runElectron(children, { ...shell, data: options.data, headOffice, enrolmentCode, onEnd: () => void stopAll(0) });
    say('Ctrl-C stops everything');
    return;
  }
  const secret = () => randomBytes(32).toString('base64url');
  const sessionSecret = secret();
  // A start after a crash takes the same port, so that open windows find it.
  let port = options.port;
  const ready = await launch(children, {
    name: 'the workstation',
    args: () => [
      join(root, 'db', 'host', 'loopback', 'main.ts'),
      ...['--data', options.data, '--port', port],
      ...(headOffice === undefined ? [] : ['--head-office', headOffice]),
    ],
    logFile: join(options.data, 'logs', 'workstation.out.log'),
    secretsFor: () => ({ sessionSecret, code: secret(), enrolmentCode }),
    onReadyAgain: ({ entrance }) => say(`workstation: started again; open windows come back, or open ${entrance}`),
  });
  port = new URL(ready.address).port;
  say(`workstation: ${ready.entrance}`);
  if (!options['no-open']) {
    const reason = openWindow(ready.entrance, join(options.data, 'browser'));
    if (reason !== null) say(`no window is opened: ${reason}`);
  }
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
