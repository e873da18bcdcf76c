import type { WebSocket } from 'ws';
import { BYTES_KEY, type Channel, type ServerMessage } from '../../contract/wire.ts';

/** JSON with bytes as base64. Buffers are seen through the holder: their own toJSON runs before a replacer does. */
function encode(message: ServerMessage): string {
  return JSON.stringify(message, function (this: Record<string, unknown>, key, value: unknown) {
    const raw = this[key];
    if (!(raw instanceof Uint8Array)) return value;
    return { [BYTES_KEY]: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64') };
  });
}

/** The service's end of a channel over a WebSocket. A frame that is no JSON closes it. */
export function socketChannel(socket: WebSocket): Channel<ServerMessage> {
  return {
    send: (message) => socket.send(encode(message)),
    onMessage: (listener) =>
      socket.on('message', (data: Buffer, isBinary) => {
        let value: unknown;
        try {
          value = isBinary ? undefined : JSON.parse(data.toString('utf8'));
        } catch {
          return socket.close(1007);
        }
        listener(value);
      }),
    onClose: (listener) => void socket.on('close', listener),
    close: () => socket.close(1008),
  };
}
