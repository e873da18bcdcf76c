// Goal: the page gets a port when it asks, again after each loss, and nobody else gets one. Method: the preload's part
// and the main process's part joined as Electron joins them, real channels, and a stand-in for the window between them.
import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { PORT_MESSAGE, PORT_REQUEST } from '../../../db/contract/port-messages.ts';
import { joinPages, type PageMessages } from '../../../electron/main/page-ports.ts';
import { passPorts } from '../../../electron/preload/page-port.ts';

const ORIGIN = 'app://workstation';

/** A window whose messages arrive at once, with the sender that the test names. */
class PageWindow extends EventTarget {
  readonly location = { origin: ORIGIN };
  readonly posted: { readonly data: unknown; readonly to: string; readonly ports: readonly MessagePort[] }[] = [];
  postMessage(data: unknown, to: string, ports: MessagePort[]) {
    this.posted.push({ data, to, ports });
  }
  receive(data: unknown, source: unknown) {
    this.dispatchEvent(Object.assign(new Event('message'), { data, source }));
  }
}

function setUp(url = `${ORIGIN}/`, parent: object | null = null) {
  const page = new PageWindow();
  const toPage = new EventEmitter();
  const toShell = new EventEmitter();
  const sent: string[] = [];
  const served: MessagePort[] = [];
  const made: MessagePort[] = [];
  onTestFinished(() => {
    for (const port of made) port.close();
  });
  const messages: PageMessages<MessagePort> = { on: (channel, listener) => toShell.on(channel, listener) };
  joinPages<MessagePort>({
    messages,
    createChannel() {
      const { port1, port2 } = new MessageChannel() as unknown as globalThis.MessageChannel;
      made.push(port1, port2);
      return { port1, port2 };
    },
    handToService: (port) => served.push(port),
  });
  const senderFrame = {
    url,
    parent,
    postMessage: (channel: string, _message: null, ports: MessagePort[]) => void toPage.emit(channel, { ports }),
  };
  passPorts(
    {
      send(channel) {
        sent.push(channel);
        toShell.emit(channel, { senderFrame });
      },
      on: (channel, listener) => toPage.on(channel, listener),
    },
    page as unknown as Window,
  );
  return { page, sent, served };
}

test('each request brings a new channel, one end to the service and one to the page', async () => {
  const { page, served } = setUp();
  for (let turn = 1; turn <= 2; turn += 1) {
    page.receive({ type: PORT_REQUEST }, page);
    expect(served).toHaveLength(turn);
    expect(page.posted).toHaveLength(turn);
  }
  expect(page.posted[0]).toMatchObject({ data: { type: PORT_MESSAGE }, to: ORIGIN });
  const heard = new Promise((resolve) => {
    page.posted[1]?.ports[0]?.addEventListener('message', ({ data }: MessageEvent) => resolve(data));
    page.posted[1]?.ports[0]?.start();
  });
  served[1]?.postMessage('hello');
  expect(await heard).toBe('hello');
});

test('another window, and another message, are not passed on', () => {
  const { page, sent } = setUp();
  page.receive({ type: PORT_REQUEST }, new PageWindow());
  page.receive({ type: 'anything' }, page);
  page.receive(PORT_REQUEST, page);
  page.receive(null, page);
  expect(sent).toEqual([]);
});

test.each([
  ['a page from elsewhere', 'https://example.com/', null],
  ['a frame within the page', `${ORIGIN}/`, {}],
])('%s gets no port', (_, url, parent) => {
  const { page, sent, served } = setUp(url, parent);
  page.receive({ type: PORT_REQUEST }, page);
  expect(sent).toEqual([PORT_REQUEST]);
  expect(served).toEqual([]);
  expect(page.posted).toEqual([]);
});
