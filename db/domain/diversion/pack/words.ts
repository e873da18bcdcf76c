import { z } from 'zod';
import { type Html, html } from '../../page/html.ts';

/** Every text of an evidence pack; `resources/locales/<language>/pack.json` has them all. */
export const PACK_TEXT_KEYS = [
  'title', 'english', 'print', 'silent', 'sound', 'soundText', 'differs', 'hashDiffers', 'brokenAt', 'unreadableAt',
  'decisionDiffers', 'shownDiffers', 'unreadable', 'case', 'dealer', 'kind', 'kind.territory', 'kind.price', 'line',
  'city', 'state', 'state.open', 'state.explaining', 'state.decided', 'state.appealed', 'state.observed', 'state.closed',
  'decision', 'decision.confirmed', 'decision.dismissed', 'undecided', 'appealUntil', 'observedUntil', 'prepared', 'program',
  'claim', 'map', 'mapNone', 'approval', 'noApproval', 'seat', 'scans', 'reasons', 'score', 'for', 'against', 'noAgainst',
  'points', 'parameters', 'parametersKept', 'parametersNotKept', 'tunedBy', 'notTuned', 'parameter', 'base', 'allowed', 'tuned',
  'used', 'unit', 'since', 'setBy', 'origin.built_in', 'origin.untold', 'origin.version', 'parametersDiffer', 'silence', 'bufferKm', 'noBuffer', 'fewerCodes', 'noCodes', 'counties', 'noCounties', 'custody', 'withheld',
  'code', 'sku', 'batch', 'shipment', 'shipped', 'warehouse', 'actor', 'scanned', 'terminal', 'place', 'notShown', 'cell',
  'actor.inspector', 'actor.dealer', 'actor.terminal', 'actor.driver', 'actor.consumer', 'history', 'no', 'what', 'who', 'at',
  'said', 'hash', 'event.open', 'event.merge', 'event.assign', 'event.note', 'event.add_evidence', 'event.explain',
  'event.sign_off', 'event.decide', 'event.appeal', 'event.observe', 'event.close', 'stance.given', 'stance.declined', 'file',
  'deduction', 'deductionFormula', 'deductionNone', 'standing.undecided', 'standing.appeal_open', 'standing.dismissed',
  'standing.final', 'agreement', 'period', 'with', 'without', 'toDeduct', 'orderLines', 'ordered', 'quantity', 'net', 'tax',
  'moreLines', 'codesWithoutLine', 'files', 'fileInside', 'fileOutside', 'saveFile', 'fileDiffers', 'deductionDiffers',
  'verification', 'verificationText', 'contentHash', 'head',
] as const; // biome-ignore format: in the order of the pack

export const PackTexts = z.record(z.enum(PACK_TEXT_KEYS), z.string());
export type PackTexts = z.infer<typeof PackTexts>;
export type PackTextKey = (typeof PACK_TEXT_KEYS)[number];
export interface PackWords {
  readonly zh: PackTexts;
  readonly en: PackTexts;
}

type Gaps = Readonly<Record<string, string | number>>;
const filled = (text: string, gaps: Gaps): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(gaps[name] ?? ''));

/** Says texts in both languages at once; the style sheet shows one. */
export const speaker =
  (words: PackWords) =>
  (key: PackTextKey, gaps: Gaps = {}): Html =>
    both(filled(words.zh[key], gaps), filled(words.en[key], gaps));

export type Speak = ReturnType<typeof speaker>;

export const both = (zh: string, en: string): Html =>
  zh === en ? html`${zh}` : html`<span class="zh" lang="zh-CN">${zh}</span><span class="en" lang="en">${en}</span>`;
