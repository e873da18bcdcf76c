/**
 * Local dates as whole numbers: days since 1970-01-01. Business dates are dates of Asia/Shanghai, which has kept UTC+8
 * without summer time since 1992; every instant of the product is later.
 */

const SHANGHAI_OFFSET_SECONDS = 8 * 3600;
const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;

/** Millions of rows carry a few thousand distinct dates; whoever sends more of them only pays for reading them again. */
const KNOWN_DATES = 20_000;
const known = new Map<string, number>();

/** Days since 1970-01-01 of a local date `YYYY-MM-DD`. */
export function toDay(date: string): number {
  const found = known.get(date);
  if (found !== undefined) return found;
  const day = Math.floor(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS);
  if (known.size >= KNOWN_DATES) known.clear();
  known.set(date, day);
  return day;
}

/** Local date `YYYY-MM-DD` of a day number. */
export function fromDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Local day (Asia/Shanghai) of an instant given in seconds since the epoch. */
export function dayOfEpochSeconds(seconds: number): number {
  return Math.floor((seconds + SHANGHAI_OFFSET_SECONDS) / DAY_SECONDS);
}

/** Local day (Asia/Shanghai) of an ISO 8601 instant. */
export function dayOfInstant(instant: string): number {
  return dayOfEpochSeconds(Date.parse(instant) / 1000);
}
