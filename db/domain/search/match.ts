/**
 * The first character of each group of Chinese characters whose pinyin begin with the same letter, in pinyin order. A
 * character's initial is that of the last boundary that does not sort after it (Unicode CLDR collation `zh-u-co-pinyin`).
 */
const BOUNDARIES = '吖八嚓咑妸发旮哈讥咔垃呣拏喔妑七呥仨他屲夕丫帀';
const LETTERS = 'abcdefghjklmnopqrstwxyz';
const pinyin = new Intl.Collator('zh-u-co-pinyin');

/** Initials of a name: 宁波恒丰食品 → nbhfsp. Letters and digits stay, everything else falls out. */
export function initialsOf(name: string): string {
  let initials = '';
  for (const character of name.toLowerCase()) {
    if (/[a-z0-9]/.test(character)) initials += character;
    else if (/\p{Script=Han}/u.test(character)) initials += initialOf(character);
  }
  return initials;
}

function initialOf(character: string): string {
  let letter = '';
  for (let i = 0; i < BOUNDARIES.length; i++) {
    if (pinyin.compare(BOUNDARIES[i] as string, character) > 0) break;
    letter = LETTERS[i] as string;
  }
  return letter;
}

/**
 * How well a name or code answers what was typed: 0 the whole, 1 the beginning, 2 somewhere inside, 3 by initials; null
 * not at all. Upper and lower case are the same.
 */
export function matchRank(
  typed: string,
  thing: { readonly name: string; readonly code: string; readonly initials: string },
): number | null {
  const text = typed.toLowerCase();
  const name = thing.name.toLowerCase();
  const code = thing.code.toLowerCase();
  if (name === text || code === text) return 0;
  if (name.startsWith(text) || code.startsWith(text)) return 1;
  if (name.includes(text) || code.includes(text)) return 2;
  return /^[a-z0-9]{2,}$/.test(text) && thing.initials.startsWith(text) ? 3 : null;
}
