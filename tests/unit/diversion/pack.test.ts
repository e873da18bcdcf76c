// Goal: an evidence pack says what its hashes cover, loads nothing, shows no place of a consumer that is not told, and every
// change of it is found. Method: packs of a few entries, changed in each part; a property over single characters.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PackAttachment, PackDeduction } from '../../../db/domain/diversion/pack/attachments.ts';
import { packMarkup } from '../../../db/domain/diversion/pack/body.ts';
import { checkPack, isSound, makePack, type PackContent } from '../../../db/domain/diversion/pack/content.ts';
import { drawMap } from '../../../db/domain/diversion/pack/draw-map.ts';
import { packFile, readPackFile } from '../../../db/domain/diversion/pack/file.ts';
import type { PackParameter, PackParameters } from '../../../db/domain/diversion/pack/parameters.ts';
import { decodeDivisions, encodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { readPackWords } from '../../../db/host/pack-file.ts';
import { attachment, custodyRow, packOf, packParameters } from '../../support/evidence-pack.ts';

const words = readPackWords();
const ENGINE = 'document.title="engine"';
const square = (west: number, south: number) => [
  [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]],
]; // biome-ignore format: one ring
const division = (adcode: string) => ({
  adcode, name: adcode, city: `${adcode.slice(0, 4)}00`, cityName: '市', province: `${adcode.slice(0, 2)}0000`, provinceName: '省',
}); // biome-ignore format: one division
const rings = decodeDivisions(
  encodeDivisions([
    { division: division('320506'), rings: square(120, 31) },
    { division: division('440106'), rings: square(113, 23) },
  ]),
);
const terms = { approval: null, source: '示意' };

test('whole, it follows from its hashes and is made again byte for byte', () => {
  const pack = makePack(packOf([custodyRow()]));
  expect(isSound(checkPack(pack))).toBe(true);
  const file = packFile(pack, ENGINE, words);
  expect(readPackFile(file, words, ENGINE)).toMatchObject({
    kind: 'read',
    pack,
    isShownRight: true,
    isOwnEngine: true,
  });
  expect(readPackFile(file.replaceAll('\n', '\r\n'), words, null)).toMatchObject({ kind: 'read', isShownRight: true });
});

