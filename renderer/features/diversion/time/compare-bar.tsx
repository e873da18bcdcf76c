import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../../../db/contract/selection.ts';
import { useAsk } from '../../../client/queries.ts';
import { count } from '../../../components/format/format.ts';
import { CompareSheet } from './compare-sheet.tsx';
import { comparedWith, type MapTime, spanText } from './map-time.ts';

type Compared = Extract<MapTime, { kind: 'compared' }>;

interface Props {
  readonly selection: Selection;
  readonly time: Compared;
  readonly onChange: (time: Compared) => void;
  readonly onClose: () => void;
}

const useOverview = (selection: Selection) =>
  useAsk('diversion.getOverview', (client) => client.diversion.getOverview, { selection });

/** Two periods beside each other: the map shows one or the other, a table what changed between them. */
export function CompareBar({ selection, time, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  const compared = { ...selection, period: comparedWith(selection.period, time.with) };
  const own = useOverview(selection);
  const other = useOverview(compared);
  const sides = [
    ['now', selection.period, own.data],
    ['other', compared.period, other.isPlaceholderData ? undefined : other.data],
  ] as const;
  return (
    <section className="time-bar map-cover" aria-label={t('diversion.tools.compare')}>
      <div className="time-row">
        {sides.map(([side, period, data]) => (
          <button
            key={side}
            type="button"
            className="choice"
            aria-pressed={time.shown === side}
            onClick={() => onChange({ ...time, shown: side })}
          >
            {t(`diversion.compare.${side}`, {
              span: spanText(period),
              outside: data === undefined ? '…' : count(data.totals.outside),
            })}
          </button>
        ))}
        <label className="quiet">
          {t('diversion.compare.with')}{' '}
          <select
            className="field"
            value={time.with}
            onChange={({ target }) => onChange({ ...time, with: target.value as Compared['with'] })}
          >
            <option value="before">{t('diversion.compare.before')}</option>
            <option value="year">{t('diversion.compare.year')}</option>
          </select>
        </label>
        <button type="button" className="choice" onClick={() => setTable(true)}>
          {t('diversion.compare.table')}
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
      {isTable && own.data !== undefined && other.data !== undefined && (
        <CompareSheet
          now={own.data.flows}
          other={other.data.flows}
          nowSpan={spanText(selection.period)}
          otherSpan={spanText(compared.period)}
          onClose={() => setTable(false)}
        />
      )}
    </section>
  );
}
