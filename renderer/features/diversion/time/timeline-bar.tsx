import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../../../db/contract/selection.ts';
import { SLICE_UNITS, type SliceUnit } from '../../../../db/domain/time/periods.ts';
import { useAsk } from '../../../client/queries.ts';
import { count } from '../../../components/format/format.ts';
import { slicesIn, spanText } from './map-time.ts';

/** How long each slice is shown while it plays. */
const SHOWN_MS = 1200;

interface Props {
  readonly selection: Selection;
  readonly unit: SliceUnit;
  readonly at: number;
  /** The figures of the slice are not there yet: the next one waits for them. */
  readonly isBusy: boolean;
  readonly asTable: boolean;
  readonly onChange: (unit: SliceUnit, at: number) => void;
  /** Makes the slice the period of the whole workstation, which undo takes back. */
  readonly onUse: (period: Selection['period']) => void;
  readonly onClose: () => void;
}

/** Weeks or months of the period one after another: by hand, by keyboard, or playing; the map follows. */
export function TimelineBar({ selection, unit, at, isBusy, asTable, onChange, onUse, onClose }: Props) {
  const { t } = useTranslation();
  const [isPlaying, setPlaying] = useState(false);
  const slices = useMemo(() => slicesIn(selection.period, unit), [selection.period, unit]);
  const { data } = useAsk('diversion.getTimeline', (client) => client.diversion.getTimeline, { selection });
  const sums = useMemo(
    () =>
      slices.map((slice) => {
        const days = (data?.days ?? []).filter(({ day }) => day >= slice.from && day < slice.to);
        return {
          slice,
          scans: days.reduce((sum, { scans }) => sum + scans, 0),
          outside: days.reduce((sum, { outside }) => sum + outside, 0),
        };
      }),
    [slices, data],
  );
  const last = slices.length - 1;
  const now = Math.min(at, last);
  const shown = sums[now];

  useEffect(() => {
    if (!isPlaying || isBusy) return;
    const timer = setTimeout(() => (now >= last ? setPlaying(false) : onChange(unit, now + 1)), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, isBusy, now, last, unit, onChange]);

  if (shown === undefined) return null;
  const most = Math.max(1, ...sums.map(({ outside }) => outside));
  const said = t('diversion.time.said', {
    span: spanText(shown.slice),
    outside: count(shown.outside),
    scans: count(shown.scans),
  });
  const play = (): void => {
    // At the end it begins anew.
    if (!isPlaying && now >= last) onChange(unit, 0);
    setPlaying(!isPlaying);
  };
  return (
    <section className="time-bar map-cover" aria-label={t('diversion.tools.timeline')}>
      <div className="time-row">
        <button
          type="button"
          className="icon-button"
          onClick={play}
          aria-pressed={isPlaying}
          aria-label={t(isPlaying ? 'diversion.time.pause' : 'diversion.time.play')}
          title={t(isPlaying ? 'diversion.time.pause' : 'diversion.time.play')}
        >
          <span aria-hidden="true">{isPlaying ? '❚❚' : '▶'}</span>
        </button>
        <span className="time-said" role="status" aria-live={isPlaying ? 'off' : 'polite'}>
          {said}
        </span>
        {SLICE_UNITS.map((one) => (
          <button
            key={one}
            type="button"
            className="choice"
            aria-pressed={unit === one}
            onClick={() => onChange(one, 0)}
          >
            {t(`diversion.time.units.${one}`)}
          </button>
        ))}
        <button type="button" className="choice" title={t('diversion.time.useHint')} onClick={() => onUse(shown.slice)}>
          {t('diversion.time.use')}
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t('why.close')}
          title={t('why.close')}
          onClick={onClose}
        >
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      {asTable ? (
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t(`diversion.time.units.${unit}`)}</th>
              <th scope="col" className="number">
                {t('diversion.verdicts.outside')}
              </th>
              <th scope="col" className="number">
                {t('diversion.columns.scans')}
              </th>
            </tr>
          </thead>
          <tbody>
            {sums.map(({ slice, scans, outside }, n) => (
              <tr key={slice.from} data-chosen={n === now}>
                <td>
                  <button type="button" className="link" aria-pressed={n === now} onClick={() => onChange(unit, n)}>
                    {spanText(slice)}
                  </button>
                </td>
                <td className="number">{count(outside)}</td>
                <td className="number">{count(scans)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <div className="time-track">
          <div className="time-bars" aria-hidden="true">
            {sums.map(({ slice, outside }, n) => (
              <span key={slice.from} data-now={n === now} style={{ height: `${(100 * outside) / most}%` }} />
            ))}
          </div>
          <input
            type="range"
            min={0}
            max={last}
            step={1}
            value={now}
            aria-label={t('diversion.time.slider')}
            aria-valuetext={said}
            onChange={({ target }) => {
              setPlaying(false);
              onChange(unit, Number(target.value));
            }}
          />
        </div>
      )}
    </section>
  );
}
