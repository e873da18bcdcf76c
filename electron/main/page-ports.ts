import { PORT_MESSAGE, PORT_REQUEST } from '../../db/contract/port-messages.ts';
import { isOwnFrame, type SenderFrame } from '../security/own-address.ts';

interface Frame<Port> extends SenderFrame {
  postMessage(channel: string, message: null, transfer: Port[]): void;
}

/** What is used of Electron's ipcMain. */
export interface PageMessages<Port> {
  on(channel: string, listener: (event: { readonly senderFrame: Frame<Port> | null }) => void): unknown;
}

export interface PagePortsOptions<Port> {
  readonly messages: PageMessages<Port>;
  readonly createChannel: () => { readonly port1: Port; readonly port2: Port };
  readonly handToService: (port: Port) => void;
}

/**
 * Joins the page and the data service: whenever our page asks, a new channel is made and each gets an end. This is the
 * only message that the main process takes from a page.
 */
export function joinPages<Port>({ messages, createChannel, handToService }: PagePortsOptions<Port>): void {
  messages.on(PORT_REQUEST, ({ senderFrame }) => {
    if (!isOwnFrame(senderFrame)) return;
    const { port1, port2 } = createChannel();
    handToService(port1);
    senderFrame.postMessage(PORT_MESSAGE, null, [port2]);
  });
}
