/** What is used of Electron's App. */
export interface QuittingApp {
  on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown;
  quit(): void;
}

/**
 * Lets the application quit only after `stop`, which saves and ends what runs. Asking again meanwhile does not hurry
 * it; a `stop` that fails keeps nobody in.
 */
export function quitAfter(app: QuittingApp, stop: () => Promise<void>): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  const leave = (): void => {
    state = 'stopped';
    app.quit();
  };
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    stop().then(leave, leave);
  });
}
