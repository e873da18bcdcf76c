// Goal: the engine gives what the worked examples of other systems give. Method: each case of ../shared/cases/rebates.json
// written as a calculation document, and the figures its source prints (two are corrected there: the source is wrong).
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CHINESE } from '../../support/rebates/worked-china.ts';
import { LIMITS } from '../../support/rebates/worked-limits.ts';
import { TABLES } from '../../support/rebates/worked-tables.ts';

const FILE = '../shared/cases/rebates.json';
const WORKED = { ...TABLES, ...LIMITS, ...CHINESE };
const Cases = z.object({
  cases: z.array(
    z.object({ id: z.string(), inputs: z.record(z.string(), z.json()), expected: z.record(z.string(), z.json()) }),
  ),
});

describe.skipIf(!existsSync(FILE))(`worked examples of ${FILE} (not there: skipped)`, () => {
  const cases = existsSync(FILE) ? Cases.parse(JSON.parse(readFileSync(FILE, 'utf8'))).cases : [];

  test('each of them is worked here', () => {
    expect(cases.map(({ id }) => id).sort()).toEqual(Object.keys(WORKED).sort());
  });

  test.each(cases)('$id', ({ id, inputs, expected }) => {
    expect(WORKED[id]?.(inputs)).toEqual(expected);
  });
});
