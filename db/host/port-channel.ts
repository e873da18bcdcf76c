import type { Channel, ServerMessage } from '../contract/wire.ts';

/** What Node's MessagePort and Electron's MessagePortMain have in common. */
export interface ServicePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** Electron wraps the value in an event, Node does not. */
const dataOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'data' in message && 'ports' in message ? message.data : message;

/** The service's end of a channel over a MessagePort. Bytes travel by structured clone. */
export function portChannel(port: ServicePort): Channel<ServerMessage> {
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', (message) => listener(dataOf(message)));
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
