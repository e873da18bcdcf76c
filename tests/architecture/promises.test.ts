// Goal: what the page of promises says is held by a test, and each failure by its sentence. Method: every test and every
// code that `tests/integration/README.md` names is looked up in the sources.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../db/contract/errors.ts';

const page = readFileSync('tests/integration/README.md', 'utf8');
const rows = page.split('\n').flatMap((line) => {
  const [file, title] = /([\w-]+\/[\w-]+) › (.+?) \|$/.exec(line)?.slice(1) ?? [];
  return file === undefined || title === undefined ? [] : [{ file, title, line }];
});

test('the page names tests', () => expect(rows.length).toBeGreaterThan(50));

test.each(rows)('$file › $title', ({ file, title }) => {
  expect(readFileSync(`tests/integration/${file}.test.ts`, 'utf8')).toContain(title);
});

test('every code on the page is one of ours', () => {
  const codes = [...page.matchAll(/\| `(\w+)` \|/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(25);
  expect(codes.filter((code) => !ERROR_CODES.some((known) => known === code))).toEqual([]);
});

test.each(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11'])('%s has its test', (invariant) => {
  expect(rows.filter(({ line }) => line.startsWith(`| ${invariant} |`))).toHaveLength(1);
});
