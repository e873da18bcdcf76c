import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between a laptop and head office may do to what passes. All fields can be changed at any time. */
export interface Faults {
  /** Cuts every connection at once. */
  down: boolean;
  /** Answers instead of head office; undefined lets the request pass. */
  answer: ((path: string) => { status: number; headers?: Record<string, string>; body: string } | undefined) | null;
  /** Carries the request to head office, then cuts the connection instead of answering. */
  loseAnswer: ((path: string) => boolean) | null;
  /** Changes a line of the stream; undefined cuts the connection in the middle of it. */
  line: ((line: string) => string | undefined) | null;
}

export interface FaultProxy {
  readonly address: string;
  readonly faults: Faults;
  /** What laptops sent, in order. */
  readonly seen: { readonly path: string; readonly body: string }[];
  /** Cuts every connection that is open now. */
  cut(): void;
  close(): Promise<void>;
}

/** Hands the stream on line by line, so that faults hit where they are meant to. */
function relayLines(source: IncomingMessage, target: ServerResponse, faults: Faults): void {
  let rest = '';
  source.setEncoding('utf8');
  source.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (target.destroyed) return;
      const changed = faults.line === null ? line : faults.line(line);
      if (changed === undefined) {
        target.write(line.slice(0, Math.floor(line.length / 2)), () => target.destroy());
        return;
      }
      target.write(`${changed}\n`);
    }
  });
  source.on('end', () => target.end(rest));
  source.on('error', () => target.destroy());
}

/** A proxy on 127.0.0.1 in front of `upstream()`, which may move. */
export async function startFaultProxy(upstream: () => string): Promise<FaultProxy> {
  const faults: Faults = { down: false, answer: null, loseAnswer: null, line: null };
  const seen: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const entry = { path, body: '' };
    seen.push(entry);
    request.on('data', (chunk: Buffer) => {
      entry.body += chunk.toString('utf8');
    });
    const own = faults.answer?.(path);
    if (own !== undefined) {
      request.resume();
      response.writeHead(own.status, own.headers ?? { 'content-type': 'application/json' }).end(own.body);
      return;
    }
    const onward = forward(`${upstream()}${path}`, { method: request.method, headers: request.headers }, (answer) => {
      if (faults.loseAnswer?.(path) === true) {
        answer.resume().on('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (path === '/sync/stream' && answer.statusCode === 200) relayLines(answer, response, faults);
      else answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('connection', (socket) => {
    if (faults.down) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    seen,
    cut: () => server.closeAllConnections(),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
