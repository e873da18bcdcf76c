import { v7 as uuid } from 'uuid';
import { periodsToOpen } from '../../domain/ledger/periods.ts';
import type { Queryable } from '../database.ts';
import { readPeriods } from './read-facts.ts';

/**
 * Opens the periods of the ledger up to the one that holds `day`, and gives their codes; none when it is there already.
 * The ledger must be locked.
 * @param day local date
 */
export async function openPeriods(tx: Queryable, day: string): Promise<readonly string[]> {
  const opened = periodsToOpen(await readPeriods(tx), day);
  for (const { code, startsOn, endsOn, state } of opened) {
    await tx.query('insert into ho.period (id, code, starts_on, ends_on, state) values ($1, $2, $3, $4, $5)', [
      uuid(),
      code,
      startsOn,
      endsOn,
      state,
    ]);
  }
  return opened.map(({ code }) => code);
}
