import { AppError, WireError } from '../../db/contract/errors.ts';
import { PORT_MESSAGE, PORT_REQUEST } from '../../db/contract/port-messages.ts';
import { BYTES_KEY, type Channel, type ClientMessage } from '../../db/contract/wire.ts';

const PING_EVERY_MS = 15_000;
/** Without a word from the service for so long the connection counts as lost. */
const SILENCE_MAX_MS = 40_000;
const PORT_WAIT_MS = 10_000;

/** Turns the JSON form of bytes back into bytes. */
function reviveBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BYTES_KEY in value)) return value;
  const text = value[BYTES_KEY];
  return typeof text === 'string' ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0)) : value;
}

/** Looking at every value takes several times as long as parsing: only where bytes are named. */
const read = (text: string): unknown => JSON.parse(text, text.includes(`"${BYTES_KEY}"`) ? reviveBytes : undefined);

/** A channel over a MessagePort (Electron shell, tests). The other side closes it by closing its port. */
export function portChannel(port: MessagePort): Channel<ClientMessage> {
  const closing = new Set<() => void>();
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    port.close();
    for (const listener of closing) listener();
  };
  port.addEventListener('close', close);
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
      port.start();
    },
    onClose: (listener) => void closing.add(listener),
    close,
  };
}

/** A channel over a WebSocket (browser shell), with heartbeats. Rejects with `service_unavailable`. */
export function openSocketChannel(url: string): Promise<Channel<ClientMessage>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    let heardAt = Date.now();
    let heartbeat: ReturnType<typeof setInterval> | undefined;
    const closing = new Set<() => void>();
    socket.addEventListener('message', () => {
      heardAt = Date.now();
    });
    socket.addEventListener('close', () => {
      clearInterval(heartbeat);
      reject(new AppError('service_unavailable'));
      for (const listener of closing) listener();
    });
    socket.addEventListener('open', () => {
      heartbeat = setInterval(() => {
        if (Date.now() - heardAt > SILENCE_MAX_MS) socket.close();
        else socket.send(JSON.stringify({ op: 'ping' }));
      }, PING_EVERY_MS);
      resolve({
        send: (message) => socket.send(JSON.stringify(message)),
        onMessage: (listener) =>
          socket.addEventListener('message', (event: MessageEvent<unknown>) => {
            if (typeof event.data === 'string') listener(read(event.data));
          }),
        onClose: (listener) => void closing.add(listener),
        close: () => socket.close(),
      });
    });
  });
}

/**
 * Swaps the one-time code of the page's address for a session cookie, and takes the code out of the address. Without
 * a code the cookie of before is used.
 * @throws AppError code_used, session_required, service_unavailable
 */
export async function beginSession(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code !== null) history.replaceState(history.state, '', location.pathname + location.search);
  let response: Response;
  try {
    response = await fetch('/session', {
      method: code === null ? 'GET' : 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      ...(code === null ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) }),
    });
  } catch (error) {
    throw new AppError('service_unavailable', {}, error);
  }
  if (response.ok) return;
  const refusal = WireError.safeParse(await response.json().catch(() => null));
  throw refusal.success ? new AppError(refusal.data.code, refusal.data.params) : new AppError('service_unavailable');
}

/** Asks the preload script for a port and waits for it. Rejects with `service_unavailable`. */
export function receivePort(): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      removeEventListener('message', onMessage);
    };
    const onMessage = (event: MessageEvent<unknown>): void => {
      const { data, ports, origin } = event;
      const port = ports[0];
      if (event.source !== window || origin !== location.origin || port === undefined) return;
      if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== PORT_MESSAGE) return;
      finish();
      resolve(port);
    };
    const timer = setTimeout(() => {
      finish();
      reject(new AppError('service_unavailable'));
    }, PORT_WAIT_MS);
    addEventListener('message', onMessage);
    postMessage({ type: PORT_REQUEST }, location.origin);
  });
}
