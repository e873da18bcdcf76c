// Goal: IT can rely on the command line: help for every command, one JSON document on stdout, everything else on stderr,
// and an exit status that says what happened. Method: `npm run cli` as real processes in order of a laptop's life, from an
// import to its undoing; signals go to the whole group, as a terminal sends them.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeProgram } from '../../../db/host/cli/main.ts';
import { lockFolder } from '../../../db/store/folder-lock.ts';
import { type CliOutcome, runCli, startCli } from '../../support/cli.ts';
import { northwindText, removeFolder, writeNorthwind } from '../../support/northwind-files.ts';

const data = mkdtempSync(join(tmpdir(), 'rsw-cli-'));
const folders: string[] = [];
afterAll(() => {
  for (const folder of [data, ...folders]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
const at = (folder: string, ...args: string[]): string[] => ['--data', join(data, folder), '--json', ...args];
/** The one JSON document on stdout. */
function answerOf({ status, stdout, stderr }: CliOutcome): Record<string, unknown> {
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  expect(stdout.endsWith('\n') && stdout.indexOf('\n') === stdout.length - 1).toBe(true);
  return JSON.parse(stdout) as Record<string, unknown>;
}
/** The failure told as the last line of stderr; stdout stays empty. */
function failureOf({ stdout, stderr }: CliOutcome): unknown {
  expect(stdout).toBe('');
  return JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '');
}

describe('help', () => {
  /** The commands that do something, by their path, each with its help. */
  const commandsUnder = (command: Command, path: readonly string[] = []): (readonly [string, string])[] =>
    command.commands.length === 0
      ? [[path.join(' '), command.helpInformation()]]
      : command.commands.flatMap((below) => commandsUnder(below, [...path, below.name()]));

  test('every command explains itself', async () => {
    const all = commandsUnder(await completeProgram());
    for (const [path, help] of all) {
      expect(help, path).toContain(`Usage: npm run cli -- ${path}`);
      // A sentence about it stands between the usage and the options.
      expect(help.split('\n')[2], path).toMatch(/[a-z]{3}/);
    }
    expect(all.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        'headoffice serve',
        'headoffice seed',
        'headoffice import',
        'headoffice undo-import',
        'headoffice enrol',
        'headoffice devices',
        'headoffice revoke',
        'headoffice wipe',
        'headoffice rotate-key',
        'enrol',
        'sync',
        'status',
        'query',
        'doctor',
      ]),
    );
  });

  test.each([[[]], [['headoffice']], [['headoffice', 'serve']]])('%j --help is told on stdout', async (path) => {
    const { status, stdout, stderr } = await runCli([...path, '--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(['Usage: npm run cli --', ...path].join(' '));
  });

  test('help about a group names its commands', async () => {
    const { status, stdout } = await runCli(['help', 'ledger']);
    expect(status).toBe(0);
    for (const name of ['verify', 'export']) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });

  test('help names what each exit status says', async () => {
    const { stdout } = await runCli(['--help']);
    for (const status of [0, 1, 2, 3, 4, 130]) expect(stdout).toMatch(new RegExp(`^ {2}${status}  `, 'm'));
  });

  test('a reader that has gone away is no failure', async () => {
    const { child, ended } = startCli(['rebates', 'schema']);
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([
    [['nonsense']],
    [['sync', '--nonsense']],
    [['headoffice', 'import', 'northwind']],
    [['headoffice', 'import', 'excel', '.']],
    [['headoffice', 'serve', '--port', '70000']],
    [['headoffice', 'serve', '--demo', 'huge']],
    [['headoffice', 'enrol', 'zhoumin', '--minutes', 'soon']],
    [['headoffice', 'revoke']],
    [['headoffice', 'enrol', 'zhoumin', '--minutes', '0']],
  ])('%j is not understood: usage on stderr, status 2', async (args) => {
    const { status, stdout, stderr } = await runCli(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain('Usage: npm run cli --');
  });

  test('without a command, help goes to stderr', async () => {
    const { status, stdout, stderr } = await runCli([]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: npm run cli --');
  });
});

describe('head office', () => {
  const whole = writeNorthwind();
  folders.push(whole);
  const imported = (folder: string, ...more: string[]) =>
    runCli(at('office', 'headoffice', 'import', 'northwind', folder, ...more));

  test('a damaged export is refused with its place, and a sentence for people', async () => {
    const damaged = writeNorthwind({ Orders: northwindText('Orders').replace('1996-07-05', '1996-02-30') });
    folders.push(damaged);
    const params = { file: 'Orders.csv.gz', line: 3, column: 'OrderDate', problem: 'value' };
    const refused = await imported(damaged);
    expect([refused.status, failureOf(refused)]).toEqual([1, { code: 'import_damaged', params }]);
    const said = await runCli(['--data', join(data, 'office'), 'headoffice', 'import', 'northwind', damaged]);
    expect(said.status).toBe(1);
    expect(said.stderr).toMatch(/^import_damaged: The export is not as expected: Orders\.csv\.gz, line 3 OrderDate/m);
  });

  test('a missing export is not found', async () => {
    const refused = await imported(join(data, 'nowhere'));
    expect([refused.status, failureOf(refused)]).toMatchObject([1, { code: 'not_found' }]);
  });

  test('an import tells its counts; again, that it was there; undone, that it is gone', async () => {
    const first = answerOf(await imported(whole));
    expect(first).toMatchObject({ repeated: false, counts: { order_line: { inserted: 4, skipped: 0, rejected: 0 } } });
    const { batchId } = first;
    expect(answerOf(await imported(whole))).toMatchObject({ batchId, repeated: true });
    const undo = (batch: string) => runCli(at('office', 'headoffice', 'undo-import', batch));
    expect(answerOf(await undo(String(batchId)))).toEqual({ undone: batchId });
    const unknown = await undo('nonsense');
    expect([unknown.status, failureOf(unknown)]).toEqual([1, { code: 'not_found', params: { batch: 'nonsense' } }]);
    // Without --json the answer is for people, and still on stdout.
    const spoken = await runCli(['--data', join(data, 'office'), 'headoffice', 'import', 'northwind', whole]);
    expect(spoken.stdout).toMatch(/^batchId: .+\nrepeated: false\ncounts: /);
  });

  test('an import that is interrupted says so and leaves nothing', async () => {
    const many = Array.from({ length: 60_000 }, (_, n) => `${10 + n},ALFKI,1,1997-03-01,1997-04-01,\n`).join('');
    const lines = Array.from({ length: 60_000 }, (_, n) => `${10 + n},1,1.0,1,0.0\n`).join('');
    const large = writeNorthwind({
      Orders: northwindText('Orders') + many,
      OrderDetails: northwindText('OrderDetails') + lines,
    });
    folders.push(large);
    const args = at('office', 'headoffice', 'import', 'northwind', large);
    const stopped = await runCli(args, { interruptAt: /\d+ rows, orders\n/ });
    expect([stopped.status, failureOf(stopped)]).toEqual([130, { code: 'cancelled', params: {} }]);
    expect(stopped.stderr).toMatch(/^\d+ rows, orders$/m);
    expect(answerOf(await imported(whole))).toMatchObject({ repeated: true });
    removeFolder(large);
  });

  test('founding the demo tells its progress; interrupted, it founds nothing', async () => {
    const seed = at('demo', 'headoffice', 'seed', '--truth', join(data, 'truth.jsonl'));
    const stopped = await runCli(seed, { interruptAt: /^\d+% dealers$/m });
    expect([stopped.status, failureOf(stopped)]).toEqual([130, { code: 'cancelled', params: {} }]);
    const nobody = await runCli(at('demo', 'headoffice', 'enrol', 'zhoumin'));
    expect([nobody.status, failureOf(nobody)]).toEqual([1, { code: 'not_found', params: { person: 'zhoumin' } }]);
    const seeded = await runCli(seed);
    expect(answerOf(seeded)).toMatchObject({ seeded: true, counts: { dealer: 600 } });
    const percents = [...seeded.stderr.matchAll(/^(\d+)% /gm)].map(([, percent]) => Number(percent));
    expect(percents.length).toBeGreaterThan(5);
    expect([percents.at(-1), percents]).toEqual([100, [...percents].sort((a, b) => a - b)]);
    const truth = readFileSync(join(data, 'truth.jsonl'), 'utf8').trimEnd().split('\n');
    const named = truth.map((line) => JSON.parse(line) as { kind?: string; case?: string });
    expect(named.every((one) => (one.kind === undefined) !== (one.case === undefined))).toBe(true);
    expect(answerOf(await runCli(seed))).toEqual({ seeded: false, counts: {} });
    // The whole company is founded once and half of it another time.
  }, 300_000);

  test('a database that does not answer is unreachable, and its password is not told', async () => {
    const env = { RSW_DATABASE_URL: 'postgres://rsw:secret@127.0.0.1:1/rsw' };
    const refused = await runCli(at('office', 'headoffice', 'enrol', 'nw'), { env });
    expect([refused.status, failureOf(refused)]).toEqual([
      3,
      { code: 'database_unreachable', params: { reason: 'ECONNREFUSED' } },
    ]);
    expect(refused.stderr).not.toContain('secret');
  });
});

describe('laptop', () => {
  let office: ReturnType<typeof startCli>;
  let address = '';
  const codes: string[] = [];
  const laptop = (...args: string[]) => runCli(at('laptop', ...args));
  beforeAll(async () => {
    for (let n = 0; n < 2; n += 1) {
      codes.push(String(answerOf(await runCli(at('office', 'headoffice', 'enrol', 'nw', '--minutes', '5'))).code));
    }
    office = startCli(at('office', 'headoffice', 'serve'));
    address = (JSON.parse(await office.firstLine()) as { address: string }).address;
  });
  afterAll(() => {
    office.interrupt();
  });

  test('before it is enrolled it says so', async () => {
    expect(answerOf(await laptop('status'))).toMatchObject({ state: 'not_enrolled', syncedAt: null });
    const refused = await laptop('sync');
    expect([refused.status, failureOf(refused)]).toMatchObject([1, { code: 'not_enrolled' }]);
  });

  test('a wrong code is rejected, a wrong address not reached, a right code taken from the environment or stdin', async () => {
    const wrong = await runCli(at('laptop', 'enrol', address), { input: 'x'.repeat(32) });
    expect([wrong.status, failureOf(wrong)]).toMatchObject([1, { code: 'enrolment_rejected' }]);
    const nobody = await runCli(at('laptop', 'enrol', 'http://127.0.0.1:1'), { input: codes[0] ?? '' });
    expect([nobody.status, failureOf(nobody)]).toMatchObject([3, { code: 'head_office_unreachable' }]);
    const none = await runCli(at('laptop', 'enrol', address));
    expect(none.status).toBe(2);
    const typed = await runCli(at('laptop', 'enrol', address), { input: `${codes[0]}\n` });
    expect(answerOf(typed)).toEqual({ personName: 'Northwind' });
    const env = { RSW_ENROLMENT_CODE: codes[1] ?? '' };
    expect(answerOf(await runCli(at('second', 'enrol', address), { env }))).toEqual({ personName: 'Northwind' });
  });

  test('sync tells its progress on stderr and the status on stdout', async () => {
    const synced = await laptop('sync');
    expect(answerOf(synced)).toMatchObject({ state: 'idle', error: null, headOffice: address });
    expect(synced.stderr).toMatch(/^downloading \d+\/\d+$/m);
    expect(answerOf(await laptop('status'))).toMatchObject({ headOffice: address });
  });

  test('query answers the contract, and refuses what is not in it', async () => {
    const frame = answerOf(await laptop('query', 'directory.getFrame'));
    expect(frame).toMatchObject({ person: { name: 'Northwind' }, dataRange: { from: '1996-07-04', to: '1997-01-31' } });
    for (const args of [
      ['directory.nonsense'],
      ['settings.update', '{}'],
      ['performance.getDashboard', 'not json'],
      ['performance.getDashboard', '{}'],
    ]) {
      const refused = await laptop('query', ...args);
      expect([refused.status, failureOf(refused)], args.join(' ')).toMatchObject([2, { code: 'input_invalid' }]);
    }
  });

  test('doctor finds everything in order', async () => {
    const { checks } = answerOf(await laptop('doctor')) as { checks: readonly { outcome: string }[] };
    expect(checks.length).toBeGreaterThan(3);
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });

  test('a folder that another process uses is left alone, on the laptop and at head office', async () => {
    mkdirSync(join(data, 'busy', 'laptop'), { recursive: true });
    const lock = lockFolder(join(data, 'busy', 'laptop'));
    try {
      const refused = await runCli(at('busy', 'status'));
      expect([refused.status, failureOf(refused)]).toMatchObject([4, { code: 'folder_locked' }]);
    } finally {
      lock.release();
    }
    const served = await runCli(at('office', 'headoffice', 'enrol', 'nw'));
    expect([served.status, failureOf(served)]).toMatchObject([4, { code: 'folder_locked' }]);
  });

  test('head office ends in order when interrupted; then sync cannot reach it, and doctor says what fails', async () => {
    office.interrupt();
    const ended = await office.ended;
    expect([ended.status, JSON.parse(ended.stdout)]).toEqual([0, { address }]);
    const refused = await laptop('sync');
    expect([refused.status, failureOf(refused)]).toMatchObject([3, { code: 'head_office_unreachable' }]);
    const ill = await laptop('doctor');
    expect(ill.status).toBe(1);
    const { checks } = JSON.parse(ill.stdout) as { checks: readonly { name: string; outcome: string }[] };
    expect(checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)).toEqual(['connection']);
  });

  test('a sync that waits for a silent head office can be interrupted', async () => {
    const sockets = new Set<Socket>();
    const silent: Server = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    const asked = new Promise((resolve) => silent.once('connection', resolve));
    await new Promise<void>((resolve) => {
      silent.listen(Number(new URL(address).port), '127.0.0.1', resolve);
    });
    try {
      const stopped = await runCli(at('laptop', 'sync'), { interruptAt: asked });
      expect([stopped.status, failureOf(stopped)]).toEqual([130, { code: 'cancelled', params: {} }]);
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });
});
