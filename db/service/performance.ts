import type { z } from 'zod';
import type { Bar, Kpi, KpiKey, TrendPoint } from '../contract/performance.ts';
import type { Selection } from '../contract/selection.ts';
import type { Currency } from '../domain/money/currency.ts';
import { exact } from '../domain/money/ratio.ts';
import {
  activeDealers,
  collection,
  contractApproval,
  type Figure,
  grossMargin,
  leadConversion,
  netSales,
  salesCycle,
  sprintShare,
  targetAttainment,
} from '../domain/performance/kpis.ts';
import { sumOrNull } from '../domain/performance/targets.ts';
import { fromDay } from '../domain/time/days.ts';
import { type DayRange, firstDayOfMonth, monthOf, wholeMonths } from '../domain/time/periods.ts';
import type { Analytics } from '../store/analytics.ts';
import { type Filter, makeFilter } from '../store/analytics-filter.ts';
import { currencyOf } from '../store/analytics-money.ts';
import { approvedIn, leadCohort, sumReceipts, wonIn } from '../store/performance.ts';
import { comparedDays, type RangeSums, type SalesSums, sumSalesLines } from '../store/sales-sums.ts';
import { type Targets, targetsOf } from '../store/targets.ts';
import { barGroups } from './bars.ts';
import { explainFigure } from './explain-figure.ts';
import type { FeatureHandlers } from './handlers.ts';
import { asOfOf, breathe, cut, type ServiceParts } from './parts.ts';

const BARS_LIMIT = 30;
const TREND_MONTHS = 13;

export function performanceService(parts: ServiceParts): FeatureHandlers<'performance'> {
  return {
    async getDashboard({ selection }, { signal }) {
      const analytics = await parts.analytics.current();
      await breathe(signal);
      const question = ask(analytics, selection);
      const bars = barsOf(question);
      return {
        asOf: asOfOf(parts, analytics),
        currency: question.currency,
        kpis: kpisOf(question),
        bars: cut(bars, BARS_LIMIT),
        trend: trendOf(question),
      };
    },

    async explain({ selection, key, limit }, { signal }) {
      const analytics = await parts.analytics.current();
      await breathe(signal);
      const question = ask(analytics, selection);
      const kpi = kpisOf(question).find((one) => one.key === key) as z.input<typeof Kpi>;
      return {
        asOf: asOfOf(parts, analytics),
        currency: question.currency,
        kpi,
        rows: explainFigure(parts, analytics, question.filter, key, targetMonths(question), limit),
      };
    },
  };
}

/** A selection with the one pass over the sales lines that all figures share. */
interface Question {
  readonly analytics: Analytics;
  readonly selection: Selection;
  readonly filter: Filter;
  readonly currency: Currency;
  readonly targets: Targets;
  readonly sums: SalesSums;
  /** The months that lie wholly in the period. */
  readonly whole: DayRange;
  /** The month of the period's last day. */
  readonly lastMonth: number;
  readonly groups: ReturnType<typeof barGroups>;
}

function ask(analytics: Analytics, selection: Selection): Question {
  const filter = makeFilter(analytics, selection);
  const currency = currencyOf(analytics, filter, selection.regionId);
  const targets = targetsOf(analytics);
  const whole = wholeMonths(filter.period);
  const lastMonth = monthOf(filter.period.to - 1);
  const groups = barGroups(analytics, selection);
  const asked = {
    from: Math.min(whole.from, lastMonth - TREND_MONTHS + 1) - 12,
    to: Math.max(whole.to, lastMonth + 1),
  };
  const sums = sumSalesLines(analytics, filter, asked, groups.by);
  return { analytics, selection, filter, currency, targets, sums, whole, lastMonth, groups };
}

const range = ({ from, to }: DayRange) => Array.from({ length: to - from }, (_, index) => from + index);

