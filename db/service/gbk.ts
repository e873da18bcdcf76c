/** Text for Chinese programs of the time before Unicode. */

let table: ReadonlyMap<string, number> | null = null;

/** Every character of two bytes, found by decoding all of them once. */
function codes(): ReadonlyMap<string, number> {
  if (table !== null) return table;
  const decoder = new TextDecoder('gbk');
  const made = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (trail !== 0x7f && character.length === 1 && character !== '\ufffd' && !made.has(character))
        made.set(character, lead * 256 + trail);
    }
  }
  table = made;
  return made;
}

/** The first character that GBK does not have, or null. */
export function outsideGbk(text: string): string | null {
  for (const character of text) if (character > '\x7f' && !codes().has(character)) return character;
  return null;
}

/**
 * @throws RangeError for a text with a character that GBK does not have
 */
export function encodeGbk(text: string): Uint8Array<ArrayBuffer> {
  const outside = outsideGbk(text);
  if (outside !== null) throw new RangeError(`GBK does not have ${outside}`);
  const bytes: number[] = [];
  for (const character of text) {
    const code = codes().get(character);
    if (code === undefined) bytes.push(character.charCodeAt(0));
    else bytes.push(code >> 8, code & 0xff);
  }
  return Uint8Array.from(bytes);
}
