import { useEffect, useState } from 'react';

const EVERY_MS = 30_000;

/** The time, anew every half minute: for ages that are on the screen. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
