// Goal: a dealer's statement holds his data and nobody else's, says what the engine says, and shows every change made to
// it. Method: sheets of random documents against the calculation of the whole document; then every kind of tampering, one
// at a time, on one sheet; then names made to break out of the page.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../db/domain/hash/canonical-json.ts';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import { RebateProblems } from '../../../db/domain/rebates/problem.ts';
import { agrees, checkProof } from '../../../db/domain/rebates/proof/check-proof.ts';
import { contentHashOf, makeProof } from '../../../db/domain/rebates/proof/make-proof.ts';
import type { Proof } from '../../../db/domain/rebates/proof/schema.ts';
import { sheetFile, takeApart } from '../../../db/domain/rebates/proof/sheet-file.ts';
import { type SheetVerdict, verifySheet } from '../../../db/domain/rebates/proof/verify-sheet.ts';
import { EXAMPLE } from '../../../db/domain/rebates/schema/example.ts';
import type { DocumentInput } from '../../support/rebates/documents.ts';
import { randomDocument } from '../../support/rebates/random-documents.ts';
import { SHEET_WORDS } from '../../support/rebates/sheet-words.ts';

const ENGINE = 'void 0;';
const request = (id: string, withGroup = false) => ({
  dealer: { id, name: id },
  issuer: '示范公司',
  program: '1.2.3',
  preparedOn: '2026-11-26',
  withGroup,
});
const sheetOf = (document: unknown, id = 'D1') => sheetFile(makeProof(document, request(id)), ENGINE, SHEET_WORDS);
const verify = (file: string) => verifySheet(file, SHEET_WORDS, ENGINE);

function readOf(verdict: SheetVerdict): Extract<SheetVerdict, { kind: 'read' }> {
  if (verdict.kind !== 'read') throw new Error(verdict.why);
  return verdict;
}

/** The example with a second dealer on the same agreements, whose numbers and names must not get out. */
const TWO_DEALERS: DocumentInput = {
  ...EXAMPLE,
  agreements: EXAMPLE.agreements.map((agreement) => ({
    ...agreement,
    dealers: ['D1', 'SECRET-2'],
    scope: { exclude: [{ match: { document: ['SECRET-DOC'] } }, { match: { sku: ['S9'] }, ratioPpm: 500_000 }] },
  })),
  lines: [
    ...EXAMPLE.lines,
    { id: 'SECRET-L', document: 'SECRET-DOC', dealer: 'SECRET-2', date: '2026-01-20', sku: 'SECRET-S', net: '777777.77', vatPpm: 130_000 },
  ],
  posted: [{ agreement: 'FL-Q', dealer: 'SECRET-2', period: '2026Q1', amount: '4444.44' }],
}; // biome-ignore format: a line a line

