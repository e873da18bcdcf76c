import { canonicalJson } from '../../hash/canonical-json.ts';
import { sha256Hex } from '../../hash/sha256.ts';
import { html } from '../../page/html.ts';
import { selfContainedPolicy } from '../../page/self-contained.ts';
import type { Proof } from './schema.ts';
import { bodyMarkup, SHEET_IDS } from './sheet.ts';
import { SHEET_STYLE } from './sheet-style.ts';
import { type SheetWords, Voice } from './voice.ts';

const OPENING = {
  main: `<main id="${SHEET_IDS.main}">`,
  proof: `<script type="application/json" id="${SHEET_IDS.proof}">`,
  engine: '<script>',
} as const;
const CLOSING = '</script>';

/** JSON that can stand in a script element: nothing in it can end the element. */
const jsonInScript = (value: unknown): string => canonicalJson(value).replaceAll('<', '\\u003c');

/** SHA-256 of the program of a sheet, in hex: what tells one engine from another. */
export const engineHash = (engine: string): string => sha256Hex(engine);

/**
 * A sheet as one HTML file: what it shows, what it states, and the engine that recomputes it. Nothing is loaded: its
 * policy lets run and style nothing but what is in it, by hash.
 * @param engine the built program; it must hold nothing that ends a script element
 */
export function sheetFile(proof: Proof, engine: string, words: SheetWords): string {
  const policy = selfContainedPolicy(engine, SHEET_STYLE);
  const voice = new Voice(words);
  const title = `${words.zh.sheet.title} ${proof.dealer.name} ${proof.result.runs[0]?.asOf ?? ''}`;
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${html`<title>${title}</title>`.markup}
<style>${SHEET_STYLE}</style>
</head>
<body>
<div class="bar"><button type="button" id="${SHEET_IDS.language}" lang="en" hidden>${words.en.sheet.english}</button><button type="button" id="${SHEET_IDS.print}" hidden>${voice.say('print').markup}</button></div>
<div id="${SHEET_IDS.verdict}" role="status"><div><p>${voice.say('silent').markup}</p></div></div>
${OPENING.main}${bodyMarkup(proof, words)}</main>
${OPENING.proof}${jsonInScript(proof)}</script>
${OPENING.engine}${engine}</script>
</body>
</html>
`;
}

/** The parts of a sheet as they stand in its file; null for one that is missing. */
export interface SheetParts {
  readonly body: string | null;
  readonly proof: string | null;
  readonly engine: string | null;
}

/** Takes a file apart. No data can look like an opening: text in what is shown is escaped, and so is `<` in the data. */
export function takeApart(file: string): SheetParts {
  const mainAt = file.indexOf(OPENING.main);
  const proofAt = file.indexOf(OPENING.proof, Math.max(mainAt, 0));
  const proof = between(file, proofAt, OPENING.proof, CLOSING);
  const engineAt = proof === null ? -1 : file.indexOf(OPENING.engine, proofAt + OPENING.proof.length + proof.length);
  return {
    body: proofAt < 0 ? null : between(file.slice(0, proofAt), mainAt, OPENING.main, '</main>'),
    proof,
    engine: between(file, engineAt, OPENING.engine, CLOSING),
  };
}

function between(file: string, at: number, opening: string, closing: string): string | null {
  if (at < 0) return null;
  const start = at + opening.length;
  const end = file.indexOf(closing, start);
  return end < 0 ? null : file.slice(start, end);
}
