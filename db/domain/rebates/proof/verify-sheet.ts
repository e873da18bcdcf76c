import { shapeProblems } from '../read/read-document.ts';
import { checkProof, type ProofCheck } from './check-proof.ts';
import { Proof } from './schema.ts';
import { firstDifference } from './sheet.ts';
import { engineHash, sheetFile, takeApart } from './sheet-file.ts';
import type { SheetWords } from './voice.ts';

/** What is found in a file that says it is a sheet. */
export type SheetVerdict =
  | {
      readonly kind: 'damaged';
      /** What is missing or cannot be read. */
      readonly why: string;
    }
  | {
      readonly kind: 'read';
      readonly proof: Proof;
      readonly check: ProofCheck;
      /** Where the file first departs from what this program would make of its data; null when it does not. */
      readonly shown: { readonly stated: string; readonly shown: string } | null;
      /** Whether the program in the file is the one given; null when none was given to compare with. */
      readonly engine: { readonly hash: string; readonly same: boolean | null };
    };

/** The text of markup, without tags and with its few entities resolved. */
const plain = (markup: string): string =>
  markup
    .replace(/<span class="en"[^>]*>[^<]*<\/span>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'")
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Verifies a sheet: recomputes it with this program's own engine, and compares hash, figures, what is shown and the
 * program inside. The program in the file is never run.
 * @param engine the engine that this program would put into a sheet, when it is at hand
 */
export function verifySheet(text: string, words: SheetWords, engine: string | null): SheetVerdict {
  // Mail programs change the ends of lines; browsers read both alike.
  const file = text.replaceAll('\r\n', '\n');
  const parts = takeApart(file);
  for (const [name, part] of Object.entries(parts)) {
    if (part === null)
      return { kind: 'damaged', why: `The file is no rebate statement, or is cut: its ${name} is missing` };
  }
  let value: unknown;
  try {
    value = JSON.parse(parts.proof ?? '');
  } catch (error) {
    return { kind: 'damaged', why: `Its data is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = Proof.safeParse(value);
  if (!parsed.success) {
    const [problem] = shapeProblems(parsed.error);
    return {
      kind: 'damaged',
      why: `Its data is not that of a statement: ${problem?.path ?? '$'}: ${problem?.message ?? ''}`,
    };
  }
  const inside = parts.engine ?? '';
  const stated = sheetFile(parsed.data, inside, words);
  return {
    kind: 'read',
    proof: parsed.data,
    check: checkProof(parsed.data),
    shown: stated === file ? null : partsOf(stated, file),
    engine: { hash: engineHash(inside), same: engine === null ? null : inside === engine },
  };
}

/** The difference in words where there is one; in markup where only that differs. */
function partsOf(stated: string, shown: string): { readonly stated: string; readonly shown: string } {
  const [a, b] = [plain(stated), plain(shown)];
  return a === b ? firstDifference(stated, shown) : firstDifference(a, b);
}
