import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { ChartLook } from './chart-options.ts';

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, CanvasRenderer]);

/** One thing along the axis, as it is told to those who do not see the canvas. */
export interface ChartItem {
  readonly id: string;
  readonly sentence: string;
  readonly isChosen: boolean;
}

interface Props {
  readonly label: string;
  readonly option: (look: ChartLook) => echarts.EChartsCoreOption;
  readonly items: readonly ChartItem[];
  /** Absent where there is nothing to choose. */
  readonly onPick?: (index: number) => void;
}

const DRAWN_WITHIN_MS = 300;

/** Colours and type of the theme that is shown. */
function lookOf(): ChartLook {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: value('--text'),
    quiet: value('--text-quiet'),
    line: value('--line'),
    surface: value('--surface'),
    select: value('--select'),
    selectSoft: value('--select-soft'),
    waiting: value('--waiting'),
    fontSize: Number.parseInt(value('--type-small') || '12', 10),
  };
}

/**
 * A chart on canvas with a list beside it that only keyboards and screen readers meet: what has the focus there is
 * highlighted here. Takes the colours of the theme it was made in: give it the theme as key.
 */
export function Chart({ label, option, items, onPick }: Props) {
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

  // The figures of all panes come before the drawing of one.
  useEffect(() => {
    const draw = requestIdleCallback(() => chart.current?.setOption(option(lookOf()), { notMerge: true }), {
      timeout: DRAWN_WITHIN_MS,
    });
    return () => cancelIdleCallback(draw);
  }, [option]);

  useEffect(() => {
    const made = chart.current;
    if (made === null || onPick === undefined) return;
    const onClick = ({ dataIndex }: { dataIndex?: number }): void => {
      if (dataIndex !== undefined) onPick(dataIndex);
    };
    made.on('click', onClick);
    return () => {
      made.off('click', onClick);
    };
  }, [onPick]);

  const show = (dataIndex: number): void => {
    chart.current?.dispatchAction({ type: 'highlight', seriesIndex: [0, 1], dataIndex });
    chart.current?.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex });
  };
  const hide = (dataIndex: number): void => {
    chart.current?.dispatchAction({ type: 'downplay', seriesIndex: [0, 1], dataIndex });
    chart.current?.dispatchAction({ type: 'hideTip' });
  };
  return (
    <div className="chart">
      <div ref={element} className="chart-canvas" aria-hidden="true" />
      <ul className="unseen" aria-label={label}>
        {items.map(({ id, sentence, isChosen }, at) => (
          <li key={id}>
            {onPick === undefined ? (
              sentence
            ) : (
              <button
                type="button"
                aria-pressed={isChosen}
                onFocus={() => show(at)}
                onBlur={() => hide(at)}
                onClick={() => onPick(at)}
              >
                {sentence}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
