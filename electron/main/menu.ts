import type { MenuItemConstructorOptions } from 'electron';
import type { ShellWords } from './words.ts';

export interface MenuOptions {
  readonly words: ShellWords;
  readonly platform: NodeJS.Platform;
  /** Developer tools are offered outside an installed app only. */
  readonly forDevelopers: boolean;
  readonly openLogs: () => void;
}

/** The application's menu. Roles give each item the behaviour and the keys that the system's users know. */
export function menuTemplate({ words, platform, forDevelopers, openLogs }: MenuOptions): MenuItemConstructorOptions[] {
  const { menu } = words;
  const about: MenuItemConstructorOptions = { role: 'about', label: menu.about };
  const quit: MenuItemConstructorOptions = { role: 'quit', label: menu.quit };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const isMac = platform === 'darwin';
  const hiding: MenuItemConstructorOptions[] = [
    { role: 'hide', label: menu.hide },
    { role: 'hideOthers', label: menu.hideOthers },
    { role: 'unhide', label: menu.showAll },
  ];
  return [
    isMac
      ? { label: words.product, submenu: [about, separator, ...hiding, separator, quit] }
      : { label: menu.file, submenu: [quit] },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        separator,
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu.selectAll },
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: 'reload', label: menu.reload },
        separator,
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        { role: 'resetZoom', label: menu.zoomReset },
        { role: 'togglefullscreen', label: menu.fullScreen },
        ...(forDevelopers ? [separator, { role: 'toggleDevTools' as const, label: menu.developerTools }] : []),
      ],
    },
    {
      label: menu.window,
      submenu: [
        { role: 'minimize', label: menu.minimize },
        ...(isMac ? [{ role: 'zoom' as const, label: menu.zoom }] : []),
        { role: 'close', label: menu.close },
      ],
    },
    {
      label: menu.help,
      submenu: [{ label: menu.logs, click: openLogs }, ...(isMac ? [] : [separator, about])],
    },
  ];
}
