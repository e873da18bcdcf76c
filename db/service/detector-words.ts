import en from '../../resources/locales/en/detector.json' with { type: 'json' };
import zh from '../../resources/locales/zh-CN/detector.json' with { type: 'json' };
import type { Say } from '../domain/diversion/detect/say.ts';

/** Fills the sentences of the detector's terms in both languages. */
export const sayDetectorTerm: Say = (key, numbers) => {
  const fill = (sentence: string): string =>
    sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => shown(name, numbers[name] ?? Number.NaN));
  const sentence = sentenceOf(key, numbers);
  return { zh: fill(zh[sentence]), en: fill(en[sentence]) };
};

function sentenceOf(key: Parameters<Say>[0], numbers: Parameters<Say>[1]): keyof typeof en {
  // Where every code is a packing case of its own there is nothing to say about several codes of one.
  if (key === 'cohesion' && numbers.cases === 0) return 'cohesion_shipments';
  const { log10P = 0, cap = Number.POSITIVE_INFINITY } = numbers;
  return key === 'excess' && -log10P > cap ? 'excess_capped' : key;
}

function shown(name: string, value: number): string {
  if (name === 'share') return `${Math.round(value * 100)}%`;
  if (Number.isInteger(value)) return String(value);
  if (value > 0 && value < 0.001) return '<0.001';
  return value >= 10 || value <= -10 ? value.toFixed(0) : value.toPrecision(2);
}
