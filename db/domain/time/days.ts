/**
 * Local dates as whole numbers: days since 1970-01-01. Business dates are dates of Asia/Shanghai, which has kept UTC+8
 * without summer time since 1992; every instant of the product is later.
 */

const SHANGHAI_OFFSET_SECONDS = 8 * 3600;
const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;

/** Days since 1970-01-01 of a local date `YYYY-MM-DD`. */
export function toDay(date: string): number {
  return Math.floor(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS);
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
