/** Runs a program in a thread as Electron runs it in a utility process: with a `parentPort` that delivers events. */
import { parentPort, workerData } from 'node:worker_threads';

interface Delivered {
  readonly data: unknown;
  readonly ports: readonly unknown[];
}

if (parentPort === null) throw new Error('this program is started as a thread');
const toParent = parentPort;
Object.assign(process, {
  parentPort: {
    on: (_event: 'message', listener: (event: Delivered) => void) => toParent.on('message', listener),
    postMessage: (message: unknown) => toParent.postMessage(message),
  },
});
await import(String(workerData));
