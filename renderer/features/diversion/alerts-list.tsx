import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../db/contract/diversion-alerts.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useSelection, useSelectionStore } from '../../client/selection.ts';
import { count, moment } from '../../components/format/format.ts';
import { AlertSheet } from './alert-sheet.tsx';
import { AlertsTable } from './alerts-table.tsx';
import { type FoundAlerts, useAlerts } from './use-alerts.ts';

const TIERS = ['case', 'alert', 'watch'] as const;

/** A number, or the two between which it lies. */
const span = ({ least, most }: { readonly least: number; readonly most: number }): string =>
  least === most ? count(least) : `${count(least)}–${count(most)}`;

/** What the detector found in the selection, as a table; one alert opens its explanation. */
export function AlertsList({ onCase }: { readonly onCase: (caseId: string) => void }) {
  const { t } = useTranslation('cases');
  const selection = useSelection();
  const { alerts, stop, again } = useAlerts(selection);
  switch (alerts.state) {
    case 'working': {
      const { progress } = alerts;
      const done = progress?.step === 'reading' && progress.total > 0 ? progress.done / progress.total : undefined;
      return (
        <div className="row" role="status">
          <span>
            {progress === null
              ? t('frame:loading')
              : t(`alerts.${progress.step}`, { done: count(progress.done), total: count(progress.total) })}
          </span>
          <progress {...(done === undefined ? {} : { value: done })} aria-label={t('alerts.table')} />
          <button type="button" className="button" onClick={stop}>
            {t('alerts.stop')}
          </button>
        </div>
      );
    }
    case 'stopped':
    case 'failed':
      return (
        <div className="row" role={alerts.state === 'failed' ? 'alert' : 'status'}>
          <span className={alerts.state === 'failed' ? 'wrong' : 'quiet'}>
            {alerts.state === 'failed' ? errorSentence(alerts.error, t) : t('alerts.stopped')}
          </span>
          <button type="button" className="button" onClick={again}>
            {t('alerts.again')}
          </button>
        </div>
      );
    case 'ready':
      return <Found found={alerts.found} onCase={onCase} />;
  }
}

function Found({ found, onCase }: { readonly found: FoundAlerts; readonly onCase: (caseId: string) => void }) {
  const { t } = useTranslation('cases');
  const narrow = useSelectionStore((state) => state.narrow);
  const selection = useSelection();
  const [tier, setTier] = useState<Alert['tier'] | null>(null);
  const [isBeyond, setBeyond] = useState(false);
  const [explained, setExplained] = useState<Alert | null>(null);
  const { rows, totalRows, truncated } = found.alerts;
  const shown = rows.filter((one) => (tier === null || one.tier === tier) && (isBeyond || one.withinBudget));
  const aside = Object.entries(found.setAside)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, n]) => `${t([`aside.${reason}`, 'aside.malformed'])} ${count(n)}`)
    .join(' · ');
  return (
    <>
      <div className="row">
        <fieldset className="row" aria-label={t('alerts.onlyTier')}>
          {[null, ...TIERS].map((one) => (
            <button
              key={one ?? 'all'}
              type="button"
              className="choice"
              aria-pressed={tier === one}
              onClick={() => setTier(one)}
            >
              {one === null
                ? t('alerts.allTiers')
                : `${t(`alerts.signs.${one}`)} ${t(`alerts.tiers.${one}`)} ${count(rows.filter((row) => row.tier === one).length)}`}
            </button>
          ))}
        </fieldset>
        {found.beyondBudget > 0 && (
          <>
            <span className="quiet">
              {t('alerts.beyond', { n: count(found.beyondBudget), budget: span(found.alertBudget) })}
            </span>
            <button type="button" className="link" onClick={() => setBeyond(!isBeyond)}>
              {t(isBeyond ? 'alerts.hideBeyond' : 'alerts.showBeyond')}
            </button>
          </>
        )}
        {truncated && (
          <span className="quiet">{t('alerts.cut', { shown: count(rows.length), total: count(totalRows) })}</span>
        )}
      </div>
      {shown.length === 0 ? (
        <p role="status">{t('alerts.empty')}</p>
      ) : (
        <AlertsTable
          alerts={shown}
          isChosen={(one) => selection.dealerIds.includes(one.dealerId)}
          onDealer={({ dealerId, dealerName }) => narrow({ dealerIds: [dealerId] }, { [dealerId]: dealerName })}
          onPlace={({ city, cityName }) => narrow({ place: city }, { [city]: cityName })}
          onExplain={setExplained}
        />
      )}
      <p className="quiet">
        {t('alerts.basis', {
          counted: count(found.counted),
          aside: aside === '' ? t('aside.none') : aside,
          asOf: t('app:asOf', { at: moment(found.asOf.syncedAt, new Date()) }),
        })}
      </p>
      {explained !== null && <AlertSheet alert={explained} onClose={() => setExplained(null)} onCase={onCase} />}
    </>
  );
}
