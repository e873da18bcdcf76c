import { useEffect } from 'react';
import type { Settings } from '../../db/contract/settings.ts';
import { DEFAULT_SETTINGS } from '../../db/contract/settings.ts';
import { useClient } from '../client/client-context.tsx';
import { tell } from '../client/notices.ts';
import { useSelectionStore } from '../client/selection.ts';
import { useChangeSettings, useSettings } from '../client/settings.ts';
import { isMac, isPressed } from './keys.ts';
import { useShell } from './shell-state.ts';

/** Something the user can do from anywhere: by its keys, from the command palette; told in the help. */
export interface Command {
  readonly id: string;
  readonly keys: string | null;
  readonly run: () => void;
  /** False where it would do nothing now. */
  readonly isUseful: boolean;
}

export type PaneName = NonNullable<Settings['layout']['maximised']>;
/** In the order of the rail, and of the keys Alt 1 to 3. */
export const PANES: readonly PaneName[] = ['map', 'ledger', 'dashboard'];
export const paneKeys = (pane: PaneName): string => `Alt+${PANES.indexOf(pane) + 1}`;

/** Gives a pane the whole room; null puts all of them back. */
export function useMaximise(): (pane: PaneName | null) => void {
  const layout = useSettings((settings) => settings.layout);
  const change = useChangeSettings();
  return (pane) => void change({ layout: { ...layout, maximised: pane } });
}

/** The focus goes to the next pane that is to be seen, and from the last to the first. */
function focusNextPane(): void {
  const panes = [...document.querySelectorAll<HTMLElement>('.panes .pane')].filter(
    (pane) => pane.closest('[inert]') === null,
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  panes[(at + 1) % panes.length]?.focus();
}

const command = (id: string, keys: string | null, run: () => void, isUseful = true): Command => ({
  id,
  keys,
  run,
  isUseful,
});

export function useCommands(): readonly Command[] {
  const client = useClient();
  const change = useChangeSettings();
  const maximise = useMaximise();
  const { layout, locale } = useSettings((settings) => settings);
  const { past, future, selection, whole, undo, redo, clear } = useSelectionStore();
  const { view, sheet, open, close, show } = useShell();
  const inPanes = view === 'panes';
  return [
    command('search', 'Mod+K', () => (sheet === 'palette' ? close() : open('palette'))),
    command('undo', 'Alt+ArrowLeft', undo, past.length > 0),
    command('redo', 'Alt+ArrowRight', redo, future.length > 0),
    command('clear', 'Alt+Backspace', clear, JSON.stringify(selection) !== JSON.stringify(whole)),
    ...PANES.map((pane) =>
      command(`maximise.${pane}`, paneKeys(pane), () => {
        show('panes');
        maximise(inPanes && layout.maximised === pane ? null : pane);
      }),
    ),
    command('restore', 'Escape', () => maximise(null), inPanes && layout.maximised !== null),
    command('finance', 'Alt+4', () => show(inPanes ? 'finance' : 'panes')),
    command('resetLayout', null, () => void change({ layout: DEFAULT_SETTINGS.layout })),
    command('nextPane', 'F6', focusNextPane, inPanes),
    command('sync', 'Alt+S', () => void client.sync.start({}).catch(tell)),
    command('notes', 'Alt+N', () => open('notes')),
    command('cases', 'Alt+W', () => open('cases')),
    command('parameters', 'Alt+P', () => open('parameters')),
    command('imports', 'Alt+I', () => open('imports')),
    command('territory', 'Alt+G', () => open('territory')),
    command('standing', 'Alt+T', () => open('standing')),
    command('settings', 'Mod+,', () => open('settings')),
    command('help', 'F1', () => open('help')),
    ...(['light', 'dark', 'projector', 'system'] as const).map((theme) =>
      command(`theme.${theme}`, null, () => void change({ theme })),
    ),
    command('language', null, () => void change({ locale: locale === 'en' ? 'zh-CN' : 'en' })),
  ];
}

const EDITABLE = 'input, textarea, select, [contenteditable="true"]';

/** Listens to the keys of all commands for as long as the workstation is shown. */
export function useShortcuts(commands: readonly Command[]): void {
  useEffect(() => {
    const mac = isMac();
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const isTyping = event.target instanceof Element && event.target.closest(EDITABLE) !== null;
      const pressed = commands.find(
        ({ id, keys }) =>
          (keys !== null && isPressed(event, keys, mac)) || (id === 'help' && event.key === '?' && !isTyping),
      );
      if (pressed === undefined || !pressed.isUseful) return;
      // Over the workstation only the palette can be asked for; the browser has another use for its keys.
      if (document.querySelector('dialog[open]') !== null && pressed.id !== 'search') return;
      // Keys that mean something in a field, or that close what is open, stay with it.
      const isSmall = pressed.keys === 'Escape' || pressed.keys?.startsWith('Alt+') === true;
      const isBusy = isTyping || document.querySelector(':popover-open, .ant-select-open') !== null;
      if (isSmall && isBusy) return;
      event.preventDefault();
      pressed.run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [commands]);
}