/** Months of the period, or of the same one `back` months earlier, that have a target. */
function targetMonths({ targets, filter, selection, whole }: Question, back = 0): number[] {
  const known = {
    from: Math.max(whole.from - back, targets.months.from),
    to: Math.min(whole.to - back, targets.months.to),
  };
  if (known.to <= known.from) return [];
  return range(known).filter((month) => targets.ofSelection(filter, selection.regionId, month) !== null);
}

function attainment(question: Question, back: number): Figure {
  const { targets, filter, selection, sums } = question;
  const months = targetMonths(question, back);
  const net = months.reduce((sum, month) => sum + sums.monthNet(month), 0);
  return targetAttainment(
    net,
    sumOrNull(months.map((month) => targets.ofSelection(filter, selection.regionId, month))),
  );
}

/** All figures over one range of days; `back` months for the target. */
function figuresOf(question: Question, range: DayRange, sales: RangeSums, back: number): Record<KpiKey, Figure> {
  const { analytics, filter } = question;
  const cohort = leadCohort(analytics, filter, range);
  const won = wonIn(analytics, filter, range);
  const approved = approvedIn(analytics, filter, range);
  return {
    net_sales: netSales(sales.netFen),
    target_attainment: attainment(question, back),
    collection: collection(sumReceipts(analytics, filter, range)),
    gross_margin: grossMargin(sales.netFen, sales.costFen),
    lead_conversion: leadConversion(cohort.mature.length, cohort.converted),
    sales_cycle: salesCycle(
      won.length,
      won.reduce((days, one) => days + one.wonDay - one.openedDay, 0),
    ),
    contract_approval: contractApproval(
      approved.length,
      approved.reduce((ms, one) => ms + one.approvalMs, 0),
    ),
    active_dealers: activeDealers(sales.activeDealers),
  };
}

function kpisOf(question: Question): z.input<typeof Kpi>[] {
  const { analytics, filter, sums } = question;
  const compared = comparedDays(analytics, filter.period);
  const now = figuresOf(question, filter.period, sums.current, 0);
  const before = figuresOf(question, compared, sums.previous, 12);
  return (Object.keys(now) as KpiKey[]).map((key) => ({ key, ...now[key], previousYear: before[key].value }));
}

function barsOf(question: Question): z.input<typeof Bar>[] {
  const { analytics, sums, groups, targets, filter } = question;
  const months = targetMonths(question);
  const total = (members: readonly number[], column: Float64Array) =>
    exact(members.reduce((sum, member) => sum + (column[member] as number), 0));
  const { regions, dealers } = analytics.dimensions;
  // A target speaks of all products, and a region's of all its dealers.
  const isPartial = filter.byProductLine || (groups.by === 'region' && filter.byPlace);
  return groups.bars
    .map(({ index, members, isWhole }) => {
      const netFen = total(members, sums.current.netByGroup);
      const row = groups.by === 'region' ? regions[index] : dealers[index];
      const target = (month: number) =>
        groups.by === 'dealer' ? targets.ofDealer(index, month, filter) : targets.ofRegion(index, month);
      return {
        kind: groups.by,
        id: row?.id ?? '',
        name: row?.name ?? '',
        netFen,
        targetFen: isWhole && !isPartial ? sumOrNull(months.map(target)) : null,
        previousYearFen: total(members, sums.previous.netByGroup),
        sprintPpm: sprintShare(total(members, sums.current.sprintByGroup), netFen),
      };
    })
    .filter((bar) => bar.netFen !== 0 || bar.previousYearFen !== 0)
    .sort((a, b) => b.netFen - a.netFen || (a.id < b.id ? -1 : 1));
}

function trendOf({ sums, targets, filter, selection, lastMonth }: Question): z.input<typeof TrendPoint>[] {
  return Array.from({ length: TREND_MONTHS }, (_, index) => {
    const month = lastMonth - TREND_MONTHS + 1 + index;
    return {
      month: fromDay(firstDayOfMonth(month)),
      netFen: exact(sums.monthNet(month)),
      targetFen: targets.ofSelection(filter, selection.regionId, month),
      previousYearFen: exact(sums.comparableMonthNet(month - 12)),
    };
  });
}
