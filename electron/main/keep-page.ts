import { type Clock, type Supervision, type SupervisionState, supervise } from '../supervisor/supervise.mjs';

/** What is used of Electron's WebContents. */
export interface KeptContents {
  loadURL(address: string): Promise<void>;
  on(event: 'render-process-gone', listener: (event: object, details: { readonly reason: string }) => void): unknown;
  on(event: 'destroyed', listener: () => void): unknown;
}

export interface KeptPageOptions {
  readonly contents: KeptContents;
  readonly address: string;
  /** The page's process ended, or the page could not be loaded. */
  readonly onLost: (reason: unknown) => void;
  readonly onState: (state: SupervisionState) => void;
  readonly clock?: Clock;
}

/** A load that another one overtook: the user reloaded. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_ABORTED';

/**
 * Loads a page and loads it again whenever its process dies, with the patience that every child program gets: a page
 * that dies again and again is given up, until {@link Supervision.retry}.
 */
export function keepPage({ contents, address, onLost, onState, clock }: KeptPageOptions): Supervision {
  let lose: (reason: unknown) => void = () => undefined;
  const supervision = supervise({
    ...(clock === undefined ? {} : { clock }),
    onState,
    start() {
      const gone = Promise.withResolvers<void>();
      lose = (reason) => {
        onLost(reason);
        gone.resolve();
      };
      contents.loadURL(address).catch((error: unknown) => {
        if (!isOvertaken(error)) lose(error);
      });
      return { exited: gone.promise, requestStop: gone.resolve, kill: gone.resolve };
    },
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') lose(reason);
  });
  contents.on('destroyed', () => void supervision.stop());
  return supervision;
}
