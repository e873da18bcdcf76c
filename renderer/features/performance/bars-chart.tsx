import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bar } from '../../../db/contract/performance.ts';
import type { Currency } from '../../../db/contract/primitives.ts';
import { wan } from '../../components/format/format.ts';

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, CanvasRenderer]);

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

interface Props {
  readonly bars: readonly Bar[];
  readonly currency: Currency;
  readonly onPick: (bar: Bar) => void;
}

/**
 * Net sales beside the target in ten thousands (万元), and the share of the quarter's last week as a line in percent. Takes the colours of
 * the theme it was made in: give it the theme as key.
 */
export function BarsChart({ bars, currency, onPick }: Props) {
  const { t } = useTranslation();
  const unit = t(`currencies.${currency}`);
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts | null>(null);

  useEffect(() => {
    if (element.current === null) return;
    const made = echarts.init(element.current);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const made = chart.current;
    if (made === null) return;
    const quiet = colour('--text-quiet');
    const text = { color: quiet, fontFamily: 'Noto Sans SC Variable' };
    made.setOption(
      {
        textStyle: text,
        animation: false,
        aria: { enabled: true },
        legend: { top: 2, textStyle: text, itemHeight: 10 },
        tooltip: { trigger: 'axis', renderMode: 'richText' },
        grid: { left: 8, right: 8, top: 34, bottom: 6, containLabel: true },
        xAxis: {
          type: 'category',
          data: bars.map((bar) => bar.name),
          axisLabel: { ...text, interval: 0, rotate: bars.length > 8 ? 40 : 0 },
        },
        yAxis: [
          { type: 'value', axisLabel: text, splitLine: { lineStyle: { color: colour('--line') } } },
          { type: 'value', axisLabel: { ...text, formatter: '{value}%' }, splitLine: { show: false } },
        ],
        series: [
          {
            name: t('performance.net', { unit }),
            type: 'bar',
            data: bars.map((bar) => wan(bar.netFen)),
            itemStyle: { color: colour('--select') },
          },
          {
            name: t('performance.target', { unit }),
            type: 'bar',
            data: bars.map((bar) => (bar.targetFen === null ? null : wan(bar.targetFen))),
            itemStyle: { color: colour('--select-soft'), borderColor: colour('--select'), borderWidth: 1 },
          },
          {
            name: t('performance.sprint'),
            type: 'line',
            yAxisIndex: 1,
            data: bars.map((bar) => (bar.sprintPpm === null ? null : bar.sprintPpm / 10_000)),
            itemStyle: { color: colour('--waiting') },
          },
        ],
      },
      { notMerge: true },
    );
    const onClick = ({ dataIndex }: { dataIndex?: number }): void => {
      const bar = bars[dataIndex ?? -1];
      if (bar !== undefined) onPick(bar);
    };
    made.on('click', onClick);
    return () => {
      made.off('click', onClick);
    };
  }, [bars, unit, onPick, t]);

  return <div ref={element} className="chart" role="img" aria-label={t('performance.chart', { unit })} />;
}
