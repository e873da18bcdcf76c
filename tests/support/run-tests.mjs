/**
 * `npm test`: everything, in the order in which a mistake is found cheapest. Runs on the machine's own Node (20 or
 * newer) from a fresh clone: installs the locked dependencies and what the tests need from the machine, then type
 * check, lint, unit, architecture, integration and end-to-end tests under the project's own Node.
 *
 * The last line is `N passed, N failed, N skipped` over all of them; a type check or lint run counts as one test. The
 * exit status is 1 when anything failed, or when a suite ran no test at all.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../../electron/launcher/build.mjs';
import { ensureDependencies, projectNode } from '../../electron/launcher/dependencies.mjs';
import { prepareTestMachine } from './test-machine.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const say = (line) => process.stdout.write(`[test] ${line}\n`);
const totals = { passed: 0, failed: 0, skipped: 0 };
const reports = mkdtempSync(join(tmpdir(), 'rsw-test-'));

ensureDependencies(root, say);
const machine = prepareTestMachine(say);
const env = {
  ...process.env,
  PATH: [dirname(projectNode(root)), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  FORCE_COLOR: '0',
  ...(machine.chromium ? { RSW_CHROMIUM: machine.chromium } : {}),
  ...(machine.postgres ? { RSW_POSTGRES_BIN: machine.postgres } : {}),
};
if (!machine.chromium) say('no Chromium to be had: browser tests will be skipped');
if (!machine.postgres && !process.env.RSW_TEST_POSTGRES_URL) say('no PostgreSQL to be had: only PGlite is tested');
if (!machine.libreOffice) say('no LibreOffice here: opening voucher files in it will be skipped');

const run = (script, args) =>
  new Promise((resolve) => {
    const child = spawn(projectNode(root), [join(root, 'node_modules', script), ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('close', (code) => resolve(code ?? 1));
  });

const count = (name, { passed, failed, skipped }) => {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  say(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
};

/** A run that is one test: it passed or it failed. */
async function single(name, script, args) {
  const failed = (await run(script, args)) === 0 ? 0 : 1;
  count(name, { passed: 1 - failed, failed, skipped: 0 });
}

/** A suite with a JSON report. A crash without a report, or a suite that ran nothing, is a failure. */
async function suite(name, script, args, file, read) {
  const code = await run(script, args);
  if (!existsSync(file)) return count(name, { passed: 0, failed: 1, skipped: 0 });
  const result = read(JSON.parse(readFileSync(file, 'utf8')));
  if (result.passed + result.failed === 0 || (code !== 0 && result.failed === 0)) result.failed += 1;
  return count(name, result);
}

/** Why Playwright skipped tests, as they told it. */
const skipReasons = (suites = []) =>
  suites.flatMap((suite) => [
    ...skipReasons(suite.suites),
    ...suite.specs.flatMap(({ tests }) =>
      tests.flatMap(({ annotations }) =>
        annotations.flatMap(({ type, description }) => (type === 'skip' && description ? [description] : [])),
      ),
    ),
  ]);

const vitest = (project) => {
  const file = join(reports, `${project}.json`);
  return suite(
    project,
    'vitest/vitest.mjs',
    ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    file,
    (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0),
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  );
};

for (const layer of ['isomorphic', 'node', 'preload', 'browser', 'tests']) {
  await single(`types of ${layer}`, 'typescript/bin/tsc', ['-p', `tsconfig.${layer}.json`]);
}
await single('lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']);
await vitest('architecture');
await vitest('unit');
// Built once, here: tests that run beside each other would build it over each other.
let built = 1;
try {
  for (const part of ['renderer', 'proof', 'pack', 'shell']) ensureBuilt(root, part, say);
} catch (error) {
  say(error.message);
  built = 0;
}
count('build', { passed: built, failed: 1 - built, skipped: 0 });
await vitest('integration');
if (machine.chromium) {
  const file = join(reports, 'e2e.json');
  env.PLAYWRIGHT_JSON_OUTPUT_FILE = file;
  await suite('e2e', '@playwright/test/cli.js', ['test', '--reporter=line,json'], file, ({ suites, stats }) => {
    for (const reason of new Set(skipReasons(suites))) say(`skipped: ${reason}`);
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
  });
} else {
  count('e2e', { passed: 0, failed: 0, skipped: 1 });
}

rmSync(reports, { recursive: true, force: true });
process.exitCode = totals.failed === 0 ? 0 : 1;
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
