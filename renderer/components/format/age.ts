const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago (or until) an instant is, in the largest whole unit: `3 分钟前`, `in 2 hours`; `now` below a minute. */
export function ageText(instant: string, now: Date, locale: string): string {
  const ms = Date.parse(instant) - now.getTime();
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? [];
  if (unit === undefined || size === undefined) {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
  }
  return words.format(Math.trunc(ms / size), unit);
}
