/**
 * The program in an evidence pack: follows the chain of hashes, and makes what is shown again from the data, in whatever
 * browser opens the file. It asks nothing of any server, and stores nothing.
 */
import { z } from 'zod';
import { packMarkup } from '../../db/domain/diversion/pack/body.ts';
import { checkPack, isSound, Pack } from '../../db/domain/diversion/pack/content.ts';
import { PACK_IDS } from '../../db/domain/diversion/pack/file.ts';
import { PackTexts, speaker } from '../../db/domain/diversion/pack/words.ts';
import { type Html, html } from '../../db/domain/page/html.ts';
import enPack from '../../resources/locales/en/pack.json';
import zhPack from '../../resources/locales/zh-CN/pack.json';

// The policy of a pack forbids code made at run time; without this every start would be reported as a breach of it.
z.config({ jitless: true });

const words = { zh: PackTexts.parse(zhPack), en: PackTexts.parse(enPack) };
const say = speaker(words);
/** The way back from English, in its own language. */
const CHINESE = '中文';
const element = (id: string): HTMLElement | null => document.getElementById(id);

/** Whether the page shows what its data make; both as this browser writes markup. */
function isShownRight(pack: Pack): boolean {
  const template = document.createElement('template');
  template.innerHTML = packMarkup(pack, words);
  const holder = document.createElement('template');
  holder.innerHTML = element(PACK_IDS.main)?.innerHTML ?? '';
  return template.innerHTML === holder.innerHTML;
}

function verdict(): { readonly isGood: boolean; readonly content: Html; readonly pack?: Pack } {
  const bad = (...faults: readonly (Html | null)[]) => ({
    isGood: false,
    content: html`<h2>${say('differs')}</h2>${faults.map((fault) => (fault === null ? null : html`<p>${fault}</p>`))}`,
  });
  let value: unknown;
  try {
    value = JSON.parse(element(PACK_IDS.data)?.textContent ?? '');
  } catch {
    return bad(say('unreadable'));
  }
  const parsed = Pack.safeParse(value);
  if (!parsed.success) return bad(say('unreadable'));
  const pack = parsed.data;
  const check = checkPack(pack);
  const isShown = isShownRight(pack);
  if (isSound(check) && isShown) {
    const text = say('soundText', { n: pack.content.events.length });
    return { isGood: true, content: html`<h2>${say('sound')}</h2><p>${text}</p>`, pack };
  }
  return bad(
    check.hash.stated === check.hash.found ? null : say('hashDiffers'),
    check.brokenAt === null ? null : say('brokenAt', { n: check.brokenAt }),
    check.unreadableAt === null ? null : say('unreadableAt', { n: check.unreadableAt }),
    check.isDecisionTold ? null : say('decisionDiffers'),
    check.isDeductionTold ? null : say('deductionDiffers'),
    check.areParametersTold ? null : say('parametersDiffer'),
    check.damagedFile === null ? null : say('fileDiffers', { name: check.damagedFile }),
    isShown ? null : say('shownDiffers'),
  );
}

/** Puts the files where they are named: pictures to look at, everything to save. Only of a pack that is whole. */
function showFiles({ content: { files = [] } }: Pack): void {
  for (const { id, fileName, mediaType, base64 } of files) {
    const holder = document.querySelector(`[data-file="${id}"]`);
    if (holder === null || base64 === null) continue;
    const address = `data:${mediaType};base64,${base64}`;
    if (mediaType.startsWith('image/')) {
      const picture = document.createElement('img');
      picture.src = address;
      picture.alt = fileName;
      holder.append(picture);
    }
    const link = document.createElement('a');
    link.href = address;
    link.download = fileName;
    link.innerHTML = say('saveFile').markup;
    holder.append(link);
  }
}

function showVerdict(): void {
  const { isGood, content, pack } = verdict();
  if (pack !== undefined) showFiles(pack);
  const box = document.createElement('div');
  box.className = isGood ? 'good' : 'bad';
  box.innerHTML = content.markup;
  element(PACK_IDS.verdict)?.replaceChildren(box);
}

function offer(id: string, act: (button: HTMLElement) => void): void {
  const button = element(id);
  if (button === null) return;
  button.hidden = false;
  button.addEventListener('click', () => act(button));
}

showVerdict();
offer(PACK_IDS.language, (button) => {
  const english = document.documentElement.lang !== 'en';
  document.documentElement.lang = english ? 'en' : 'zh-CN';
  button.textContent = english ? CHINESE : words.en.english;
  button.lang = english ? 'zh-CN' : 'en';
});
offer(PACK_IDS.print, () => window.print());
