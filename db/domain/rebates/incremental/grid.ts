import { fromDay, toDay } from '../../time/days.ts';
import type { Agreement, Period } from '../schema/agreement.ts';

/** A stretch of days on the grid of an agreement. `days` is its length before the agreement cut it. */
export interface Slot {
  readonly name: string;
  readonly first: number;
  readonly end: number;
  readonly days: number;
  /** Days on which effective periods begin and end, ascending, for an agreement that splits its slots (`postBy`). */
  readonly cuts?: readonly number[];
}

/** Days beyond this are never reached. */
export const OPEN_END = toDay('9999-12-31');

const STEP: Readonly<Record<string, number>> = { month: 1, two_months: 2, quarter: 3, half_year: 6, year: 12 };

/** Calendar boundaries are walked from well before the first day, month by month, and each slot is named by its ends. */
function* calendar(period: Period, first: number, until: number): Generator<Slot> {
  const step = STEP[period.unit] ?? 12;
  const start = new Date(first * 86_400_000);
  let year = start.getUTCFullYear() - 2;
  let month = period.firstMonth - 1 - (period.firstDay > 1 ? 1 : 0);
  for (;;) {
    const begins = Date.UTC(year, month, period.firstDay) / 86_400_000;
    month += step;
    while (month > 11) [year, month] = [year + 1, month - 12];
    const ends = Date.UTC(year, month, period.firstDay) / 86_400_000;
    if (begins > until) return;
    if (ends > first) yield { name: nameOf(period, begins, ends), first: begins, end: ends, days: ends - begins };
  }
}

function nameOf(period: Period, begins: number, ends: number): string {
  const [year = '', month = ''] = fromDay(ends - 1).split('-');
  const plain = period.firstMonth === 1 && period.firstDay === 1;
  if (period.unit === 'month') return `${year}-${month}`;
  if (plain && period.unit === 'quarter') return `${year}Q${Number(month) / 3}`;
  if (plain && period.unit === 'half_year') return `${year}H${Number(month) / 6}`;
  if (plain && period.unit === 'year') return year;
  return `${fromDay(begins)}/${fromDay(ends)}`;
}

/** Slots of a period rule inside [first, end) that have begun by `today`. */
export function slotsOf(period: Period, first: number, end: number, today: number): Slot[] {
  let whole: Slot[];
  if (period.unit === 'term') whole = [{ name: 'term', first, end, days: end - first }];
  else if (period.unit === 'custom') {
    whole = (period.custom ?? []).map(({ key, from, to }) => {
      return { name: key, first: toDay(from), end: toDay(to), days: toDay(to) - toDay(from) };
    });
  } else whole = [...calendar(period, first, Math.min(end, today + 1))];
  return whole
    .map((slot) => ({ ...slot, first: Math.max(slot.first, first), end: Math.min(slot.end, end) }))
    .filter((slot) => slot.first < slot.end && slot.first <= today);
}

interface Stretch {
  readonly terms: Agreement;
  readonly first: number;
  readonly end: number;
}

/** All slots of stretches that end, kept as long as their agreement is: a history is moved through day by day. */
const whole = new WeakMap<
  Agreement,
  { readonly first: number; readonly end: number; readonly slots: readonly Slot[] }
>();

/** Slots of a stretch that have begun, with their cuts. */
function begunSlots({ terms, first, end }: Stretch, today: number): readonly Slot[] {
  const until = (horizon: number): Slot[] =>
    slotsOf(terms.period, first, end, horizon).map((slot) => ({ ...slot, ...cutsOf(terms, slot, horizon) }));
  if (end === OPEN_END) return until(today);
  let kept = whole.get(terms);
  if (kept?.first !== first || kept.end !== end) {
    kept = { first, end, slots: until(end) };
    whole.set(terms, kept);
  }
  return kept.slots.filter((slot) => slot.first <= today);
}

function cutsOf({ postBy }: Agreement, slot: Slot, today: number): Pick<Slot, 'cuts'> {
  if (postBy === undefined) return {};
  const parts = slotsOf(postBy, slot.first, slot.end, today);
  return { cuts: [...new Set(parts.flatMap(({ first, end }) => [first, end]))].sort((a, b) => a - b) };
}

/** A version of an agreement with the days it governs. */
export interface Reign {
  readonly terms: Agreement;
  readonly first: number;
  readonly end: number;
  readonly slots: readonly Slot[];
}

/** Cuts time at every version's dates; between two cuts the highest known version governs. */
export function reignsOf(versions: readonly Agreement[], today: number): Reign[] {
  const known = versions.filter(({ recordedOn = '0001-01-01' }) => toDay(recordedOn) <= today);
  const endOf = ({ to }: Agreement): number => (to === undefined ? OPEN_END : toDay(to));
  const cuts = [...new Set(known.flatMap((terms) => [toDay(terms.from), endOf(terms)]))].sort((a, b) => a - b);
  const stretches: { terms: Agreement; first: number; end: number }[] = [];
  for (const [n, first] of cuts.entries()) {
    const end = cuts[n + 1];
    if (end === undefined) break;
    const ruling = known
      .filter((terms) => toDay(terms.from) <= first && endOf(terms) >= end)
      .reduce<Agreement | null>((best, terms) => (best === null || terms.version > best.version ? terms : best), null);
    const last = stretches.at(-1);
    if (ruling === null) continue;
    if (last?.terms === ruling && last.end === first) last.end = end;
    else stretches.push({ terms: ruling, first, end });
  }
  const names = new Set<string>();
  return stretches.map((stretch) => ({
    ...stretch,
    slots: begunSlots(stretch, today).map((slot) => {
      if (!names.has(slot.name)) {
        names.add(slot.name);
        return slot;
      }
      const name = `${slot.name}@${stretch.terms.version}`;
      names.add(name);
      return { ...slot, name };
    }),
  }));
}
