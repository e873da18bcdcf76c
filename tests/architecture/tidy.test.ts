// Goal: properties of the code as a whole that no single test sees. Method: read every tracked source file and hold it
// against a short list, each entry with what to do instead.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(path));
const sources = tracked.filter((path) => /\.(ts|tsx|mjs|css|sql)$/.test(path) && !path.endsWith('.d.ts'));
const LINES_MAX = 400;

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(30);
});

test('no file outgrows one sitting', () => {
  const long = sources
    .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX);
  expect(long).toEqual([]);
});

const BANNED: readonly { readonly pattern: RegExp; readonly where: RegExp; readonly instead: string }[] = [
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, where: /./, instead: 'do it, or open an issue' },
  { pattern: /\b(test|it|describe)\.only\(/, where: /^tests\//, instead: 'run the file by its name' },
  { pattern: /\bMath\.random\(/, where: /^db\/(domain|headoffice\/demo)\//, instead: 'pass a seeded generator in' },
  { pattern: /\bDate\.now\(|new Date\(\)/, where: /^db\/domain\//, instead: 'pass the instant in' },
  { pattern: /select \*/i, where: /^db\/(store|sync|service)\//, instead: 'name the columns' },
  { pattern: /@ts-(ignore|nocheck)/, where: /./, instead: 'mend the type' },
];

test.each(BANNED)('nothing matches $pattern ($instead)', ({ pattern, where }) => {
  const found = sources
    .filter((path) => where.test(path) && path !== 'tests/architecture/tidy.test.ts')
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .map((line, index) => ({ at: `${path}:${index + 1}`, line: line.trim() }))
        .filter(({ line }) => pattern.test(line)),
    );
  expect(found).toEqual([]);
});

test('paths named in a README exist', () => {
  const readmes = tracked.filter((path) => /(^|\/)(README|CONTRIBUTING|CHANGELOG)\.md$/.test(path));
  const missing = readmes.flatMap((readme) =>
    [
      ...readFileSync(readme, 'utf8').matchAll(
        /`((?:db|electron|renderer|resources|tests)\/[\w./-]+)`|\]\(([\w./-]+)\)/g,
      ),
    ]
      .map((match) => (match[1] !== undefined ? match[1] : join(dirname(readme), match[2] ?? '')))
      .filter((path) => !existsSync(path))
      .map((path) => ({ readme, path })),
  );
  expect(missing).toEqual([]);
});
