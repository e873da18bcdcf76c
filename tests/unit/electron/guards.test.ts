// Goal: the page gets no permission, no network, no other address and no second window. Method: hand the guards a typed
// stand-in for Electron's session and contents, and ask what they installed.
import { expect, test } from 'vitest';
import {
  type GuardedContents,
  type GuardedSession,
  guardContents,
  guardSession,
} from '../../../electron/security/guards.ts';

test('every permission is denied, and nothing reaches the network', () => {
  type Handlers = {
    request?: Parameters<GuardedSession['setPermissionRequestHandler']>[0];
    check?: () => boolean;
    device?: () => boolean;
    load?: Parameters<GuardedSession['webRequest']['onBeforeRequest']>[0];
  };
  const handlers: Handlers = {};
  guardSession({
    setPermissionRequestHandler(handler) {
      handlers.request = handler;
    },
    setPermissionCheckHandler(handler) {
      handlers.check = handler;
    },
    setDevicePermissionHandler(handler) {
      handlers.device = handler;
    },
    webRequest: {
      onBeforeRequest(listener) {
        handlers.load = listener;
      },
    },
  });
  const answers: boolean[] = [];
  handlers.request?.(null, 'geolocation', (granted) => answers.push(granted));
  expect(answers).toEqual([false]);
  expect(handlers.check?.()).toBe(false);
  expect(handlers.device?.()).toBe(false);
  const isCancelled = (url: string) => {
    const decisions: boolean[] = [];
    handlers.load?.({ url }, ({ cancel }) => decisions.push(cancel));
    return decisions;
  };
  for (const url of ['app://workstation/a.js', 'blob:app://workstation/1', 'data:image/png;base64,AA==']) {
    expect(isCancelled(url), url).toEqual([false]);
  }
  for (const url of ['https://example.com/', 'http://127.0.0.1/', 'file:///etc/passwd', 'app://other/', 'ws://x/']) {
    expect(isCancelled(url), url).toEqual([true]);
  }
});

test('a page stays where it is', () => {
  type Listener = (event: { readonly url: string; preventDefault(): void }) => void;
  const listeners = new Map<string, Listener>();
  let openWindow: (() => { readonly action: 'deny' }) | undefined;
  const contents: GuardedContents = {
    setWindowOpenHandler(handler) {
      openWindow = handler;
    },
    on: (event: string, listener: Listener) => listeners.set(event, listener),
  };
  guardContents(contents);
  const isPrevented = (event: string, url: string) => {
    let prevented = false;
    listeners.get(event)?.({
      url,
      preventDefault() {
        prevented = true;
      },
    });
    return prevented;
  };
  expect(openWindow?.()).toEqual({ action: 'deny' });
  for (const event of ['will-frame-navigate', 'will-redirect']) {
    expect(isPrevented(event, 'app://workstation/')).toBe(false);
    expect(isPrevented(event, 'https://example.com/')).toBe(true);
    expect(isPrevented(event, 'javascript:alert(1)')).toBe(true);
  }
  expect(isPrevented('will-attach-webview', 'app://workstation/')).toBe(true);
});
