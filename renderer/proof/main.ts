/**
 * The program in a proof sheet: recomputes the sheet from its own data in whatever browser opens the file, and says
 * whether it agrees. It asks nothing of any server, and stores nothing.
 */
import './old-browsers.ts';
import { z } from 'zod';
import { type Html, html } from '../../db/domain/page/html.ts';
import { agrees, checkProof, type Difference } from '../../db/domain/rebates/proof/check-proof.ts';
import { Proof } from '../../db/domain/rebates/proof/schema.ts';
import { bodyMarkup, firstDifference, SHEET_IDS } from '../../db/domain/rebates/proof/sheet.ts';
import { grouped, heads, number } from '../../db/domain/rebates/proof/sheet-entry.ts';
import { SheetTexts, Voice } from '../../db/domain/rebates/proof/voice.ts';
import { RuleTexts } from '../../db/domain/rebates/words/texts.ts';
import enRules from '../../resources/locales/en/rules.json';
import enSheet from '../../resources/locales/en/sheet.json';
import zhRules from '../../resources/locales/zh-CN/rules.json';
import zhSheet from '../../resources/locales/zh-CN/sheet.json';

// The policy of a sheet forbids code made at run time; without this every start would be reported as a breach of it.
z.config({ jitless: true });

const words = {
  zh: { sheet: SheetTexts.parse(zhSheet), rules: RuleTexts.parse(zhRules) },
  en: { sheet: SheetTexts.parse(enSheet), rules: RuleTexts.parse(enRules) },
};
const voice = new Voice(words);
/** The way back from English, in its own language. */
const CHINESE = '中文';
const SHOWN_DIFFERENCES = 50;
const element = (id: string): HTMLElement | null => document.getElementById(id);

/** The text of an element as it is read, without the language that is not shown. */
const textOf = (root: ParentNode): string => {
  const texts: string[] = [];
  for (const node of root.querySelectorAll(':not(.en)')) {
    for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) texts.push(child.textContent ?? '');
  }
  return texts.join(' ').replace(/\s+/g, ' ').trim();
};

/** What the page shows against what its data says it shows; null when they are the same. */
function compareShown(proof: Proof): { readonly stated: string; readonly shown: string } | null {
  const template = document.createElement('template');
  template.innerHTML = bodyMarkup(proof, words);
  const main = element(SHEET_IDS.main);
  const shown = main?.innerHTML ?? '';
  const holder = document.createElement('template');
  holder.innerHTML = shown;
  if (holder.innerHTML === template.innerHTML) return null;
  const [a, b] = [textOf(template.content), textOf(holder.content)];
  return a === b ? firstDifference(template.innerHTML, holder.innerHTML) : firstDifference(a, b);
}

function differenceTable(differences: readonly Difference[]): Html | null {
  if (differences.length === 0) return null;
  const rows = differences
    .slice(0, SHOWN_DIFFERENCES)
    .map(
      ({ place, stated, recomputed }) =>
        html`<tr><td>${place}</td>${number(stated ?? '–')}${number(recomputed ?? '–')}</tr>`,
    );
  const more = differences.length - rows.length;
  return html`<div class="scroll"><table>${heads(voice, 'place', 'stated', 'recomputed')}<tbody>${rows}</tbody></table></div>
${more === 0 ? null : html`<p>${voice.say('more', { n: more })}</p>`}`;
}

interface Verdict {
  readonly kind: 'good' | 'bad' | 'none';
  readonly content: Html;
}

const bad = (content: Html): Verdict => ({ kind: 'bad', content: html`<h2>${voice.say('differs')}</h2>${content}` });
const sentence = (...parts: readonly Html[]): Html => html`<p>${parts}</p>`;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function verdictOf(proof: Proof): Verdict {
  const check = checkProof(proof);
  const shown = compareShown(proof);
  if (agrees(check) && shown === null) {
    const total = grouped(proof.result.runs[0]?.totals.payable ?? '');
    const n = proof.document.lines.length;
    const content = html`<h2>${voice.say('agrees')}</h2>${sentence(voice.say('agreesText', { n, total }))}`;
    return { kind: 'good', content };
  }
  const { hash, refused, differences } = check;
  const hashes = html`<br><span class="hash">${hash.stated}<br>${hash.found}</span>`;
  return bad(html`${refused === null ? null : sentence(voice.say('refused'), html`${refused}`)}\
${hash.stated === hash.found ? null : sentence(voice.say('hashDiffers'), hashes)}\
${shown === null ? null : sentence(voice.say('shownDiffers', shown))}\
${differenceTable(differences)}`);
}

/** The verdict. Data that cannot be read is one too; a browser that cannot calculate is none. */
function judge(): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(element(SHEET_IDS.proof)?.textContent ?? '');
  } catch (error) {
    return bad(sentence(voice.say('unreadable', { reason: messageOf(error) })));
  }
  try {
    const { success, data, error } = Proof.safeParse(value);
    if (success) return verdictOf(data);
    return bad(sentence(voice.say('incomplete', { place: error.issues[0]?.path.join('.') ?? '' })));
  } catch (error) {
    const text = sentence(voice.say('notRunText', { reason: messageOf(error) }));
    return { kind: 'none', content: html`<h2>${voice.say('notRun')}</h2>${text}` };
  }
}

function showVerdict(): void {
  const { kind, content } = judge();
  const box = document.createElement('div');
  box.className = kind;
  box.innerHTML = content.markup;
  element(SHEET_IDS.verdict)?.replaceChildren(box);
}

function offerLanguages(): void {
  const button = element(SHEET_IDS.language);
  if (button === null) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const english = document.documentElement.lang !== 'en';
    document.documentElement.lang = english ? 'en' : 'zh-CN';
    button.textContent = english ? CHINESE : words.en.sheet.english;
    button.lang = english ? 'zh-CN' : 'en';
  });
}

function offerPrinting(): void {
  const button = element(SHEET_IDS.print);
  if (button === null) return;
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

showVerdict();
offerLanguages();
offerPrinting();
