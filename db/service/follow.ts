/**
 * Does a long piece of work as the body of a stream: what it tells on the way comes out, the newest where several wait; its
 * result is what the generator returns. Whoever leaves the stream ends the work.
 */
export async function* follow<Told, Result>(
  work: (tell: (told: Told) => void, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<Told, Result> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  let news: { readonly told: Told } | null = null;
  let isDone = false;
  let wake: () => void = () => undefined;
  const running = work((told) => {
    news = { told };
    wake();
  }, stop.signal).finally(() => {
    isDone = true;
    wake();
  });
  // It is awaited below; until then a failure must not count as unhandled.
  running.catch(() => undefined);
  const take = (): { readonly told: Told } | null => {
    const taken = news;
    news = null;
    return taken;
  };
  try {
    while (!isDone) {
      const step = take();
      if (step !== null) yield step.told;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    return await running;
  } finally {
    signal.removeEventListener('abort', end);
    stop.abort();
  }
}
