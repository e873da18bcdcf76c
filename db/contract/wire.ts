import { z } from 'zod';
import { WireError } from './errors.ts';

/**
 * The messages between a client and the data service. The same ones go through a MessagePort (structured clone) and
 * through a WebSocket (JSON, bytes as {@link BYTES_KEY}), so that cancelling, flow control and errors behave alike.
 */

const CallId = z.int().nonnegative();

/** What a client sends. `credit` allows that many more items of a stream. */
export const ClientMessage = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('call'),
    id: CallId,
    kind: z.enum(['query', 'command', 'stream']),
    path: z.string().max(100),
    input: z.unknown(),
  }),
  z.object({ op: z.literal('cancel'), id: CallId }),
  z.object({ op: z.literal('credit'), id: CallId, items: z.int().min(1).max(1000) }),
  z.object({ op: z.literal('ping') }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** What the data service sends. A call ends with exactly one of `result`, `end` or `fail`. */
export const ServerMessage = z.discriminatedUnion('op', [
  z.object({ op: z.literal('result'), id: CallId, value: z.unknown() }),
  z.object({ op: z.literal('item'), id: CallId, value: z.unknown() }),
  z.object({ op: z.literal('end'), id: CallId }),
  z.object({ op: z.literal('fail'), id: CallId, error: WireError }),
  z.object({ op: z.literal('pong') }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** One end of a connection. After `onClose` nothing is delivered any more. */
export interface Channel<Outgoing> {
  send(message: Outgoing): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Items of a stream that may be under way before the client has to allow more. */
export const STREAM_CREDIT = 32;

/** In JSON, bytes are an object with this one key and their base64 text. */
export const BYTES_KEY = '$bytes';
