import type { Queryable } from '../database.ts';

/**
 * Until the transaction ends, no scan is taken out: what a case is opened on stays there. Whoever takes scans out
 * (`alone`) waits until nobody reads them for a case, and the other way round.
 */
export async function holdScans(tx: Queryable, how: 'together' | 'alone'): Promise<void> {
  const lock = how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await tx.query(`select ${lock}(hashtextextended('scans of cases', 5))`);
}
