import { isUtf8 } from 'node:buffer';

/** Why bytes are no JSON document that could be relied on, and where. */
export interface JsonFault {
  readonly kind: 'encoding' | 'syntax' | 'duplicate' | 'name';
  /** Keys from the top of the document to the place; of bytes that are no text, none. */
  readonly place: readonly PropertyKey[];
  /** What is wrong, by byte or by line and column, and what to do. */
  readonly message: string;
}

/** A value out of JSON, or why there is none. */
export type JsonReading = { readonly value: unknown } | { readonly fault: JsonFault };

/**
 * Reads a JSON document strictly: UTF-8 (a byte order mark may lead), one value, no name twice in an object. What a lenient
 * reader makes of the rest is silently another document: names that become one another, an amount that replaces another.
 * @throws Error of Node (`ERR_STRING_TOO_LONG`) when the text is longer than a text may be
 */
export function readJsonBytes(bytes: Buffer): JsonReading {
  if (!isUtf8(bytes)) return { fault: { kind: 'encoding', place: [], message: encodingOf(bytes) } };
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  // UTF-16 of plain characters is valid UTF-8 with zero bytes between them.
  if (text[0] === '\0' || text[1] === '\0') return { fault: { kind: 'encoding', place: [], message: UTF_16 } };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // What the grammar below lets pass: control characters within strings.
    return { fault: scan(text) ?? { kind: 'syntax', place: [], message: `Not JSON: ${String(error)}` } };
  }
  // A name that is there twice is one key of what was read.
  if (countNames(bytes) === countKeys(value)) return { value };
  const fault = scan(text);
  return fault === null ? { value } : { fault };
}

/** How many names the objects of a JSON text have: each is followed by the only kind of colon that is not in a string. */
function countNames(json: Uint8Array): number {
  let names = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === 0x22) isInString = !isInString;
    else if (isInString) at += byte === 0x5c ? 1 : 0;
    else if (byte === 0x3a) names += 1;
  }
  return names;
}

/** How many keys the objects of a value have, at any depth; `__proto__`, which may not be one, is not counted. */
function countKeys(value: unknown): number {
  let count = 0;
  const open = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    if (Array.isArray(one)) for (const item of one) open.push(item);
    else {
      for (const key of Object.keys(one)) {
        if (key !== '__proto__') count += 1;
        const held = (one as Readonly<Record<string, unknown>>)[key];
        if (typeof held === 'object' && held !== null) open.push(held);
      }
    }
  }
  return count;
}

const UTF_16 = 'The text is in UTF-16: save it as UTF-8; nothing was read';

/** What bytes that are not UTF-8 look like. */
function encodingOf(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') return UTF_16;
  const loose = bytes.toString('utf8');
  let at = loose.indexOf('\uFFFD');
  let byte = Buffer.byteLength(loose.slice(0, at));
  // A replacement character that stands in the file itself is not the place.
  while (bytes.toString('hex', byte, byte + 3) === 'efbfbd') {
    const next = loose.indexOf('\uFFFD', at + 1);
    byte += Buffer.byteLength(loose.slice(at, next));
    at = next;
  }
  const line = loose.slice(0, at).split('\n').length;
  const place = `The text is not UTF-8 at byte ${byte + 1} (0x${bytes.toString('hex', byte, byte + 1)}, line ${line})`;
  return `${place}${isGbk(bytes) ? '; it looks like GBK' : ''}: save it as UTF-8; nothing was read`;
}

function isGbk(bytes: Buffer): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** White space, then a mark (1), a string (2), a number or a word of JSON. */
const TOKEN =
  /[ \t\r\n]*(?:([{}[\]:,])|("[^"\\\n\r\t]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\n\r\t]*)*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** What may come next, as it is said to a person. */
type Wanted =
  | 'a value'
  | 'a value or ]'
  | 'a name in quotes'
  | 'a name in quotes or }'
  | ':'
  | ', or }'
  | ', or ]'
  | 'nothing more';

/** An object or an array that is not closed yet: names it has, and the name or index that is being read. */
interface Level {
  readonly names: Set<string> | null;
  at: string | number;
} // biome-ignore format: a union in one line

/** The first fault of a text, found by reading its tokens once; null when it is JSON and says nothing twice. */
function scan(text: string): JsonFault | null {
  const levels: Level[] = [];
  let wanted: Wanted = 'a value';
  const next = (): Wanted => {
    const level = levels.at(-1);
    if (level === undefined) return 'nothing more';
    return level.names === null ? ', or ]' : ', or }';
  };
  for (let at = 0; ; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    const level = levels.at(-1);
    const mark = token?.[1];
    const isValue = wanted === 'a value' || wanted === 'a value or ]';
    if (token === null) return wanted === 'nothing more' && text.slice(at).trim() === '' ? null : unexpected(text, at, wanted);
    if (isValue && (mark === '{' || mark === '[')) {
      levels.push(mark === '{' ? { names: new Set(), at: '' } : { names: null, at: 0 });
      wanted = mark === '{' ? 'a name in quotes or }' : 'a value or ]';
    } else if (isValue && mark === undefined) wanted = next();
    else if (mark !== undefined && /[}\]]/.test(mark) && wanted.endsWith(mark)) {
      levels.pop();
      wanted = next();
    } else if (wanted.startsWith('a name') && token[2] !== undefined && level?.names != null) {
      const name = token[2].includes('\\') ? String(JSON.parse(token[2])) : token[2].slice(1, -1);
      level.at = name;
      if (name === '__proto__' || level.names.has(name)) {
        const place = levels.map((one) => one.at);
        const where = lineOf(text, TOKEN.lastIndex - token[2].length);
        if (name === '__proto__') return { kind: 'name', place, message: `"__proto__" cannot be a name (${where}): take another` };
        return { kind: 'duplicate', place, message: `${token[2]} is there twice in one object, the second time at ${where}: take one out` };
      }
      level.names.add(name);
      wanted = ':';
    } else if (wanted === ':' && mark === ':') wanted = 'a value';
    else if (wanted.startsWith(',') && mark === ',' && level !== undefined) {
      wanted = level.names === null ? 'a value' : 'a name in quotes';
      if (typeof level.at === 'number') level.at += 1;
    } else return unexpected(text, at, wanted);
  }
} // biome-ignore format: one step of the grammar a branch

function unexpected(text: string, from: number, wanted: Wanted): JsonFault {
  const at = from + (/^[ \t\r\n]*/.exec(text.slice(from, from + 10_000))?.[0].length ?? 0);
  const found = /^(?:[\w.+-]+|.)/u.exec(text.slice(at, at + 20))?.[0];
  const stands = found === undefined ? 'the text ends' : `${JSON.stringify(found)} stands`;
  const message = `Not JSON at ${lineOf(text, at)}: ${wanted} should come, but ${stands} there`;
  return { kind: 'syntax', place: [], message };
}

/** Line and column of a place in a text, in characters, from 1. */
function lineOf(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `line ${lines.length}, column ${[...(lines.at(-1) ?? '')].length + 1}`;
}
