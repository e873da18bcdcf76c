import { PORT_MESSAGE, PORT_REQUEST } from '../../db/contract/port-messages.ts';

/** What is used of Electron's ipcRenderer. */
export interface ShellMessages {
  send(channel: string): void;
  on(channel: string, listener: (event: { readonly ports: MessagePort[] }) => void): unknown;
}

/**
 * Passes the page's wish for a port to the shell and the port back to the page. Nothing else crosses, and nothing is
 * put into the page's world.
 */
export function passPorts(shell: ShellMessages, page: Window): void {
  page.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
    if (source !== page || typeof data !== 'object' || data === null) return;
    if ('type' in data && data.type === PORT_REQUEST) shell.send(PORT_REQUEST);
  });
  shell.on(PORT_MESSAGE, ({ ports }) => page.postMessage({ type: PORT_MESSAGE }, page.location.origin, ports));
}
