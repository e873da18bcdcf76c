import { exact, scaledRatio, sharePpm } from '../money/ratio.ts';

/**
 * The figures of the dashboard, each defined here once. Formulas after the product's KPI dictionary; net is 不含税, and
 * returns and adjustments count negative on their own dates.
 */

/** A figure with what it was computed from. A null value means: nothing to compute from; never shown as zero. */
export interface Figure {
  readonly unit: 'fen' | 'ppm' | 'millidays' | 'count';
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
}

const MILLIDAY_MS = 86_400;

/** 净销售额: orders less returns and adjustments, 分 without VAT. */
export function netSales(netFen: number): Figure {
  return { unit: 'fen', value: exact(netFen), numerator: null, denominator: null };
}

/** 目标达成率: net sales of the whole months of the period that have a target, over their targets. */
export function targetAttainment(netFen: number, targetFen: number | null): Figure {
  if (targetFen === null) return { unit: 'ppm', value: null, numerator: null, denominator: null };
  return share(netFen, targetFen);
}

/**
 * 回款额: receipts, 分. Null where the selection cannot be applied to a receipt (it has no product line), and where no
 * receipt was ever sent: a source that keeps none.
 */
export function collection(receivedFen: number | null): Figure {
  return { unit: 'fen', value: receivedFen === null ? null : exact(receivedFen), numerator: null, denominator: null };
}

/** 毛利率: (net sales − cost) over net sales. Null without any cost: a source that does not know it. */
export function grossMargin(netFen: number, costFen: number): Figure {
  if (costFen === 0) return { unit: 'ppm', value: null, numerator: null, denominator: null };
  return share(exact(netFen - costFen), netFen);
}

/** Days a lead has to become a customer before its cohort is judged. */
export const LEAD_HORIZON_DAYS = 90;

/** A lead, by day numbers of its arrival and of its conversion. */
export interface LeadDays {
  readonly receivedDay: number;
  readonly convertedDay: number | null;
}

/** Whether a lead is old enough on a day to be judged. */
export function isMatureLead(lead: LeadDays, asOfDay: number): boolean {
  return lead.receivedDay + LEAD_HORIZON_DAYS <= asOfDay;
}

/** Whether a lead was converted within the horizon. */
export function isConvertedInTime(lead: LeadDays): boolean {
  return lead.convertedDay !== null && lead.convertedDay - lead.receivedDay <= LEAD_HORIZON_DAYS;
}

/**
 * 线索转化率, by cohort: of the leads received in the period that are at least 90 days old, the share converted within 90
 * days. Never "converted in the period over received in the period", which compares different leads.
 */
export function leadConversion(mature: number, converted: number): Figure {
  return share(converted, mature);
}

/** 平均销售周期: mean days from opening to winning, over opportunities won in the period; thousandths of a day. */
export function salesCycle(won: number, totalDays: number): Figure {
  return {
    unit: 'millidays',
    value: scaledRatio(totalDays, won, 1000),
    numerator: won === 0 ? null : totalDays * 1000,
    denominator: won === 0 ? null : won,
  };
}

/**
 * 合同审批耗时: mean of approval − submission over contracts approved in the period, calendar time; thousandths of a day.
 * The numerator is rounded to thousandths of a day for showing, the value is rounded once from milliseconds.
 */
export function contractApproval(approved: number, totalMs: number): Figure {
  if (approved === 0) return { unit: 'millidays', value: null, numerator: null, denominator: null };
  return {
    unit: 'millidays',
    value: scaledRatio(totalMs, approved * MILLIDAY_MS, 1),
    numerator: scaledRatio(totalMs, MILLIDAY_MS, 1),
    denominator: approved,
  };
}

/** 活跃经销商: dealers with an order line in the period. */
export function activeDealers(dealers: number): Figure {
  return { unit: 'count', value: dealers, numerator: null, denominator: null };
}

/** 季末冲刺: share of the net sales that is dated in the last seven days of a quarter; null without sales. */
export function sprintShare(sprintFen: number, netFen: number): number | null {
  return sharePpm(sprintFen, netFen);
}

function share(numerator: number, denominator: number): Figure {
  return { unit: 'ppm', value: sharePpm(exact(numerator), exact(denominator)), numerator, denominator };
}
