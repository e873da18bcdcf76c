import { z } from 'zod';
import { CURRENCIES } from '../domain/money/currency.ts';

/** UUIDv7 in lower case. Identifiers are made once, by the writer. */
export const Id = z.uuidv7();
export type Id = z.infer<typeof Id>;

/** Local date `YYYY-MM-DD` (Asia/Shanghai), a business date without a time. */
export const LocalDate = z.iso.date();
export type LocalDate = z.infer<typeof LocalDate>;

/** Instant, ISO 8601 in UTC. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;

/** Money in integer 分, hundredths of a {@link Currency}. Safe in a double up to 90 trillion. */
export const Fen = z.int();
export type Fen = z.infer<typeof Fen>;

/** What amounts are in. See `db/domain/money/currency.ts`. */
export const Currency = z.enum(CURRENCIES);
export type Currency = z.infer<typeof Currency>;

/** Rate in integer parts per million. */
export const Ppm = z.int();
export type Ppm = z.infer<typeof Ppm>;

/** Administrative division code: province `330000`, city `330200`, county `330212`. */
export const Adcode = z.string().regex(/^[1-9]\d{5}$/);
export type Adcode = z.infer<typeof Adcode>;

/** Half-open range of local dates: `from` is in it, `to` is not. */
export const DateRange = z
  .object({ from: LocalDate, to: LocalDate })
  .refine((range) => range.from < range.to, { message: 'from must lie before to' });
export type DateRange = z.infer<typeof DateRange>;

/** A list with a documented maximum says when it was cut. */
export const listOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), totalRows: z.int().nonnegative(), truncated: z.boolean() });

/** From when the figures are: the last complete checkpoint of the replica, and the last business date in it. */
export const AsOf = z.object({
  syncedAt: Instant.nullable(),
  lastBusinessDate: LocalDate.nullable(),
  /** Grows by one whenever the shown data changed; equal numbers mean equal data. */
  dataVersion: z.int().nonnegative(),
});
export type AsOf = z.infer<typeof AsOf>;
