import en from '../../resources/locales/en/detector.json' with { type: 'json' };
import zh from '../../resources/locales/zh-CN/detector.json' with { type: 'json' };
import type { Say } from '../domain/diversion/detect/say.ts';

/** Fills the sentences of the detector's terms in both languages. */
export const sayDetectorTerm: Say = (key, numbers) => {
  const fill = (sentence: string): string =>
    sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => shown(name, numbers[name] ?? Number.NaN));
  return { zh: fill(zh[key]), en: fill(en[key]) };
};

function shown(name: string, value: number): string {
  if (name === 'share') return `${Math.round(value * 100)}%`;
  if (Number.isInteger(value)) return String(value);
  return value >= 10 || value <= -10 ? value.toFixed(0) : value.toPrecision(2);
}