test('loads nothing, runs nothing but its program, and takes no markup from data', () => {
  const file = packFile(makePack(packOf([custodyRow()])), ENGINE, words);
  expect(file).toMatch(
    /default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; img-src data:; base-uri 'none'; form-action 'none'/,
  );
  expect(file).not.toMatch(/https?:|<link|<img|url\(|@import/);
  expect(file.match(/<script/g)).toHaveLength(2);
  expect(file).not.toContain('<b>苏州');
  expect(file).not.toContain('<食品>');
  expect(() => packFile(makePack(packOf([])), 'x="</script>"', words)).toThrow(RangeError);
});

describe('a change is found', () => {
  const whole = packOf([custodyRow()]);
  const changed = (change: (content: PackContent) => PackContent) =>
    checkPack(makePack(change(structuredClone(whole))));
  test.each<[string, (content: PackContent) => PackContent, object]>([
    ['an entry left out', (one) => ({ ...one, events: one.events.filter(({ no }) => no !== 2) }), { brokenAt: 2 }],
    ['an entry in other words', (one) => ({ ...one, events: one.events.map((event) => (event.no === 2 ? { ...event, body: '{"stance":"given","body":"承认"}' } : event)) }), { brokenAt: 2 }],
    ['another person', (one) => ({ ...one, events: one.events.map((event) => (event.no === 3 ? { ...event, personId: 'x' } : event)) }), { brokenAt: 3 }],
    ['another case', (one) => ({ ...one, case: { ...one.case, id: '0190a000-0000-7000-8000-000000000002' } }), { brokenAt: 1 }],
    ['another decision above', (one) => ({ ...one, case: { ...one.case, decision: 'dismissed' } }), { isDecisionTold: false }],
    ['an entry that is no entry', (one) => ({ ...one, events: one.events.map((event) => (event.no === 3 ? { ...event, body: '{}' } : event)) }), { unreadableAt: 3 }],
  ])('%s', (_, change, fault) => {
    expect(isSound(changed(change))).toBe(false);
    expect(changed(change)).toMatchObject(fault);
  }); // biome-ignore format: one case a line

  test('anything else, by the hash of the content; the page and the program, by making them again', () => {
    const pack = makePack(whole);
    const renamed = { ...pack, content: { ...whole, program: '9.9.9' } };
    expect(isSound(checkPack(renamed))).toBe(false);
    const file = packFile(pack, ENGINE, words);
    const repainted = file.replace('下游转卖', '承认窜货');
    expect(readPackFile(repainted, words, ENGINE)).toMatchObject({ kind: 'read', isShownRight: false });
    const other = packFile(pack, `${ENGINE};alert()`, words);
    expect(readPackFile(other, words, ENGINE)).toMatchObject({ kind: 'read', isOwnEngine: false });
  });

  test('property: one character put in another’s place is never taken for whole', () => {
    const file = packFile(makePack(whole), ENGINE, words);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.constantFrom('x', '9', '"', '<', '承'), (at, char) => {
        fc.pre(file[at] !== char);
        const verdict = readPackFile(file.slice(0, at) + char + file.slice(at + 1), words, ENGINE);
        const isWhole =
          verdict.kind === 'read' &&
          verdict.isShownRight &&
          verdict.isOwnEngine === true &&
          isSound(checkPack(verdict.pack));
        expect(isWhole).toBe(false);
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });

  test.each([
    ['nothing', ''],
    ['another page', '<html></html>'],
    ['half of it', packFile(makePack(whole), ENGINE, words).slice(0, 9000)],
    ['data that are no pack', packFile(makePack(whole), ENGINE, words).replace('diversion-pack/3', 'diversion-pack/9')],
    ['data that are not JSON', packFile(makePack(whole), ENGINE, words).replace('{"contentHash"', '{contentHash')],
  ])('%s is no pack, and is said to be none', (_, text) => {
    expect(readPackFile(text, words, null)).toMatchObject({ kind: 'damaged', why: expect.any(String) });
  });
});

describe('files', () => {
  const photo = attachment('货架"<b>.jpg', 'image/jpeg', Buffer.from([0xff, 0xd8, 0, 1, 2]));
  const note = { ...attachment('说明.txt', 'text/plain', Buffer.from('见附件')), base64: null };
  const whole = packOf([custodyRow()], null, [photo, note]);

  test('are held byte for byte, or named by their hash where they are not inside', () => {
    expect(isSound(checkPack(makePack(whole)))).toBe(true);
    const markup = packMarkup(makePack(whole), words);
    expect(markup).toContain(`data-file="${photo.id}"`);
    expect(markup).not.toContain(`data-file="${note.id}"`);
    expect(markup).toContain(note.sha256);
    expect(markup).not.toContain('<b>.jpg');
    const file = packFile(makePack(whole), ENGINE, words);
    expect(readPackFile(file, words, ENGINE)).toMatchObject({ kind: 'read', isShownRight: true });
  });

  test.each<[string, (files: PackAttachment[]) => PackAttachment[]]>([
    ['other bytes', ([one, ...rest]) => [{ ...(one as PackAttachment), base64: 'AAAA' }, ...rest]],
    ['another hash', ([one, ...rest]) => [{ ...(one as PackAttachment), sha256: note.sha256 }, ...rest]],
    ['another name', ([one, ...rest]) => [{ ...(one as PackAttachment), fileName: 'x.jpg' }, ...rest]],
    ['one left out', ([, ...rest]) => rest],
    ['one too many', (files) => [...files, attachment('x.txt', 'text/plain', Buffer.from('x'))]],
    ['another order', (files) => files.toReversed()],
  ])('%s: found', (_, change) => {
    const check = checkPack(makePack({ ...whole, files: change([...(whole.files ?? [])]) }));
    expect([isSound(check), check.damagedFile !== null]).toEqual([false, true]);
  });

  test('a pack of old, without files, deduction and parameters, is read as it was', () => {
    const { deduction: _, files: __, parameters: ___, ...old } = packOf([custodyRow()]);
    const pack = makePack({ ...old, schema: 'diversion-pack/1' });
    expect(isSound(checkPack(pack))).toBe(true);
    expect(readPackFile(packFile(pack, ENGINE, words), words, ENGINE)).toMatchObject({ pack, isShownRight: true });
  });
});

test('a pack that a program of before has made still verifies, and none that looks like it does', () => {
  const file = readFileSync('tests/fixtures/pack-2.html', 'utf8');
  const verdict = readPackFile(file, words, ENGINE);
  expect(verdict).toMatchObject({ kind: 'read', isShownRight: true, isOwnEngine: true });
  if (verdict.kind !== 'read') return;
  expect(verdict.pack.content).toMatchObject({ schema: 'diversion-pack/2', files: { length: 2 } });
  expect(isSound(checkPack(verdict.pack))).toBe(true);
  expect(readPackFile(file.replace('<script>', '<script>alert();'), words, ENGINE)).toMatchObject({
    isOwnEngine: false,
  });
});

describe('the parameters of the detector', () => {
  const whole = packOf([custodyRow()]);
  const told = (change: Partial<PackParameters> | null) =>
    checkPack(makePack({ ...whole, parameters: change === null ? null : { ...packParameters, ...change } }));
  const [tuned, builtIn] = packParameters.rows as [PackParameter, PackParameter];

  test('stand in the pack: base, bounds, tuning, the value used, since when and by whom', () => {
    const markup = packMarkup(makePack(whole), words);
    const [row = ''] = markup.match(/<tr><th scope="row"><span class="zh" lang="zh-CN">最少码数.*?<\/tr>/s) ?? [];
    for (const text of ['Fewest codes', '>3<', '2–50', '<strong>5</strong>', '2026-11-02 03:00', '周敏（浙江&lt;区&gt;第 2 版）'])
      expect(row).toContain(text);
    expect(markup).toContain(words.zh['origin.built_in']);
  }); // biome-ignore format: one list

  test.each<[string, Partial<PackParameters> | null]>([
    ['another value than the history keeps', { rows: [{ ...tuned, used: 4 }, builtIn] }],
    ['one left out', { rows: [tuned] }],
    ['one told twice', { rows: [tuned, tuned, builtIn] }],
    ['one that the history does not know', { rows: [tuned, builtIn, { ...tuned, name: 'other' }] }],
    ['said not to be kept', { isKept: false }],
    ['none', null],
  ])('%s: found', (_, change) => {
    expect(isSound(told(change))).toBe(false);
    expect(told(change)).toMatchObject({ areParametersTold: false });
  });
});

describe('the deduction', () => {
  const told: PackDeduction = {
    ...{ asOf: '2026-11-26', standing: 'final', currency: 'CNY', amountFen: 450, moreLines: 0, codesWithoutLine: 1 },
    figures: [
      { agreement: 'A1 年度<量>返', periodCode: '2026Q1', withFen: 700, withoutFen: 0, amountFen: 450 },
      { agreement: 'A2', periodCode: '2026Q1', withFen: 0, withoutFen: 250, amountFen: 0 },
    ],
    lines: [{ date: '2026-02-01', sku: '高筋面粉', baseUnit: '袋', quantityMilli: 2500, lineQuantityMilli: 10_000, netFen: 20_000, taxFen: 1800 }],
  }; // biome-ignore format: one line a figure
  const check = (deduction: PackDeduction) => checkPack(makePack({ ...packOf([custodyRow()]), deduction }));

  test('stands in the pack with its figures and lines', () => {
    expect(isSound(check(told))).toBe(true);
    const markup = packMarkup(makePack({ ...packOf([custodyRow()]), deduction: told }), words);
    for (const text of ['CNY 4.50', '年度&lt;量&gt;返', '7.00', '2.5 / 10 袋', '200.00'])
      expect(markup).toContain(text);
  });

  test.each<[string, Partial<PackDeduction>]>([
    ['another sum', { amountFen: 451 }],
    ['more than the difference', { amountFen: 451, figures: [{ agreement: 'A', periodCode: null, withFen: 700, withoutFen: 250, amountFen: 451 }] }],
  ])('%s: found', (_, change) => {
    expect(check({ ...told, ...change })).toMatchObject({ isDeductionTold: false });
  }); // biome-ignore format: one case a line
});

describe('the map', () => {
  test('has the outlines around the scans, one sign for scans at one place, and the dealer’s seat where it is near', () => {
    const map = drawMap(
      rings,
      [custodyRow(), custodyRow({ code: 'A2' }), custodyRow({ actor: 'inspector' })],
      [120.5, 31.2],
      terms,
    );
    expect(map).toMatchObject({ outlines: [expect.any(Array)], seat: [expect.any(Number), expect.any(Number)] });
    expect(map?.places.map(({ actor, scans }) => [actor, scans])).toEqual([
      ['terminal', 2],
      ['inspector', 1],
    ]);
    expect(drawMap(rings, [custodyRow()], [113.3, 23.1], terms)?.seat).toBeNull();
  });

  test('draws nothing of a consumer whose place is withheld, and is left out when nothing is left', () => {
    const hidden = custodyRow({ actor: 'consumer', longitude: null, latitude: null, scannedAt: null, terminal: null });
    expect(drawMap(rings, [hidden, custodyRow()], null, terms)?.places).toHaveLength(1);
    expect(drawMap(rings, [hidden], null, terms)).toBeNull();
    expect(packMarkup(makePack(packOf([hidden])), words)).toContain(words.zh.notShown);
  });

  test('always carries its legal line', () => {
    const legal = (approval: string | null) =>
      packMarkup(makePack(packOf([custodyRow()], drawMap(rings, [custodyRow()], null, { ...terms, approval }))), words);
    expect(legal(null)).toContain('未经地图审核');
    expect(legal('GS(2026)0001号')).toContain('审图号：GS(2026)0001号');
  });
});
