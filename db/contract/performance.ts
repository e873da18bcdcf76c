import { z } from 'zod';
import { AsOf, Currency, Fen, Id, LocalDate, listOf, Ppm } from './primitives.ts';
import { query } from './procedure.ts';
import { Selection } from './selection.ts';

/**
 * The figures of the dashboard. Each is defined once, in `db/domain/performance`:
 * - `net_sales` 不含税 sales (orders less returns and adjustments)
 * - `target_attainment` net sales of the whole months of the period that have a target, over these targets
 * - `collection` receipts; null under a product line, which receipts do not have, and when none was ever sent
 * - `gross_margin` (net sales − cost) over net sales; null without any cost
 * - `lead_conversion` of the leads received in the period that are at least 90 days old on the last business date, the
 *   share that was converted within 90 days
 * - `sales_cycle` mean days from opening to winning of opportunities won in the period
 * - `contract_approval` mean days from submission to approval of contracts approved in the period
 * - `active_dealers` dealers with an order line in the period
 */
export const KpiKey = z.enum([
  'net_sales',
  'target_attainment',
  'collection',
  'gross_margin',
  'lead_conversion',
  'sales_cycle',
  'contract_approval',
  'active_dealers',
]);
export type KpiKey = z.infer<typeof KpiKey>;

/** `fen` money, `ppm` share, `millidays` thousandths of a day, `count` a number of things. */
export const Unit = z.enum(['fen', 'ppm', 'millidays', 'count']);

export const Kpi = z.object({
  key: KpiKey,
  unit: Unit,
  /** Null: nothing to compute from (no target, no lead); never shown as zero. */
  value: z.int().nullable(),
  /**
   * The same figure for the same days one year earlier, as far as this year has come: a quarter that has 20 days to go is
   * compared without them. The target's months are compared whole.
   */
  previousYear: z.int().nullable(),
  /** Numerator and denominator of a share or a mean, for the explanation. */
  numerator: z.int().nullable(),
  denominator: z.int().nullable(),
});
export type Kpi = z.infer<typeof Kpi>;

/**
 * One bar: a child region of the selected region, or the region itself for what belongs to it directly; a dealer below the
 * last level and when dealers are selected. Without a region: the children of the topmost region that has several.
 */
export const Bar = z.object({
  kind: z.enum(['region', 'dealer']),
  id: Id,
  name: z.string(),
  netFen: Fen,
  targetFen: Fen.nullable(),
  previousYearFen: Fen,
  /** Share of the net sales dated in the last seven days of a quarter (季末冲刺); null without sales. */
  sprintPpm: Ppm.nullable(),
});
export type Bar = z.infer<typeof Bar>;

export const TrendPoint = z.object({
  /** First day of the month. */
  month: LocalDate,
  netFen: Fen,
  targetFen: Fen.nullable(),
  previousYearFen: Fen,
});
export type TrendPoint = z.infer<typeof TrendPoint>;

export const SalesLineRow = z.object({
  id: Id,
  kind: z.enum(['order', 'return', 'adjustment']),
  businessDate: LocalDate,
  dealerId: Id,
  dealerName: z.string(),
  skuName: z.string(),
  quantityMilli: z.int(),
  netFen: Fen,
  taxFen: Fen,
  costFen: Fen,
});

export const performance = {
  getDashboard: query(
    z.object({ selection: Selection }),
    z.object({
      asOf: AsOf,
      /** Of all amounts. A selection with several is refused: `currencies_mixed`. */
      currency: Currency,
      kpis: z.array(Kpi),
      /** At most 30, by net sales. */
      bars: listOf(Bar),
      /** The thirteen months that end with the period's last month, whatever the period. */
      trend: z.array(TrendPoint),
    }),
  ),
  /** Why: the formula's inputs and the rows behind a figure, largest first; at most 500. */
  explain: query(
    z.object({ selection: Selection, key: KpiKey, limit: z.int().min(1).max(500) }),
    z.object({
      asOf: AsOf,
      currency: Currency,
      kpi: Kpi,
      rows: z.discriminatedUnion('of', [
        z.object({ of: z.literal('sales_line'), list: listOf(SalesLineRow) }),
        z.object({
          of: z.literal('document'),
          list: listOf(
            z.object({
              id: Id,
              label: z.string(),
              from: LocalDate.nullable(),
              to: LocalDate.nullable(),
              /** In the unit of the figure's numerator. */
              value: z.int().nullable(),
            }),
          ),
        }),
      ]),
    }),
  ),
};
