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
    download?: Parameters<GuardedSession['on']>[1];
  };
  const handlers: Handlers = {};
  guardSession({
    on(_event, listener) {
      handlers.download = listener;
    },
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
  const isSaved = (url: string) => {
    let saved = true;
    handlers.download?.(
      {
        preventDefault() {
          saved = false;
        },
      },
      { getURL: () => url },
    );
    return saved;
  };
  expect(isSaved('blob:app://workstation/6f1c')).toBe(true);
  for (const url of [
    'blob:https://example.com/1',
    'https://example.com/a.exe',
    'data:text/html,x',
    'app://workstation/',
  ]) {
    expect(isSaved(url), url).toBe(false);
  }
});

test('a page stays where it is', () => {
  type Listener = (event: { readonly url: string; preventDefault(): void }) => void;
  const listeners = new Map<string, Listener>();
  let openWindow: (() => { readonly action: 'deny' }) | undefined;
  const policies: string[] = [];
  const contents: GuardedContents = {
    setWebRTCIPHandlingPolicy: (policy) => policies.push(policy),
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
  expect(policies).toEqual(['disable_non_proxied_udp']);
  for (const event of ['will-frame-navigate', 'will-redirect']) {
    expect(isPrevented(event, 'app://workstation/')).toBe(false);
    expect(isPrevented(event, 'https://example.com/')).toBe(true);
    expect(isPrevented(event, 'javascript:alert(1)')).toBe(true);
  }
  expect(isPrevented('will-attach-webview', 'app://workstation/')).toBe(true);
});
