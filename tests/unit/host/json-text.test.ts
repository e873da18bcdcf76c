// Goal: JSON that a lenient reader would read as another document is refused with its place. Method: a table of bytes; then
// random values, which are read as JSON.parse reads them, and random damage, which is refused exactly when JSON.parse does.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonBytes } from '../../../db/host/cli/json-text.ts';

/** 大连 and 沈阳 in GBK: without care both become four replacement characters. */
const GBK = Buffer.from('{\n"dealer": "\xb4\xf3\xc1\xac", "other": "\xc9\xf2\xd1\xf4"}', 'latin1');
const utf16be = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();

function told(bytes: Buffer | string): readonly unknown[] {
  const read = readJsonBytes(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes));
  return 'fault' in read ? [read.fault.kind, read.fault.place, read.fault.message] : [read.value];
}

describe('encodings', () => {
  test.each<[string, Buffer, RegExp]>([
    ['GBK', GBK, /not UTF-8 at byte 14 \(0xb4, line 2\); it looks like GBK: save it as UTF-8/],
    ['a byte that is in no encoding of ours', Buffer.from('{"a": "\uFFFD\xff"}', 'latin1'), /not UTF-8 at byte/],
    ['damage after a replacement character', Buffer.concat([Buffer.from('["\uFFFD'), Buffer.from([0xff]), Buffer.from('"]')]), /at byte 6 \(0xff, line 1\): save/],
    ['UTF-16 with its mark', Buffer.from('\uFEFF{"a": 1}', 'utf16le'), /UTF-16/],
    ['UTF-16, the other way round', utf16be('{"a": "大"}'), /UTF-16/],
    ['UTF-16 without a mark', Buffer.from('{"a": 1}', 'utf16le'), /UTF-16/],
    ['UTF-16 without a mark, the other way round', Buffer.from('{"a": 1}', 'utf16le').swap16(), /UTF-16/],
  ])('%s', (_, bytes, sentence) => {
    expect(told(bytes)).toEqual(['encoding', [], expect.stringMatching(sentence)]);
  }); // biome-ignore format: table

  test('UTF-8 is read, with a mark or without, a replacement character that was there included', () => {
    expect(told('{"a": "大连 \uFFFD"}')).toEqual([{ a: '大连 \uFFFD' }]);
    expect(told('\uFEFF[1]')).toEqual([[1]]);
  });
});

describe('faults', () => {
  test.each<[string, string, RegExp]>([
    ['', 'a value', /line 1, column 1: a value should come, but the text ends/],
    ['{"schema": ', 'a value', /line 1, column 12: a value should come, but the text ends/],
    ['{\n  "大": NaN}', 'NaN', /line 2, column 8: a value should come, but "NaN" stands/],
    ['[1, 2,]', ']', /line 1, column 7: a value should come, but "\]"/],
    ['{"a": 1,}', '}', /line 1, column 9: a name in quotes should come, but "\}"/],
    ['{"a" 1}', '1', /line 1, column 6: : should come/],
    ['[1 2]', '2', /line 1, column 4: , or \] should come/],
    ['{"a": 1]', ']', /line 1, column 8: , or \} should come/],
    ['{} {}', '{', /line 1, column 4: nothing more should come/],
    ["{'a': 1}", "'", /line 1, column 2: a name in quotes or \} should come/],
    ['{"a": "x\n", "b": 1}', '"', /line 1, column 7: a value should come/],
    ['["\u0001"]', 'control', /Not JSON/],
    ['[01]', '1', /line 1, column 3: , or \] should come/],
  ])('%j', (text, _, sentence) => {
    expect(told(text)).toEqual(['syntax', [], expect.stringMatching(sentence)]);
  });

  test.each<[string, string, readonly PropertyKey[], RegExp]>([
    ['{"lines": [{"id": "1"}, {"amount": "1",\n "amount": "2"}]}', 'duplicate', ['lines', 1, 'amount'], /"amount" is there twice.* line 2, column 2/],
    ['{"a": 1, "\\u0061": 2}', 'duplicate', ['a'], /twice/],
    ['{"measures": {"__proto__": "5"}}', 'name', ['measures', '__proto__'], /cannot be a name \(line 1, column 15\)/],
  ])('%s', (text, kind, place, sentence) => {
    expect(told(text)).toEqual([kind, place, expect.stringMatching(sentence)]);
  }); // biome-ignore format: table

  test('the same name in different objects is nothing', () => {
    expect(told('[{"a": {"a": 1}}, {"a": 2}]')).toEqual([[{ a: { a: 1 } }, { a: 2 }]]);
  });
});

test('random documents are read as JSON.parse reads them, and refused where it refuses them', () => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '{', '[', ':', '0', 'e', '.', '-', '\\', 'true', ' '));
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }).filter((json) => !json.includes('__proto__')), fc.option(damage), fc.integer({ min: 0, max: 3 }), (json, hurt, space) => {
      const whole = JSON.stringify(JSON.parse(json), null, space);
      const at = hurt === null ? 0 : hurt[0] % (whole.length + 1);
      const text = hurt === null ? whole : `${whole.slice(0, at)}${hurt[1]}${whole.slice(at + 1)}`;
      const read = readJsonBytes(Buffer.from(text));
      let value: unknown;
      try {
        value = JSON.parse(Buffer.from(text).toString());
      } catch {
        expect(read).toMatchObject({ fault: { kind: 'syntax' } });
        return;
      }
      // Damage can make two names equal.
      if ('fault' in read && read.fault.kind === 'duplicate') expect(hurt).not.toBeNull();
      else expect(read).toEqual({ value });
    }),
    { seed: 20_261_127, numRuns: 500 },
  );
}); // biome-ignore format: one property

test('a name that is there twice is found wherever it stands, also among colons and quotes that are in strings', () => {
  const wordOf = (...letters: string[]) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 5 });
  const word = wordOf('a', ':', '"', '\\', '{', ',', '大', ' ');
  // Without backslashes: V8 of Node 24.21 takes {" ":"","\\aa":2} for {" ":"","\\\\a":2} where it has read the latter.
  const name = wordOf('a', ':', '"', '{', ',', '大', ' ');
  const held = fc.letrec((tie) => ({
    value: fc.oneof(
      word,
      fc.integer(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(name, held, { minKeys: 1, maxKeys: 3, noNullPrototype: true }), held, fc.integer({ min: 0, max: 2 }), (object, beside, space) => {
      const text = JSON.stringify(object, null, space);
      const twice = `${text.slice(0, text.lastIndexOf('}'))},${text.slice(1)}`;
      const around = (inner: string): Buffer => Buffer.from(`{"beside": ${JSON.stringify(beside)}, "list": [${inner}]}`);
      expect(readJsonBytes(around(text))).toEqual({ value: { beside, list: [object] } });
      expect(readJsonBytes(around(twice))).toMatchObject({ fault: { kind: 'duplicate', place: ['list', 0, Object.keys(object)[0]] } });
    }),
    { seed: 20_261_128, numRuns: 300 },
  );
}); // biome-ignore format: one property
