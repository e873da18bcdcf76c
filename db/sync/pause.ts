/** Resolves after `milliseconds` (null: never by itself), or when `signal` fires. */
export function pause(milliseconds: number | null, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = milliseconds === null ? undefined : setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