describe('a sheet', () => {
  test('states what the engine finds for the dealer, as of the last run, with what was posted before', () => {
    const proof = makeProof(EXAMPLE, request('D1'));
    const [run] = proof.result.runs;
    const whole = calculate(EXAMPLE).runs.at(-1);
    expect(run?.results).toEqual(whole?.results);
    expect(run?.postings).toEqual(whole?.postings);
    expect(run?.totals).toEqual({ payable: '2400.00', goods: '0.00', posted: '-500.00' });
    expect(agrees(checkProof(proof))).toBe(true);
  });

  test('holds nothing of another dealer', () => {
    const file = sheetOf(TWO_DEALERS);
    expect(file).not.toContain('SECRET');
    expect(file).not.toContain('777777');
    expect(file).not.toContain('4444');
    const { proof, check } = readOf(verify(file));
    expect(agrees(check)).toBe(true);
    expect(proof.result.runs[0]?.totals.payable).toBe('2375.00');
  });

  test('is made for the member of a group only when that is asked for', () => {
    const [agreement] = EXAMPLE.agreements;
    const shared = {
      ...TWO_DEALERS,
      stacking: undefined,
      agreements: [{ ...agreement, dealers: ['D1', 'SECRET-2'], groups: [{ id: 'G', members: ['D1', 'SECRET-2'], kind: 'shared' }] }],
    }; // biome-ignore format: one agreement
    expect(() => makeProof(shared, request('D1'))).toThrow(/--with-group/);
    const proof = makeProof(shared, request('D1', true));
    expect(proof.document.lines).toHaveLength(4);
    expect(agrees(checkProof(proof))).toBe(true);
  });

  test('is refused for a dealer whom no agreement concerns', () => {
    expect(() => makeProof(EXAMPLE, request('D7'))).toThrow(RebateProblems);
  });

  test('of a random document is calculated again to the same figures, and names no other dealer', () => {
    let made = 0;
    fc.assert(
      fc.property(randomDocument(12), fc.constantFrom('D1', 'D2', 'D3'), (document, dealer) => {
        let proof: Proof;
        try {
          proof = makeProof(document, request(dealer));
        } catch (error) {
          // Members of groups, and dealers of no agreement; nothing else may be refused.
          expect(String(error)).toMatch(/^RebateProblems: (groups|unknown_dealer) at/);
          return;
        }
        made += 1;
        const whole = calculate(document)
          .runs.at(-1)
          ?.results.filter((one) => one.dealer === dealer && one.lines.length > 0);
        const own = proof.result.runs[0]?.results.filter((one) => one.dealer === dealer && one.lines.length > 0);
        expect(own).toEqual(whole);
        const merged = proof.document.agreements.some(({ groups }) => groups !== undefined);
        if (!merged) {
          const others = ['D1', 'D2', 'D3'].filter((one) => one !== dealer);
          for (const other of others) expect(canonicalJson(proof)).not.toContain(`"${other}"`);
        }
        const { check, shown } = readOf(verify(sheetFile(proof, ENGINE, SHEET_WORDS)));
        expect(check.differences).toEqual([]);
        expect(agrees(check)).toBe(true);
        expect(shown).toBeNull();
      }),
      { seed: 20_261_126, numRuns: 100 },
    );
    expect(made).toBeGreaterThan(25);
  });
});

