import type { Queryable, SqlValue } from '../../db/headoffice/database.ts';

export type Values = readonly SqlValue[];

export interface RandomTools {
  random(): number;
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  chance(share: number): boolean;
  /** The list in another order, each equally likely. */
  shuffled<T>(list: readonly T[]): T[];
  /** One of the `days` local dates from `from` on. */
  day(from: string, days: number): string;
  /** Inserts rows into a table of schema ho, in one statement when `together`. */
  insert(table: string, columns: string, rows: readonly Values[], together?: boolean): Promise<void>;
}

/** Chance from a seed: mulberry32 by Tommy Ettinger (public domain). */
export function randomTools(database: Pick<Queryable, 'query'>, seed: number): RandomTools {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    random,
    below,
    pick: (list) => list[below(list.length)]!,
    chance: (share) => random() < share,
    shuffled(list) {
      const left = [...list];
      return list.map(() => left.splice(below(left.length), 1)[0]!);
    },
    day: (from, days) =>
      new Date(Date.parse(`${from}T00:00:00Z`) + below(days) * 86_400_000).toISOString().slice(0, 10),
    async insert(table, columns, rows, together = false) {
      const batches = together ? [rows] : rows.map((row) => [row]);
      for (const batch of batches) {
        let at = 0;
        const marks = batch.map((row) => `(${row.map(() => `$${++at}`).join(', ')})`).join(', ');
        if (batch.length > 0)
          await database.query(`insert into ho.${table} (${columns}) values ${marks}`, batch.flat());
      }
    },
  };
}
