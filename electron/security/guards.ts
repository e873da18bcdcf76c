import { APP_ADDRESS, isOwnAddress } from './own-address.ts';

/** An Electron event whose default can be prevented, with the address it leads to where it has one. */
interface Preventable {
  preventDefault(): void;
}
interface Navigation extends Preventable {
  readonly url: string;
}

/** What is used of Electron's Session. */
export interface GuardedSession {
  on(event: 'will-download', listener: (event: Preventable, item: { getURL(): string }) => void): unknown;
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: unknown, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  readonly webRequest: {
    onBeforeRequest(
      listener: (request: { readonly url: string }, answer: (decision: { readonly cancel: boolean }) => void) => void,
    ): void;
  };
}

/** What is used of Electron's WebContents. */
export interface GuardedContents {
  setWebRTCIPHandlingPolicy(policy: 'disable_non_proxied_udp'): void;
  setWindowOpenHandler(handler: () => { readonly action: 'deny' }): void;
  on(event: 'will-frame-navigate' | 'will-redirect', listener: (event: Navigation) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
}

/** Schemes that the page makes itself (workers, images) or that belong to the developer tools. */
const INNER_SCHEMES = ['blob:', 'data:', 'devtools:'];

/** What the page itself made, to be saved by the user. */
const OWN_DOWNLOAD = `blob:${APP_ADDRESS}`;

/** Grants no permission and lets nothing reach the network: only the data service talks to head office. */
export function guardSession(session: GuardedSession): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(OWN_DOWNLOAD)) event.preventDefault();
  });
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isOwnAddress(url) && !INNER_SCHEMES.some((scheme) => url.startsWith(scheme)) }),
  );
}

/** Keeps a page where it is: no other address, no second window, no page within the page. */
export function guardContents(contents: GuardedContents): void {
  const stayHome = (event: Navigation): void => {
    if (!isOwnAddress(event.url)) event.preventDefault();
  };
  // WebRTC goes past the session's requests; without a proxy, which there is none, it can send nothing.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-frame-navigate', stayHome);
  contents.on('will-redirect', stayHome);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
