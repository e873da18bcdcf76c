import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Say } from '../../domain/diversion/detect/say.ts';
import { TERM_KEYS } from '../../domain/diversion/schema/detect.ts';
import { RESOURCES_FOLDER } from '../project.ts';

const Words = z.record(z.enum(TERM_KEYS), z.string());

/** Fills the sentences of the detector's terms in both languages. */
export function readDetectorWords(): Say {
  const read = (language: string) =>
    Words.parse(JSON.parse(readFileSync(join(RESOURCES_FOLDER, 'locales', language, 'detector.json'), 'utf8')));
  const [zh, en] = [read('zh-CN'), read('en')];
  return (key, numbers) => {
    const fill = (sentence: string): string =>
      sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => shown(name, numbers[name] ?? Number.NaN));
    return { zh: fill(zh[key]), en: fill(en[key]) };
  };
}

function shown(name: string, value: number): string {
  if (name === 'share') return `${Math.round(value * 100)}%`;
  if (Number.isInteger(value)) return String(value);
  return value >= 10 || value <= -10 ? value.toFixed(0) : value.toPrecision(2);
}
