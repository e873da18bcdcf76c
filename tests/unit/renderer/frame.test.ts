// Goal: keys, ages, times left and identifiers are what they claim to be. Method: tables over the pure parts of the frame.
import { expect, test } from 'vitest';
import { Id } from '../../../db/contract/primitives.ts';
import { isPressed, keysText } from '../../../renderer/app/keys.ts';
import { secondsLeft } from '../../../renderer/app/sync/time-left.ts';
import { themeOf } from '../../../renderer/app/theme.ts';
import { newId } from '../../../renderer/client/new-id.ts';
import { ageText } from '../../../renderer/components/format/age.ts';

const press = (key: string, code: string, modifiers: string) => ({
  key,
  code,
  ctrlKey: modifiers.includes('c'),
  metaKey: modifiers.includes('m'),
  altKey: modifiers.includes('a'),
  shiftKey: modifiers.includes('s'),
});

test.each([
  ['Mod+K', press('k', 'KeyK', 'c'), false, true],
  ['Mod+K', press('k', 'KeyK', 'm'), true, true],
  ['Mod+K', press('k', 'KeyK', 'm'), false, false],
  ['Mod+K', press('k', 'KeyK', 'cm'), false, false],
  ['Mod+K', press('K', 'KeyK', 'cs'), false, false],
  ['Mod+,', press(',', 'Comma', 'c'), false, true],
  // On a Mac, ⌥ makes another character of it.
  ['Alt+1', press('¡', 'Digit1', 'a'), true, true],
  ['Alt+N', press('˜', 'KeyN', 'a'), true, true],
  ['Alt+ArrowLeft', press('ArrowLeft', 'ArrowLeft', 'a'), false, true],
  ['F1', press('F1', 'F1', ''), false, true],
  ['F1', press('F1', 'F1', 'a'), false, false],
])('%s with %o (Mac: %o) is pressed: %o', (keys, event, isMac, expected) => {
  expect(isPressed(event, keys, isMac)).toBe(expected);
});

test.each([
  ['Mod+K', false, 'Ctrl K'],
  ['Mod+K', true, '⌘ K'],
  ['Alt+ArrowLeft', false, 'Alt ←'],
  ['Alt+ArrowLeft', true, '⌥ ←'],
  ['Escape', false, 'Esc'],
])('%s (Mac: %o) is written %s', (keys, isMac, text) => {
  expect(keysText(keys, isMac)).toBe(text);
});

const now = new Date('2026-09-25T04:00:00Z');
test.each([
  ['2026-09-25T03:59:30Z', 'zh-CN', '现在'],
  ['2026-09-25T03:57:00Z', 'zh-CN', '3分钟前'],
  ['2026-09-25T02:01:00Z', 'en', '1 hour ago'],
  ['2026-09-25T06:00:00Z', 'en', 'in 2 hours'],
  ['2026-09-20T04:00:00Z', 'zh-CN', '5天前'],
])('%s in %s is %s', (instant, locale, text) => {
  expect(ageText(instant, now, locale)).toBe(text);
});

test.each([
  // [first, last, total] → seconds
  [{ at: 0, done: 0 }, { at: 2000, done: 1000 }, 5000, 8],
  [{ at: 1000, done: 500 }, { at: 2000, done: 1500 }, 2000, null],
  [{ at: 1000, done: 500 }, { at: 2000, done: 1500 }, 3001, 2],
  [{ at: 0, done: 0 }, { at: 2000, done: 0 }, 5000, null],
  [{ at: 0, done: 0 }, { at: 2000, done: 5000 }, 5000, null],
  [{ at: 5, done: 10 }, { at: 5, done: 20 }, 50, null],
])('from %o to %o of %i there are %s seconds left', (first, last, total, seconds) => {
  expect(secondsLeft(first, last, total)).toBe(seconds);
});

test.each([
  ['system', true, 'dark'],
  ['system', false, 'light'],
  ['projector', true, 'projector'],
  ['light', true, 'light'],
] as const)('%s with a dark system %o is %s', (choice, isDark, theme) => {
  expect(themeOf(choice, isDark)).toBe(theme);
});

test('an identifier made here is one that the contract takes, sorts by its time, and is made once', () => {
  const ids = [0, 1, 1_790_000_000_000, 2 ** 48 - 1].map((at) => newId(at));
  expect(ids.map((id) => Id.safeParse(id).success)).toEqual([true, true, true, true]);
  expect([...ids].sort()).toEqual(ids);
  expect(newId(5)).not.toBe(newId(5));
});
