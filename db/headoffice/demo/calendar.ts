/** Days as numbers (days since 1970-01-01), and how busy each is. */
export const DAY_MS = 86_400_000;
export const dayOf = (isoDate: string): number => Date.parse(`${isoDate}T00:00:00Z`) / DAY_MS;
/** Every row of three years names one of a few thousand days. */
const names = new Map<number, string>();
export function isoOf(day: number): string {
  const known = names.get(day);
  if (known !== undefined) return known;
  const name = new Date(day * DAY_MS).toISOString().slice(0, 10);
  names.set(day, name);
  return name;
}
/** Instant of an hour of a local day, Asia/Shanghai (UTC+8, no summer time). */
export const instantOf = (day: number, hour: number): number => day * DAY_MS + Math.round((hour - 8) * 3_600_000);
export const isoInstant = (milliseconds: number): string => new Date(milliseconds).toISOString();

/**
 * Statutory holidays and make-up working days: 国务院办公厅关于2024年、2025年、2026年部分节假日安排的通知 (the days off of
 * each, first and last, and the weekend days worked).
 */
const HOLIDAYS: readonly (readonly [string, string, string])[] = [
  ['2024-01-01', '2024-01-01', '元旦'],
  ['2024-02-10', '2024-02-17', '春节'],
  ['2024-04-04', '2024-04-06', '清明节'],
  ['2024-05-01', '2024-05-05', '劳动节'],
  ['2024-06-10', '2024-06-10', '端午节'],
  ['2024-09-15', '2024-09-17', '中秋节'],
  ['2024-10-01', '2024-10-07', '国庆节'],
  ['2025-01-01', '2025-01-01', '元旦'],
  ['2025-01-28', '2025-02-04', '春节'],
  ['2025-04-04', '2025-04-06', '清明节'],
  ['2025-05-01', '2025-05-05', '劳动节'],
  ['2025-05-31', '2025-06-02', '端午节'],
  ['2025-10-01', '2025-10-08', '国庆节、中秋节'],
  ['2026-01-01', '2026-01-03', '元旦'],
  ['2026-02-15', '2026-02-23', '春节'],
  ['2026-04-04', '2026-04-06', '清明节'],
  ['2026-05-01', '2026-05-05', '劳动节'],
  ['2026-06-19', '2026-06-21', '端午节'],
  ['2026-09-25', '2026-09-27', '中秋节'],
  ['2026-10-01', '2026-10-07', '国庆节'],
];
const WORKED: readonly string[] = [
  ...['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12'],
  ...['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
];

export interface SpecialDay {
  readonly day: number;
  readonly kind: 'holiday' | 'workday';
  readonly name: string;
}

export const SPECIAL_DAYS: readonly SpecialDay[] = [
  ...HOLIDAYS.flatMap(([from, to, name]) =>
    Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, n) => ({
      day: dayOf(from) + n,
      kind: 'holiday' as const,
      name,
    })),
  ),
  ...WORKED.map((day) => ({ day: dayOf(day), kind: 'workday' as const, name: '调休上班' })),
].sort((a, b) => a.day - b.day);

const special = new Map(SPECIAL_DAYS.map(({ day, kind }) => [day, kind]));

export const isHoliday = (day: number): boolean => special.get(day) === 'holiday';

export function isWorkingDay(day: number): boolean {
  const kind = special.get(day);
  if (kind !== undefined) return kind === 'workday';
  const weekday = new Date(day * DAY_MS).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The first working day on or after a day. */
export function workingDayFrom(day: number): number {
  let at = day;
  while (!isWorkingDay(at)) at += 1;
  return at;
}

/** Food ingredients: stocking up before 春节, moon cakes in August and September, quiet after both. */
const MONTHS = [1.15, 0.62, 0.9, 0.92, 0.95, 0.94, 0.92, 1.12, 1.28, 0.86, 1.02, 1.22];
/** Orders pile up in the last week of a quarter. */
const SPRINT = 2.1;

/** How many orders a day attracts, relative to an ordinary working day. */
export function demandOf(day: number): number {
  const date = new Date(day * DAY_MS);
  const month = date.getUTCMonth();
  const daysLeft = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate() - date.getUTCDate();
  const sprint = month % 3 === 2 && daysLeft < 7 ? SPRINT : 1;
  return (MONTHS[month] ?? 1) * sprint * (isWorkingDay(day) ? 1 : 0.12);
}

/** Picks days of [from, to] as often as they attract orders. */
export function createDayPicker(from: number, to: number, growthPerYear: number): (u: number) => number {
  const sums: number[] = [];
  let sum = 0;
  for (let day = from; day <= to; day += 1) {
    sum += demandOf(day) * growthPerYear ** ((day - from) / 365);
    sums.push(sum);
  }
  return (u) => {
    const wanted = u * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return from + low;
  };
}
