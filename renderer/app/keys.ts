/** The part of a key event that decides what was pressed. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', Backspace: '⌫' };
const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' };

/**
 * Whether a key combination was pressed. `Mod` is ⌘ on a Mac and Ctrl elsewhere. A letter or digit is found by its place,
 * because Alt makes other characters of it on some keyboards.
 */
export function isPressed(press: KeyPress, keys: string, isMac: boolean): boolean {
  const parts = keys.split('+');
  const name = parts.at(-1) ?? '';
  const wants = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  const isKey =
    press.key.toLowerCase() === name.toLowerCase() || press.code === `Key${name}` || press.code === `Digit${name}`;
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  return isKey && mod === wants('Mod') && !other && press.altKey === wants('Alt') && press.shiftKey === wants('Shift');
}

/** A key combination as it stands on the keyboard: `Ctrl K`, `⌘ K`, `Alt ←`. */
export function keysText(keys: string, isMac: boolean): string {
  return keys
    .split('+')
    .map((part) => SIGNS[part] ?? (isMac ? MAC_SIGNS[part] : part === 'Mod' ? 'Ctrl' : undefined) ?? part)
    .join(' ');
}

export const isMac = (): boolean => /Mac/.test(navigator.platform);
