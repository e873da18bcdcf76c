// Goal: the window opens where it was closed, and always where the user can take hold of it. Method: cases of screens
// that came and went, and a property over all places and screens.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import {
  type Area,
  placeWindow,
  readWindowState,
  type WindowState,
  writeWindowState,
} from '../../../electron/main/window-state.ts';

const laptop: Area = { x: 0, y: 25, width: 1920, height: 1055 };
const right: Area = { x: 1920, y: 0, width: 2560, height: 1440 };
const saved: WindowState = { x: 2100, y: 100, width: 1500, height: 1000, maximized: false };

test.each<[string, WindowState | null, readonly [Area, ...Area[]], WindowState]>([
  ['first start: in the middle', null, [laptop], { x: 240, y: 102, width: 1440, height: 900, maximized: false }],
  ['as it was', saved, [laptop, right], saved],
  ['its screen is gone', saved, [laptop], { x: 240, y: 102, width: 1440, height: 900, maximized: false }],
  [
    'its screen is smaller now',
    { ...saved, x: 10, y: 600, maximized: true },
    [{ x: 0, y: 0, width: 1366, height: 768 }],
    { x: 0, y: 0, width: 1366, height: 768, maximized: true },
  ],
  [
    'only a corner of it is left on the screen',
    { ...saved, x: 1800, y: 1000 },
    [laptop],
    { x: 240, y: 102, width: 1440, height: 900, maximized: false },
  ],
])('%s', (_, state, areas, expected) => {
  expect(placeWindow(state, areas)).toEqual(expected);
});

test('wherever it was, it lies within one screen', () => {
  const area = fc.record({
    x: fc.integer({ min: -4000, max: 4000 }),
    y: fc.integer({ min: -4000, max: 4000 }),
    width: fc.integer({ min: 640, max: 5120 }),
    height: fc.integer({ min: 480, max: 2880 }),
  });
  const state = fc.record({
    x: fc.integer({ min: -9000, max: 9000 }),
    y: fc.integer({ min: -9000, max: 9000 }),
    width: fc.integer({ min: 1, max: 9000 }),
    height: fc.integer({ min: 1, max: 9000 }),
    maximized: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.option(state), fc.array(area, { minLength: 1, maxLength: 4 }), (before, [first, ...others]) => {
      const areas: readonly [Area, ...Area[]] = [first as Area, ...others];
      const { x, y, width, height } = placeWindow(before, areas);
      const within = areas.filter(
        (screen) =>
          x >= screen.x &&
          y >= screen.y &&
          x + width <= screen.x + screen.width &&
          y + height <= screen.y + screen.height,
      );
      expect(within).not.toEqual([]);
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('what was saved comes back; what cannot be read is as nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rsw-window-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'window.json');
  expect(readWindowState(file)).toBeNull();
  writeWindowState(file, saved);
  expect(readWindowState(file)).toEqual(saved);
  for (const text of ['', '{', '[]', '{"x":1}', '{"x":0,"y":0,"width":-5,"height":9,"maximized":false}']) {
    writeFileSync(file, text);
    expect(readWindowState(file), text).toBeNull();
  }
});

test('a place that cannot be written is forgotten, and nothing is left over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rsw-window-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeWindowState(join(folder, 'missing', 'window.json'), saved);
  mkdirSync(join(folder, 'window.json', 'in-the-way'), { recursive: true });
  writeWindowState(join(folder, 'window.json'), saved);
  expect(readdirSync(folder)).toEqual(['window.json']);
});
