// Goal: every text can be read (WCAG 2.2 AA, 4.5:1) in each theme. Method: read the colours from the style sheet itself
// and compute the ratio of each text colour on each background it stands on.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../../../renderer/styles/tokens.css', import.meta.url), 'utf8');
const TEXTS = ['text', 'text-quiet', 'select', 'breach', 'waiting', 'settled'];
const BACKGROUNDS = ['surface', 'ground', 'select-soft'];

function tokensOf(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name ?? '', hex ?? '']));
}

/** Relative luminance after WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test('black on white is 21:1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});

test.each([
  ['light', ':root'],
  ['dark', ':root[data-theme="dark"]'],
  ['projector', ':root[data-theme="projector"]'],
])('every text of the %s theme stands out from what it stands on', (_, selector) => {
  const tokens = tokensOf(selector);
  const weak = TEXTS.flatMap((text) =>
    BACKGROUNDS.map((ground) => ({ text, ground, ratio: contrast(tokens.get(text)!, tokens.get(ground)!) })),
  ).filter(({ ratio }) => !(ratio >= 4.5));
  expect(weak).toEqual([]);
});

test.each([
  ['light', ':root'],
  ['dark', ':root[data-theme="dark"]'],
  ['projector', ':root[data-theme="projector"]'],
])('what stands on the selection colour, and the edges of fields, can be seen in the %s theme', (_, selector) => {
  const tokens = tokensOf(selector);
  expect(contrast(tokens.get('on-select')!, tokens.get('select')!)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(tokens.get('line-strong')!, tokens.get('surface')!)).toBeGreaterThanOrEqual(3);
});

test('the projector theme stands out more than the others: 7:1, which is AAA', () => {
  const tokens = tokensOf(':root[data-theme="projector"]');
  const weak = TEXTS.flatMap((text) =>
    BACKGROUNDS.map((ground) => ({ text, ground, ratio: contrast(tokens.get(text)!, tokens.get(ground)!) })),
  ).filter(({ ratio }) => !(ratio >= 7));
  expect(weak).toEqual([]);
});
