import type { z } from 'zod';
import type { Kpi, KpiKey, performance } from '../../../db/contract/performance.ts';

export type Explanation = z.output<typeof performance.explain.output>;
export type Unit = Kpi['unit'];

/** What the shown rows add up to, beside the part of the figure that all rows must add up to. */
export interface SumCheck {
  readonly part: 'value' | 'numerator' | 'denominator';
  readonly unit: Unit;
  /** Sum over the rows that are here. */
  readonly shown: number;
  /** What all rows must add up to. */
  readonly whole: number;
  /** Rows that are not here. */
  readonly restRows: number;
  /** How far a sum of rounded rows may be off, in the unit. */
  readonly tolerance: number;
}

type Part = Omit<SumCheck, 'restRows' | 'tolerance' | 'whole'>;

const PARTS: Readonly<Record<KpiKey, readonly (readonly [SumCheck['part'], Unit])[]>> = {
  net_sales: [['value', 'fen']],
  target_attainment: [['numerator', 'fen']],
  collection: [['value', 'fen']],
  gross_margin: [
    ['numerator', 'fen'],
    ['denominator', 'fen'],
  ],
  lead_conversion: [
    ['numerator', 'count'],
    ['denominator', 'count'],
  ],
  sales_cycle: [
    ['numerator', 'millidays'],
    ['denominator', 'count'],
  ],
  contract_approval: [
    ['numerator', 'millidays'],
    ['denominator', 'count'],
  ],
  active_dealers: [['value', 'count']],
};

/** Unit of a figure's numerator and denominator; null for a figure that has none. */
export function partUnits(key: KpiKey): { readonly numerator: Unit; readonly denominator: Unit } | null {
  if (key === 'target_attainment') return { numerator: 'fen', denominator: 'fen' };
  const unit = (part: SumCheck['part']) => PARTS[key].find(([name]) => name === part)?.[1];
  const numerator = unit('numerator');
  const denominator = unit('denominator');
  return numerator === undefined || denominator === undefined ? null : { numerator, denominator };
}

/** Adds the rows up, for every part of the figure that they make up. */
export function sumChecks(kpi: Kpi, rows: Explanation['rows']): SumCheck[] {
  const restRows = rows.list.totalRows - rows.list.rows.length;
  return PARTS[kpi.key].flatMap(([part, unit]) => {
    const whole = kpi[part];
    if (whole === null) return [];
    const { shown } = sumOf(kpi.key, part, unit, rows);
    // The numerator of the approval time is rounded once, its rows each to a thousandth of a day.
    const tolerance = kpi.key === 'contract_approval' && part === 'numerator' ? rows.list.totalRows : 0;
    return [{ part, unit, shown, whole, restRows, tolerance }];
  });
}

function sumOf(key: KpiKey, part: SumCheck['part'], unit: Unit, rows: Explanation['rows']): Part {
  if (rows.of === 'sales_line') {
    const cost = key === 'gross_margin' && part === 'numerator';
    const shown = rows.list.rows.reduce((sum, row) => sum + row.netFen - (cost ? row.costFen : 0), 0);
    return { part, unit, shown };
  }
  const counts = part === 'denominator' || key === 'active_dealers';
  return { part, unit, shown: rows.list.rows.reduce((sum, row) => sum + (counts ? 1 : (row.value ?? 0)), 0) };
}

/** `part` when rows are missing here, so that nothing can be said for sure. */
export function outcomeOf(check: SumCheck): 'agrees' | 'part' | 'differs' {
  if (check.restRows > 0) return 'part';
  return Math.abs(check.whole - check.shown) <= check.tolerance ? 'agrees' : 'differs';
}