describe('tampering', () => {
  const file = sheetOf(EXAMPLE);
  const swap = (from: string, to: string): string => {
    expect(file.split(from).length, from).toBeGreaterThan(1);
    return file.replaceAll(from, to);
  };
  /** Changes the data, and forges hash and page to fit: what is left is what the engine says. */
  const forge = (change: (proof: Proof) => void): string => {
    const proof = structuredClone(makeProof(EXAMPLE, request('D1')));
    change(proof);
    return sheetFile({ ...proof, contentHash: contentHashOf(proof) }, ENGINE, SHEET_WORDS);
  };

  test('an untouched sheet agrees, also with the line ends of a mail program', () => {
    for (const text of [file, file.replaceAll('\n', '\r\n')]) {
      const { check, shown, engine } = readOf(verify(text));
      expect([agrees(check), shown, engine.same]).toEqual([true, null, true]);
    }
  });

  test('of a line is found by the hash, by the figures and on the page', () => {
    const { check, shown } = readOf(verify(swap('"net":"110000.00"', '"net":"120000.00"')));
    expect(check.hash.found).not.toBe(check.hash.stated);
    expect(check.differences).toContainEqual({ place: 'total payable', stated: '2400.00', recomputed: '2650.00' });
    expect(check.differences).toContainEqual({ place: 'FL-Q D1 2026Q1 line SO1-1 qualifier', stated: '110000', recomputed: '120000' });
    expect(shown).toBeNull();
  }); // biome-ignore format: figures

  test('of a rule is found, also when hash and page are forged to fit', () => {
    const forged = forge(({ document }) => {
      const [agreement] = document.agreements;
      if (agreement?.rule.kind === 'whole_volume') agreement.rule.tiers[1] = { from: '90000', ratePpm: 30_000 };
    });
    const { check } = readOf(verify(forged));
    expect(check.hash.found).toBe(check.hash.stated);
    expect(check.differences).toContainEqual({ place: 'FL-Q D1 2026Q1 payable', stated: '1900.00', recomputed: '2850.00' });
  }); // biome-ignore format: figures

  test('of a stated figure is found, also when hash and page are forged to fit', () => {
    const forged = forge(({ result }) => {
      const entry = result.runs[0]?.results[0];
      if (entry !== undefined) entry.payable = '1901.00';
    });
    expect(readOf(verify(forged)).check.differences).toEqual([
      { place: 'FL-Q D1 2026Q1 payable', stated: '1901.00', recomputed: '1900.00' },
    ]);
  });

  test('of what is shown alone is found', () => {
    const { check, shown } = readOf(verify(swap('>1,900.00<', '>1,990.00<')));
    expect(agrees(check)).toBe(true);
    expect(shown?.shown).toContain('1,990.00');
    expect(shown?.stated).toContain('1,900.00');
  });

  test('of the policy, of the style or beside the page is found', () => {
    for (const text of [swap("default-src 'none'", 'default-src *'), swap('body{margin:0', 'body{margin:1px'), swap('</main>', '</main><p>1</p>')]) {
      expect(readOf(verify(text)).shown).not.toBeNull();
    }
  }); // biome-ignore format: three at once

  test('of the engine is found', () => {
    expect(readOf(verify(swap(ENGINE, 'void 1;'))).engine.same).toBe(false);
  });

  test('of everything at once is only found by the hash that both sides kept', () => {
    const kept = makeProof(EXAMPLE, request('D1')).contentHash;
    const other = { ...EXAMPLE, lines: EXAMPLE.lines.filter(({ id }) => id !== 'R1-1') };
    const { check, shown } = readOf(verify(sheetOf(other)));
    expect([agrees(check), shown]).toEqual([true, null]);
    expect(check.hash.found).not.toBe(kept);
  });

  test.each([
    ['an empty file', ''],
    ['another page', '<!doctype html><title>x</title>'],
    ['half a file', file.slice(0, file.length / 2)],
    ['a file without its last bytes', file.slice(0, file.indexOf(ENGINE) + 3)],
    ['data that is no JSON', file.replace('{"contentHash"', '{"contentHash')],
    ['data of another kind', file.replace('"schema":"rebate-proof/1"', '"schema":"x"')],
    ['a missing field', file.replace('"issuer":"示范公司",', '')],
  ])('%s is damaged, not wrong', (_, text) => {
    expect(verify(text)).toMatchObject({ kind: 'damaged', why: expect.stringMatching(/statement|JSON/) });
  });

  test('a document that cannot be calculated any more is said to be one', () => {
    const forged = forge(({ document }) => {
      document.lines.push(...document.lines.slice(0, 1));
    });
    expect(readOf(verify(forged)).check.refused).toMatch(/two lines SO1-1/);
  });
});

describe('names made to break out', () => {
  const nasty = [
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '&lt;b&gt;',
    '$& $1 $`',
    '{{n}}',
    '\u202e00.001',
    '</main><main id="sheet">',
    '<script type="application/json" id="proof">{}</script>',
  ];
  test.each(nasty)('%j stands as text', (name) => {
    const document: DocumentInput = {
      ...EXAMPLE,
      agreements: EXAMPLE.agreements.map((agreement) => ({ ...agreement, name })),
      lines: EXAMPLE.lines.map((line) => ({ ...line, document: `${name}${line.document}`, sku: line.sku === 'S9' ? 'S9' : name })),
    }; // biome-ignore format: one a field
    const proof = makeProof(document, { ...request('D1'), dealer: { id: 'D1', name }, issuer: name, labels: { S9: name } });
    const file = sheetFile(proof, ENGINE, SHEET_WORDS);
    const { body } = takeApart(file);
    // Only tags of our own: none with an address, a handler or a script, and no character that turns what follows.
    const tags = new Set([...(body ?? '').matchAll(/<\/?([a-z0-9!-]+)/gi)].map(([, tag]) => tag));
    expect([...tags].filter((tag) => !/^(header|h[1-3]|dl|dt|dd|div|section|table|thead|tbody|tfoot|tr|th|td|caption|span|small|strong|p|ul|li)$/.test(tag ?? ''))).toEqual([]);
    expect(file.match(/<script/g)).toHaveLength(2);
    expect(body).not.toMatch(/[\u202a-\u202e]/);
    const { check, shown, proof: read } = readOf(verify(file));
    expect([agrees(check), shown]).toEqual([true, null]);
    expect(read.dealer.name).toBe(name);
  }); // biome-ignore format: one check a line
});
