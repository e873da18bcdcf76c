import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DateRange } from '../../../db/contract/primitives.ts';
import type { Frame } from '../../client/first-questions.ts';
import { useSelectionStore } from '../../client/selection.ts';
import { Icon } from '../../components/icon/icon.tsx';
import { Popover } from '../../components/popover/popover.tsx';
import {
  daysPeriod,
  hasData,
  monthPeriod,
  neighbourOf,
  PRESETS,
  presetPeriod,
  quarterPeriod,
  shapeOf,
  yearPeriod,
} from './period.ts';
import { periodText } from './period-text.ts';

interface Props {
  readonly period: DateRange;
  readonly data: NonNullable<Frame['dataRange']>;
}

/** The period of all three panes: a step back or on, or any year, quarter, month or days. */
export function PeriodPicker({ period, data }: Props) {
  const { t } = useTranslation();
  const narrow = useSelectionStore((state) => state.narrow);
  const step = (by: -1 | 1) => {
    const next = neighbourOf(period, by);
    const label = t(by < 0 ? 'frame:period.before' : 'frame:period.after');
    return (
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        title={`${label}: ${periodText(next, t)}`}
        disabled={!hasData(next, data)}
        onClick={() => narrow({ period: next })}
      >
        {by < 0 ? <Icon of={LeftOutlined} /> : <Icon of={RightOutlined} />}
      </button>
    );
  };
  const name = periodText(period, t);
  return (
    <fieldset className="period" aria-label={t('period')}>
      {step(-1)}
      <Popover className="field" label={`${t('period')}: ${name}`} button={name} name={t('period')}>
        {(close) => (
          <PeriodChoice
            period={period}
            data={data}
            onChoose={(next) => {
              narrow({ period: next });
              close();
            }}
          />
        )}
      </Popover>
      {step(1)}
    </fieldset>
  );
}

interface ChoiceProps extends Props {
  readonly onChoose: (period: DateRange) => void;
}

function PeriodChoice({ period, data, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  const [year, setYear] = useState(() => Number(period.from.slice(0, 4)));
  const choice = (choice: DateRange, text: string, key: string | number = text) => {
    const isChosen = choice.from === period.from && choice.to === period.to;
    return (
      <button
        key={key}
        type="button"
        className="choice"
        aria-pressed={isChosen}
        data-autofocus={isChosen ? '' : undefined}
        disabled={!hasData(choice, data)}
        onClick={() => onChoose(choice)}
      >
        {text}
      </button>
    );
  };
  const turn = (by: -1 | 1) => (
    <button
      type="button"
      className="icon-button"
      aria-label={t(by < 0 ? 'frame:period.yearBefore' : 'frame:period.yearAfter')}
      disabled={!hasData(yearPeriod(year + by), data)}
      onClick={() => setYear(year + by)}
    >
      {by < 0 ? <Icon of={LeftOutlined} /> : <Icon of={RightOutlined} />}
    </button>
  );
  return (
    <div className="period-choice">
      <div className="presets">
        {PRESETS.map((preset) => choice(presetPeriod(preset, data.to), t(`frame:period.presets.${preset}`), preset))}
      </div>
      <div>
        <div className="year">
          {turn(-1)}
          {choice(yearPeriod(year), t('frame:period.year', { year }))}
          {turn(1)}
        </div>
        <div className="quarters">
          {[1, 2, 3, 4].map((quarter) =>
            choice(quarterPeriod(year, quarter), t('frame:period.quarterShort', { quarter: t(`quarters.${quarter}`) })),
          )}
        </div>
        <div className="months">
          {Array.from({ length: 12 }, (_, index) =>
            choice(monthPeriod(year, index + 1), t(`frame:period.months.${index + 1}`)),
          )}
        </div>
        <Days period={period} data={data} onChoose={onChoose} />
      </div>
    </div>
  );
}

/** Any days, typed: business dates, both in the period. */
function Days({ period, data, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  const shape = shapeOf(period);
  const given = shape.kind === 'days' ? shape : { first: period.from, last: data.to };
  const [first, setFirst] = useState(given.first);
  const [last, setLast] = useState(given.last);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const chosen = daysPeriod(first.trim(), last.trim());
    if (chosen === null) setWrong(t('frame:period.wrongDays'));
    else if (!hasData(chosen, data)) setWrong(t('frame:period.noDays', { from: data.from, to: data.to }));
    else onChoose(chosen);
  };
  const field = (label: string, value: string, change: (text: string) => void) => (
    <input
      className="input"
      aria-label={label}
      aria-invalid={wrong !== null}
      placeholder="2026-01-31"
      inputMode="numeric"
      maxLength={10}
      value={value}
      onChange={({ target }) => change(target.value)}
    />
  );
  return (
    <form className="days" onSubmit={submit} noValidate>
      {field(t('frame:period.first'), first, setFirst)}
      <span aria-hidden="true">–</span>
      {field(t('frame:period.last'), last, setLast)}
      <button type="submit" className="button">
        {t('frame:period.apply')}
      </button>
      {wrong !== null && (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}
