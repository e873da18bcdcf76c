import { html } from '../../page/html.ts';
import { selfContainedPolicy } from '../../page/self-contained.ts';
import { packMarkup } from './body.ts';
import { type Pack, Pack as PackSchema } from './content.ts';
import { isOwnEngine } from './engines.ts';
import { packStyle } from './style.ts';
import { type PackWords, speaker } from './words.ts';

/** Ids by which the program of a pack finds its parts. */
export const PACK_IDS = {
  main: 'pack',
  data: 'data',
  verdict: 'verdict',
  language: 'language',
  print: 'print',
} as const;

const OPENING = {
  main: `<main id="${PACK_IDS.main}">`,
  data: `<script type="application/json" id="${PACK_IDS.data}">`,
  engine: '<script>',
} as const;

/**
 * A pack as one HTML file: what it shows, what it states, and the program that verifies the one against the other. Nothing
 * is loaded: its policy lets run and style nothing but what is in it, by hash.
 * @param engine the built program; it must hold nothing that ends a script element
 */
export function packFile(pack: Pack, engine: string, words: PackWords): string {
  const style = packStyle(pack.content.schema);
  const policy = selfContainedPolicy(engine, style, 'own');
  const say = speaker(words);
  const { dealer, cityName } = pack.content.case;
  const data = JSON.stringify(PackSchema.parse(pack)).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${html`<title>${words.zh.title} ${dealer.name} → ${cityName}</title>`.markup}
<style>${style}</style>
</head>
<body>
<div class="bar"><button type="button" id="${PACK_IDS.language}" lang="en" hidden>${words.en.english}</button><button type="button" id="${PACK_IDS.print}" hidden>${say('print').markup}</button></div>
<div id="${PACK_IDS.verdict}" role="status"><div><p>${say('silent').markup}</p></div></div>
${OPENING.main}${packMarkup(pack, words)}</main>
${OPENING.data}${data}</script>
${OPENING.engine}${engine}</script>
</body>
</html>
`;
}

/** What is found in a file that says it is a pack. */
export type PackFileVerdict =
  | { readonly kind: 'damaged'; readonly why: string }
  | {
      readonly kind: 'read';
      readonly pack: Pack;
      /** Whether the file is byte for byte what its data make with the program inside. */
      readonly isShownRight: boolean;
      /** Whether the program inside is the one given or one of before; null when none was given. */
      readonly isOwnEngine: boolean | null;
    };

/** Takes a file apart and makes it again from its data. The program in the file is never run. */
export function readPackFile(text: string, words: PackWords, engine: string | null): PackFileVerdict {
  // Mail programs change the ends of lines; browsers read both alike.
  const file = text.replaceAll('\r\n', '\n');
  const data = between(file, OPENING.data, '</script>');
  if (data === null) return { kind: 'damaged', why: 'The file is no evidence pack, or is cut: its data are missing' };
  const inside = between(file.slice(data.end), OPENING.engine, '</script>');
  if (inside === null) return { kind: 'damaged', why: 'The file is cut: its program is missing' };
  let value: unknown;
  try {
    value = JSON.parse(data.text);
  } catch (error) {
    return { kind: 'damaged', why: `Its data are not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = PackSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      kind: 'damaged',
      why: `Its data are not those of a pack: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    };
  }
  return {
    kind: 'read',
    pack: parsed.data,
    isShownRight: packFile(parsed.data, inside.text, words) === file,
    isOwnEngine: engine === null ? null : isOwnEngine(inside.text, engine),
  };
}

function between(
  file: string,
  opening: string,
  closing: string,
): { readonly text: string; readonly end: number } | null {
  const at = file.indexOf(opening);
  if (at < 0) return null;
  const start = at + opening.length;
  const end = file.indexOf(closing, start);
  return end < 0 ? null : { text: file.slice(start, end), end };
}
