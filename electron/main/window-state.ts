import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** A rectangle of the screen in device-independent pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WindowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

/** The view is made for 1280 × 800 and more. */
export const SMALLEST = { width: 1024, height: 680 };
const USUAL = { width: 1440, height: 900 };
/** So much of a window must be on a screen for the user to take hold of it. */
const VISIBLE_MIN = { width: 160, height: 80 };

const overlap = (a: Area, b: Area): { readonly width: number; readonly height: number } => ({
  width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
  height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
});

const between = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

/**
 * Where the window opens: where it was, as far as a screen is still there; else in the middle of the first. `areas` are
 * the screens without their task bars, at least one.
 */
export function placeWindow(saved: WindowState | null, areas: readonly [Area, ...Area[]]): WindowState {
  const home =
    saved &&
    areas.find((area) => {
      const { width, height } = overlap(saved, area);
      return width >= VISIBLE_MIN.width && height >= VISIBLE_MIN.height;
    });
  const area = home ?? areas[0];
  const wanted = home ? saved : USUAL;
  const width = Math.min(Math.max(wanted.width, SMALLEST.width), area.width);
  const height = Math.min(Math.max(wanted.height, SMALLEST.height), area.height);
  const middle = {
    x: area.x + Math.floor((area.width - width) / 2),
    y: area.y + Math.floor((area.height - height) / 2),
  };
  const { x, y } = home ? saved : middle;
  return {
    x: between(x, area.x, area.x + area.width - width),
    y: between(y, area.y, area.y + area.height - height),
    width,
    height,
    maximized: saved?.maximized ?? false,
  };
}

/** What was saved, or null when there is nothing usable: a window's place is never a reason not to start. */
export function readWindowState(file: string): WindowState | null {
  if (!existsSync(file)) return null;
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Remembers a place. On a full disk it is forgotten: nor is a window's place a reason not to close. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    rmSync(`${file}.new`, { force: true });
  }
}
