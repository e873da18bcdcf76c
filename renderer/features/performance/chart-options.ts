import type { EChartsCoreOption } from 'echarts/core';
import type { Bar, TrendPoint } from '../../../db/contract/performance.ts';
import { inLargeUnit } from '../../components/format/format.ts';

/** Colours and type size of a theme. */
export interface ChartLook {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly select: string;
  readonly selectSoft: string;
  readonly waiting: string;
  readonly fontSize: number;
}

/** Words of a chart in the language that is shown; `unit` is its large unit of the currency: 万元, or thousands. */
export interface ChartWords {
  readonly language: string;
  readonly unit: string;
  readonly net: string;
  readonly target: string;
  readonly lastYear: string;
  readonly sprint: string;
}

/** Null is unknown and stays so. */
const amount = (fen: number | null, { language }: ChartWords): number | null =>
  fen === null ? null : inLargeUnit(fen, language);
const tenth = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
/** Null is unknown and shown as a dash; zero is a number. */
const valueText =
  (unit: string) =>
  (value: unknown): string =>
    typeof value === 'number' ? `${tenth.format(value).replace('-', '−')} ${unit}` : '—';

/** What every chart of the dashboard shares: one legend line on top, units above their axes. */
function frame(look: ChartLook, labels: readonly string[], units: readonly string[]): EChartsCoreOption {
  const text = { color: look.quiet, fontFamily: 'Noto Sans SC Variable', fontSize: look.fontSize };
  const crowded = labels.length > 6;
  return {
    textStyle: text,
    animation: false,
    aria: { enabled: false },
    legend: {
      type: 'scroll',
      top: 4,
      itemHeight: 9,
      itemWidth: 16,
      itemGap: 14,
      textStyle: text,
      pageTextStyle: text,
      pageIconColor: look.quiet,
      pageIconInactiveColor: look.line,
    },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      axisPointer: { type: 'shadow' },
      backgroundColor: look.surface,
      borderColor: look.line,
      textStyle: { ...text, color: look.text },
    },
    grid: { left: 6, right: 6, top: 26 + Math.round(look.fontSize * 1.5), bottom: 4, containLabel: true },
    xAxis: {
      type: 'category',
      data: labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.quiet } },
      axisLabel: {
        ...text,
        interval: 0,
        rotate: crowded ? 35 : 0,
        hideOverlap: false,
        width: crowded ? 84 : 96,
        overflow: 'truncate',
        ellipsis: '…',
      },
    },
    yAxis: units.map((unit, side) => ({
      type: 'value',
      name: unit,
      nameTextStyle: { ...text, align: side === 0 ? 'left' : 'right' },
      nameGap: 7,
      splitNumber: 4,
      alignTicks: true,
      axisLabel: text,
      splitLine: { show: side === 0, lineStyle: { color: look.line } },
    })),
  };
}

const targetStyle = (look: ChartLook): EChartsCoreOption => ({
  color: look.selectSoft,
  borderColor: look.select,
  borderWidth: 1,
  borderType: 'dashed',
});

/** Net sales beside the target, and the share of the quarter's last week in percent. The chosen bar is outlined. */
export function barsOption(
  bars: readonly Bar[],
  chosen: ReadonlySet<string>,
  words: ChartWords,
  look: ChartLook,
): EChartsCoreOption {
  const faded = bars.some(({ id }) => chosen.has(id));
  return {
    ...frame(
      look,
      bars.map((bar) => bar.name),
      [words.unit, '%'],
    ),
    series: [
      {
        name: words.net,
        type: 'bar',
        barMaxWidth: 34,
        barMinHeight: 1,
        cursor: 'pointer',
        data: bars.map(({ id, netFen }) => ({
          value: amount(netFen, words),
          itemStyle: chosen.has(id) ? { borderColor: look.text, borderWidth: 2 } : { opacity: faded ? 0.45 : 1 },
        })),
        itemStyle: { color: look.select },
        emphasis: { itemStyle: { borderColor: look.text, borderWidth: 2 } },
        tooltip: { valueFormatter: valueText(words.unit) },
      },
      {
        name: words.target,
        type: 'bar',
        barMaxWidth: 34,
        cursor: 'pointer',
        data: bars.map((bar) => amount(bar.targetFen, words)),
        itemStyle: targetStyle(look),
        tooltip: { valueFormatter: valueText(words.unit) },
      },
      {
        name: words.sprint,
        type: 'line',
        yAxisIndex: 1,
        symbolSize: 7,
        data: bars.map((bar) => (bar.sprintPpm === null ? null : bar.sprintPpm / 10_000)),
        itemStyle: { color: look.waiting },
        tooltip: { valueFormatter: valueText('%') },
      },
    ],
  };
}

/** Thirteen months: net sales as bars, the target and the same months a year before as lines. */
export function trendOption(trend: readonly TrendPoint[], words: ChartWords, look: ChartLook): EChartsCoreOption {
  return {
    ...frame(
      look,
      trend.map(({ month }) => monthText(month)),
      [words.unit],
    ),
    series: [
      {
        name: words.net,
        type: 'bar',
        barMaxWidth: 26,
        data: trend.map(({ netFen }) => amount(netFen, words)),
        itemStyle: { color: look.select },
        tooltip: { valueFormatter: valueText(words.unit) },
      },
      {
        name: words.target,
        type: 'line',
        step: 'middle',
        symbol: 'none',
        data: trend.map(({ targetFen }) => amount(targetFen, words)),
        lineStyle: { color: look.text, type: 'dashed', width: 1.5 },
        itemStyle: { color: look.text },
        tooltip: { valueFormatter: valueText(words.unit) },
      },
      {
        name: words.lastYear,
        type: 'line',
        symbol: 'diamond',
        symbolSize: 7,
        data: trend.map(({ previousYearFen }) => amount(previousYearFen, words)),
        lineStyle: { color: look.waiting, width: 1.5 },
        itemStyle: { color: look.waiting },
        tooltip: { valueFormatter: valueText(words.unit) },
      },
    ],
  };
}

/** `2026-07-01` as `26-07`: thirteen of them stand side by side, and the year must be told. */
export const monthText = (month: string): string => month.slice(2, 7);
