// Goal: the data service that Electron starts is whole, as it is built and as it is packed: it opens encrypted files,
// syncs in its threads, answers through a port, ends in order, and says what is wrong when it cannot. Method: the real
// build, and what the builder packs of it around a stand-in for Electron's binary; each run in a thread with a parent
// as Electron gives it, against a real head office, and asked through the page's own client.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MessageChannel, type MessagePort as NodePort, Worker } from 'node:worker_threads';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { getConfig } from 'app-builder-lib/out/util/config/config.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueEnrolmentCode } from '../../../db/headoffice/enrolment.ts';
import { sequence } from '../../../db/headoffice/sequencer.ts';
import { startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { ensureBuilt } from '../../../electron/launcher/build.mjs';
import { portChannel } from '../../../renderer/client/channels.ts';
import { Connection, createClient } from '../../../renderer/client/connection.ts';
import { layOut, readAsar } from '../../support/asar.ts';
import { foundCompany } from '../../support/company.ts';
import { writeElectronStandIn } from '../../support/electron-stand-in.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { silent } from '../../support/laptop.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsw-built-'));
const start = (laptop: string, key: Uint8Array | null) => ({
  type: 'start',
  folder: join(folder, laptop),
  logFile: join(folder, `${laptop}.log`),
  key,
});
const KEY = new Uint8Array(32).fill(7);
const PACKED = join(folder, 'dist', 'linux-unpacked');
const ARCHIVE = join(PACKED, 'resources', 'app.asar');
const PROGRAMS = {
  built: resolve('out/main/data-service.js'),
  packed: join(folder, 'app.asar', 'out/main/data-service.js'),
};

function pack(...args: string[]) {
  const builder = 'node_modules/electron-builder/cli.js';
  const { status, stdout, stderr } = spawnSync(process.execPath, [builder, ...args], { encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
}

beforeAll(() => {
  for (const part of ['renderer', 'proof', 'shell'] as const) ensureBuilt(resolve('.'), part, () => undefined);
  writeElectronStandIn(join(folder, 'stand-in'));
  pack(
    ...['--linux', 'dir', `--${process.arch}`, '--publish', 'never'],
    `-c.electronDist=${join(folder, 'stand-in')}`,
    `-c.directories.output=${join(folder, 'dist')}`,
  );
  layOut(ARCHIVE, folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function run(program: string) {
  const thread = new Worker(resolve('tests/support/utility-process.ts'), { workerData: program });
  const ended = new Promise<number>((done) => thread.once('exit', done));
  const said = (type: string) =>
    new Promise<unknown>((done, reject) => {
      thread.once('error', reject);
      thread.on('message', (message: { readonly type: string }) => message.type === type && done(message));
    });
  const send = (data: unknown, ports: NodePort[] = []) => thread.postMessage({ data, ports }, ports);
  return { ended, said, send };
}

// A package for Linux has Linux's binaries.
const skipped = process.platform === 'linux' ? [] : ['packed'];
test.for(Object.entries(PROGRAMS))(
  'as it is %s it opens, syncs, answers, and ends',
  async ([laptop, program], { skip }) => {
    skip(skipped.includes(laptop), 'Linux only');
    const database = await openEmptyHeadOffice();
    await foundCompany(database);
    await sequence(database);
    const headOffice = await startHeadOfficeServer({ database, port: 0, log: silent });
    const { ended, said, send } = run(program);
    const ready = said('ready');
    const enrolmentCode = await issueEnrolmentCode(database, 'zhou');
    send({ ...start(laptop, KEY), headOffice: headOffice.address, enrolmentCode });
    await ready;
    const { port1, port2 } = new MessageChannel();
    send({ type: 'port' }, [port1]);
    const connection = new Connection({
      openChannel: async () => portChannel(port2 as unknown as MessagePort),
      delay: () => new Promise(() => undefined),
    });
    await connection.opened();
    const client = createClient(connection);
    for await (const { state, syncedAt } of client.sync.watch({})) if (state === 'idle' && syncedAt !== null) break;
    expect((await client.directory.getFrame({})).person?.name).toBe('周敏');
    const stopped = said('stopped');
    send({ type: 'stop' });
    await stopped;
    expect(await ended).toBe(0);
    expect(
      readFileSync(join(folder, laptop, 'local.db'))
        .subarray(0, 6)
        .toString('latin1'),
    ).not.toBe('SQLite');
  },
);

test('another key is told, and the files stay as they were', async () => {
  const { ended, said, send } = run(PROGRAMS.built);
  const failed = said('failed');
  send(start('built', new Uint8Array(32).fill(8)));
  expect(await failed).toEqual({ type: 'failed', code: 'key_wrong' });
  expect(readFileSync(join(folder, 'built.log'), 'utf8')).toContain('could not be started');
  send({ type: 'stop' });
  expect(await ended).toBe(0);
  expect(existsSync(join(folder, 'built', 'local.db'))).toBe(true);
});

test('every thread of the service is built beside it', () => {
  const program = readFileSync('out/main/data-service.js', 'utf8');
  const threads = [...program.matchAll(/new URL\("\.\/([\w-]+\.\w+)", import\.meta\.url\)/g)].map(([, name]) => name);
  expect(threads.length).toBeGreaterThan(1);
  for (const name of threads) expect(existsSync(join('out/main', name ?? '')), name).toBe(true);
  expect(readFileSync('out/preload/index.cjs', 'utf8')).not.toMatch(/require\("(?!electron")/);
});

test('only what is needed is packed, and only binaries lie outside the sealed archive', () => {
  const files = readAsar(ARCHIVE);
  const paths = files.map(({ path }) => path);
  const tops = new Set(
    paths.map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('out/') ? 2 : 1)
        .join('/'),
    ),
  );
  expect([...tops].sort()).toEqual(
    [
      'LICENSE',
      'node_modules',
      'out/main',
      'out/pack',
      'out/preload',
      'out/proof',
      'out/renderer',
      'package.json',
      'resources',
    ].sort(),
  );
  const packages = new Set(paths.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  expect([...packages].sort()).toEqual([
    '@powersync/common',
    '@powersync/node',
    '@powersync/shared-internals',
    'better-sqlite3',
    'comlink',
    'undici',
  ]);
  for (const needed of [
    'resources/map/SOURCES.md',
    'resources/icons/icon.png',
    'resources/locales/zh-CN/sheet.json',
    'resources/locales/en/rules.json',
    'out/renderer/index.html',
    'out/proof/engine.js',
    'out/pack/engine.js',
    'resources/locales/zh-CN/pack.json',
  ]) {
    expect(paths).toContain(needed);
  }
  expect(paths.filter((path) => /\.(ts|tsx|map)$|screenshots|(^|\/)\./.test(path))).toEqual([]);
  const machine = process.arch === 'x64' ? 'x64' : 'aarch64';
  expect(files.flatMap(({ path, unpacked }) => (unpacked ? [path.replaceAll(machine, '<machine>')] : []))).toEqual(
    expect.arrayContaining(['node_modules/@powersync/node/lib/libpowersync_<machine>.linux.so']),
  );
  expect(files.filter(({ unpacked }) => unpacked).every(({ path }) => /\.(node|so)$/.test(path))).toBe(true);
  expect(paths.filter((path) => path.endsWith('.node'))).toEqual([
    `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
  ]);
});

test('the licences of what was bundled travel with it', () => {
  const notices = (part: string) =>
    readAsar(ARCHIVE)
      .find(({ path }) => path === `out/${part}/THIRD-PARTY.txt`)
      ?.content?.toString('utf8') ?? '';
  expect(notices('main')).toMatch(/^zod \d+\.\d+\.\d+ \(MIT\)\n\nMIT License/m);
  for (const name of ['react', 'antd', 'maplibre-gl', '@fontsource-variable/noto-sans-sc']) {
    expect(notices('renderer'), name).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
});

test('the packed binary has its fuses set, and no other language than ours', async () => {
  const { DISABLE, ENABLE } = FuseState;
  const wire = await getCurrentFuseWire(join(PACKED, 'regional-sales-workstation'));
  expect(wire).toMatchObject({
    [FuseV1Options.RunAsNode]: DISABLE,
    [FuseV1Options.EnableCookieEncryption]: ENABLE,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLE,
    [FuseV1Options.EnableNodeCliInspectArguments]: DISABLE,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLE,
    [FuseV1Options.OnlyLoadAppFromAsar]: ENABLE,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: DISABLE,
  });
  expect(readdirSync(join(PACKED, 'locales')).sort()).toEqual(['en-US.pak', 'zh-CN.pak']);
});

test('every pattern of what is packed matches something that exists', async () => {
  const config = await getConfig(resolve('.'), 'electron-builder.yml', null);
  const { files, asarUnpack, win, mac, linux } = config;
  const patterns = [files, asarUnpack, win?.files, mac?.files, linux?.files].flatMap((list) =>
    [list ?? []].flat().flatMap((item) => (typeof item === 'string' ? item : [item.filter ?? []].flat())),
  );
  expect(patterns.length).toBeGreaterThan(15);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the builder's own placeholder
  const globs = patterns.map((pattern) => pattern.replace(/^!/, '').replace('${arch}', process.arch));
  // What lies deep in the packages would take long to look through; a package of ours has each kind.
  const deep = (glob: string) =>
    glob.replace(/^(?:node_modules\/)?\*\*\//, 'node_modules/{@powersync,better-sqlite3}/**/');
  expect(globs.filter((glob) => globSync(deep(glob)).length === 0)).toEqual([]);
});
