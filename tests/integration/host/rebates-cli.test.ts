// Goal: the rebate commands answer in their published schemas, refuse by place and say with their exit status what
// happened. Method: the real program as a child process; files, stdin, a missing file, a folder.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EXAMPLE } from '../../../db/domain/rebates/schema/example.ts';
import { CalculationResult } from '../../../db/domain/rebates/schema/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsw-rebates-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], input: string | Buffer = '') =>
  spawnSync(process.execPath, ['db/host/cli/main.ts', 'rebates', ...args], { encoding: 'utf8', input });
function file(content: string): string {
  const path = join(folder, 'document.json');
  writeFileSync(path, content);
  return path;
}

test('calculate answers in the schema of results, from a file and from stdin, with a byte order mark or without', () => {
  const fromFile = run(['calculate', file(`\uFEFF${JSON.stringify(EXAMPLE)}`), '--json']);
  expect([fromFile.status, fromFile.stderr]).toEqual([0, '']);
  const result = CalculationResult.parse(JSON.parse(fromFile.stdout));
  expect(result.runs.flatMap(({ results }) => results).length).toBeGreaterThan(0);
  const fromStdin = run(['calculate', '-', '--json'], JSON.stringify(EXAMPLE));
  expect([fromStdin.status, fromStdin.stdout]).toEqual([0, fromFile.stdout]);
  const told = run(['calculate', '-'], JSON.stringify(EXAMPLE));
  expect([told.status, told.stdout.split('\n').at(-2)]).toEqual([0, expect.stringMatching(/^ {2}payable .*, posted /)]);
});

describe('what cannot be calculated is refused with status 2, nothing on stdout, and a sentence that names the place', () => {
  test.each<[string, string[], string | Buffer, string, string, RegExp]>([
    ['a missing file', ['calculate', join(folder, 'none.json')], '', 'file_unreadable', '$', /none\.json.*no such file/],
    ['a folder', ['calculate', folder], '', 'file_unreadable', '$', /folder/],
    ['no JSON', ['calculate', '-'], '{"schema": ', 'not_json', '$', /Not JSON at line 1, column 12/],
    // 大连 in GBK.
    ['GBK', ['calculate', '-'], Buffer.from('{"name": "\xb4\xf3\xc1\xac"}', 'latin1'), 'not_utf8', '$', /byte 11 .*looks like GBK/],
    ['UTF-16', ['lint', '-'], Buffer.from('\uFEFF{}', 'utf16le'), 'not_utf8', '$', /UTF-16/],
    ['a name twice', ['calculate', '-'], '{"lines": [{"amount": "1", "amount": "2"}]}', 'duplicate', '$.lines[0].amount', /twice/],
    ['a name of the language', ['calculate', '-'], '{"lines": [{"measures": {"__proto__": "5"}}]}', 'schema', '$.lines[0].measures.__proto__', /cannot be a name/],
    ['a wrong field', ['calculate', '-'], JSON.stringify({ ...EXAMPLE, agreemnets: [] }), 'schema', '$.agreemnets', /no such field/],
    ['a missing file to lint', ['lint', join(folder, 'none.json')], '', 'file_unreadable', '$', /no such file/],
  ])('%s', (_, args, input, code, path, sentence) => {
    const told = run(args, input);
    expect([told.status, told.stdout]).toEqual([2, '']);
    expect(told.stderr).toMatch(sentence);
    expect(told.stderr).not.toMatch(/\n\s+at /);
    const inJson = run([...args, '--json'], input);
    expect([inJson.status, inJson.stdout]).toEqual([2, '']);
    expect(JSON.parse(inJson.stderr)).toMatchObject({ code: 'input_invalid', problems: [{ code, path }] });
  }); // biome-ignore format: cases
});

test('of hundreds of problems the first are told, and how many more there are', () => {
  const lines = Array.from({ length: 300 }, (_, n) => ({ id: String(n), dealer: 'D', date: '2026-01-01', amount: 'x' }));
  const input = JSON.stringify({ ...EXAMPLE, lines });
  const { problems, more } = JSON.parse(run(['calculate', '-', '--json'], input).stderr) as { problems: unknown[]; more: number };
  expect([problems.length, more]).toEqual([50, 250]);
  expect(run(['calculate', '-'], input).stderr.split('\n').slice(-3)).toEqual([expect.stringContaining('$.lines[49].amount'), 'and 250 more', '']);
}); // biome-ignore format: one story

test('schema prints JSON schemas by name, and knows its names', () => {
  for (const what of ['document', 'agreement', 'result']) {
    const { status, stdout } = run(['schema', what]);
    const { $ref, $defs } = JSON.parse(stdout) as { $ref: string; $defs: Record<string, { type: string }> };
    expect([status, $defs[$ref.replace('#/$defs/', '')]?.type]).toEqual([0, 'object']);
  }
  const unknown = run(['schema', 'nonsense']);
  expect([unknown.status, unknown.stdout]).toEqual([2, '']);
  expect(unknown.stderr).toContain('document, agreement, result');
});
