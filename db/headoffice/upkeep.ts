import type { Logger } from 'pino';
import { dayOfInstant, fromDay, toDay } from '../domain/time/days.ts';
import { firstDayOfMonth, monthOf } from '../domain/time/periods.ts';
import type { HeadOfficeDatabase } from './database.ts';
import { today } from './ledger/authority.ts';
import { openPeriods } from './ledger/open-periods.ts';
import { closeMonths, compact, recheck } from './sequencer.ts';

/** Local hour (Asia/Shanghai) from which on the night's work is done. */
const NIGHT_HOUR = 2;
const HOUR_MS = 3_600_000;
/** Laptops that waited for the service go first. */
const FIRST_LOOK_MS = 60_000;
const LOOK_EVERY_MS = 600_000;
/** Enrolment codes that can no longer be used are kept for this long, for whoever asks what became of one. */
const CODE_DAYS = 30;

/** What one night's work did. */
export interface Upkeep {
  /** Rows and packs that laptops had otherwise than the tables: written past the triggers. They are right now. */
  readonly mended: number;
  /** Facts before this day travel as month packs. */
  readonly openFrom: string;
  /** Operations that lost their content or fell away. */
  readonly compacted: number;
}

/** Local date whose night's work is due at `now`: after two in the morning, and every day but the last one it was done. */
export function upkeepDue(lastOn: string | null, now: Date): string | null {
  const night = fromDay(dayOfInstant(new Date(now.getTime() - NIGHT_HOUR * HOUR_MS).toISOString()));
  return lastOn !== null && night <= lastOn ? null : night;
}

/**
 * First day whose facts travel by day: that of the month that holds `date`. A first sync costs more by the pack than by
 * the row, and a late document of an earlier month sends no more again than that dealer's month, a few kilobytes.
 */
export function openFromOn(date: string): string {
  return fromDay(firstDayOfMonth(monthOf(toDay(date))));
}

async function closeUpTo(database: HeadOfficeDatabase, wanted: string): Promise<string> {
  const { rows } = await database.query<{ open_from: string }>('select open_from from sync.state');
  const openFrom = rows[0]?.open_from ?? wanted;
  if (openFrom >= wanted) return openFrom;
  await closeMonths(database, wanted);
  return wanted;
}

/** Does the night's work of a local date. Every step may be done again, and by two services at once. */
export async function keepUp(database: HeadOfficeDatabase, date: string): Promise<Upkeep> {
  const mended = await recheck(database);
  if (mended > 0) {
    await database.query("select ho.append_audit('sync.mended', null, null, null, null, $1)", [
      JSON.stringify({ mended }),
    ]);
  }
  const openFrom = await closeUpTo(database, openFromOn(date));
  const compacted = await compact(database);
  await database.query('delete from ho.used_assertion where expires_at < now()');
  await database.query('delete from ho.enrolment_code where expires_at < now() - make_interval(days => $1)', [
    CODE_DAYS,
  ]);
  await database.query('update sync.state set upkeep_on = $1', [date]);
  return { mended, openFrom, compacted };
}

/** Does the night's work when it is due; null when it is not. A head office that was founded today has none. */
export async function keepUpWhenDue(database: HeadOfficeDatabase, now: Date): Promise<Upkeep | null> {
  const { rows } = await database.query<{ upkeep_on: string | null }>('select upkeep_on from sync.state');
  const lastOn = rows[0]?.upkeep_on ?? null;
  const due = upkeepDue(lastOn, now);
  if (due === null) return null;
  if (lastOn !== null) return keepUp(database, due);
  await database.query('update sync.state set upkeep_on = $1', [due]);
  return null;
}

/** Opens the period of the ledger that holds today, so that laptops know it before anybody posts; gives what was opened. */
export const openRunningPeriod = (database: HeadOfficeDatabase): Promise<readonly string[]> =>
  database.transaction(async (tx) => {
    await tx.query('select ho.lock_ledger()');
    return openPeriods(tx, await today(tx));
  });

export interface UpkeepRunner {
  close(): Promise<void>;
}

/**
 * Looks soon and then every ten minutes whether a period is to be opened and the night's work is due. What failed is tried
 * again at the next look.
 */
export function startUpkeep(database: HeadOfficeDatabase, log: Logger): UpkeepRunner {
  let running: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      const opened = await openRunningPeriod(database);
      if (opened.length > 0) log.info({ opened }, 'periods of the ledger were opened');
      const done = await keepUpWhenDue(database, new Date());
      if (done === null) return;
      log.info(done, 'the night’s work is done');
      if (done.mended > 0) log.error({ mended: done.mended }, 'tables were changed past the triggers');
    } catch (error) {
      log.error({ err: error }, 'the night’s work failed; it is tried again');
    }
  };
  let timer = setTimeout(next, FIRST_LOOK_MS);
  function next(): void {
    running = look();
    timer = setTimeout(next, LOOK_EVERY_MS);
  }
  return {
    async close() {
      clearTimeout(timer);
      await running;
    },
  };
}
