/** The scheme and host under which the page is served. A page of `file:` could read every file of the user. */
export const APP_SCHEME = 'app';
export const APP_ADDRESS = `${APP_SCHEME}://workstation/`;

/** Whether an address belongs to our page. Parsed, since `app://workstation.elsewhere/` begins the same. */
export function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${APP_SCHEME}:` && host === 'workstation' && username === '' && password === '';
}

/** The part of Electron's WebFrameMain that tells who speaks. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: object | null;
}

/** Whether a message comes from our page itself: not from a frame within it, not from a page that is gone. */
export function isOwnFrame<Frame extends SenderFrame>(frame: Frame | null): frame is Frame {
  return frame !== null && frame.parent === null && isOwnAddress(frame.url);
}
