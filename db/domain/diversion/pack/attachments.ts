import { z } from 'zod';
import { type Html, html } from '../../page/html.ts';
import type { PackTextKey, Speak } from './words.ts';

const Day = z.iso.date();

/** What the diverted goods earned the dealer, as it stood when the pack was made. Other dealers' figures are none of its business. */
export const PackDeduction = z.strictObject({
  asOf: Day,
  standing: z.enum(['undecided', 'appeal_open', 'dismissed', 'final']),
  currency: z.string(),
  /** Integer 分. */
  amountFen: z.int().nonnegative(),
  figures: z.array(
    z.strictObject({
      agreement: z.string(),
      periodCode: z.string().nullable(),
      withFen: z.int(),
      withoutFen: z.int(),
      amountFen: z.int().nonnegative(),
    }),
  ),
  /** Quantities in thousandths of the base unit. */
  lines: z.array(
    z.strictObject({
      date: Day,
      sku: z.string(),
      baseUnit: z.string(),
      quantityMilli: z.int(),
      lineQuantityMilli: z.int(),
      netFen: z.int(),
      taxFen: z.int(),
    }),
  ),
  moreLines: z.int().nonnegative(),
  codesWithoutLine: z.int().nonnegative(),
});
export type PackDeduction = z.infer<typeof PackDeduction>;

/** All bytes of files that a pack may hold; what is beyond it stays at head office, named by its hash. */
export const PACK_FILES_BYTES_MAX = 8_000_000;

/** A file of the case; its bytes in base64, or null where they are not in the pack. */
export const PackAttachment = z.strictObject({
  id: z.uuid(),
  fileName: z.string(),
  mediaType: z.string(),
  size: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  base64: z.base64().nullable(),
});
export type PackAttachment = z.infer<typeof PackAttachment>;

/** Whether the sum is that of its figures, none of which exceeds its difference. */
export const isDeductionTold = ({ amountFen, figures }: PackDeduction): boolean =>
  figures.reduce((sum, figure) => sum + figure.amountFen, 0) === amountFen &&
  figures.every((figure) => figure.amountFen <= Math.max(0, figure.withFen - figure.withoutFen));

/** 分 with two decimals, exact: `1234.50`. */
function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '−' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const heads = (say: Speak, keys: readonly PackTextKey[]): Html =>
  html`<thead><tr>${keys.map((key) => html`<th scope="col">${say(key)}</th>`)}</tr></thead>`;

export function deductionMarkup(told: PackDeduction, say: Speak): Html {
  const { figures, lines, currency } = told;
  return html`<section><h2>${say('deduction')}</h2>
<p><strong>${currency} ${yuan(told.amountFen)}</strong> · ${say(`standing.${told.standing}`)}</p>
<p>${say('deductionFormula', { day: told.asOf })}</p>
${
  figures.length === 0
    ? html`<p>${say('deductionNone')}</p>`
    : html`<div class="scroll" tabindex="0"><table>${heads(say, ['agreement', 'period', 'with', 'without', 'toDeduct'])}<tbody>${figures.map(
        (one) =>
          html`<tr><td>${one.agreement}</td><td>${one.periodCode ?? '—'}</td><td>${yuan(one.withFen)}</td><td>${yuan(one.withoutFen)}</td><td>${yuan(one.amountFen)}</td></tr>`,
      )}</tbody></table></div>`
}
${
  lines.length === 0
    ? null
    : html`<h3>${say('orderLines')}</h3><div class="scroll" tabindex="0"><table>${heads(say, ['ordered', 'sku', 'quantity', 'net', 'tax'])}<tbody>${lines.map(
        (one) =>
          html`<tr><td>${one.date}</td><td>${one.sku}</td><td>${one.quantityMilli / 1000} / ${one.lineQuantityMilli / 1000} ${one.baseUnit}</td><td>${yuan(one.netFen)}</td><td>${yuan(one.taxFen)}</td></tr>`,
      )}</tbody></table></div>`
}
${told.moreLines === 0 ? null : html`<p>${say('moreLines', { n: told.moreLines })}</p>`}
${told.codesWithoutLine === 0 ? null : html`<p>${say('codesWithoutLine', { n: told.codesWithoutLine })}</p>`}</section>`;
}

/** The program of the pack puts each file where `data-file` names it, once everything is verified. */
export function filesMarkup(files: readonly PackAttachment[], say: Speak): Html {
  return html`<section><h2>${say('files')}</h2>${files.map(
    (
      one,
    ) => html`<figure${one.base64 === null ? null : html` data-file="${one.id}"`}><figcaption>${say('file', { name: one.fileName, size: one.size })} · \
${say(one.base64 === null ? 'fileOutside' : 'fileInside')}<br><span class="hash">${one.sha256}</span></figcaption></figure>`,
  )}</section>`;
}
