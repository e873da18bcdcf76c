import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../db/contract/diversion-alerts.ts';
import { count, orNone } from '../../components/format/format.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { decimals } from './alert-text.ts';
import { Chance } from './chance.tsx';
import { OpenCaseForm } from './open-case-form.tsx';

const SHOWN = 8;

/** Why an alert was raised: what speaks for it and against it, what would have silenced it, and the facts. */
export function AlertSheet({
  alert,
  onClose,
  onCase,
}: {
  readonly alert: Alert;
  readonly onClose: () => void;
  /** The case that was opened, or that took the alert in. */
  readonly onCase: (caseId: string) => void;
}) {
  const { t } = useTranslation('cases');
  return (
    <Sheet
      place="side"
      title={t('alert.title', { dealer: alert.dealerName, place: alert.cityName })}
      closeText={t('frame:close')}
      onClose={onClose}
      footer={
        <OpenCaseForm
          alert={alert}
          onOpened={(caseId) => {
            onClose();
            onCase(caseId);
          }}
        />
      }
    >
      <AlertReasons alert={alert} />
    </Sheet>
  );
}

/** What an alert and a case that keeps one have in common. */
type Explained = Omit<
  Alert,
  'key' | 'dealerId' | 'dealerName' | 'regionId' | 'productLineId' | 'codes' | 'scans' | 'withinBudget'
>;

/** The reasons of an alert, as they are shown before a case is opened and kept in it afterwards. */
export function AlertReasons({ alert }: { readonly alert: Explained }) {
  const { t, i18n } = useTranslation('cases');
  const { terms, counterfactual } = alert;
  const most = terms.reduce((top, { points }) => Math.max(top, Math.abs(points)), 1);
  const reasons = (wanted: (points: number) => boolean) => (
    <ul className="terms">
      {terms
        .filter(({ points }) => wanted(points))
        .map(({ key, points, zh, en }) => (
          <li key={key} data-term={key} data-side={points < 0 ? 'against' : 'for'}>
            <span>{i18n.language === 'en' ? en : zh}</span>
            <strong>{t('alert.points', { points: signed(points) })}</strong>
            <span className="term-bar" aria-hidden="true">
              <span style={{ width: `${(100 * Math.abs(points)) / most}%` }} />
            </span>
          </li>
        ))}
    </ul>
  );
  const hasAgainst = terms.some(({ points }) => points < 0);
  return (
    <>
      <p>
        <strong className={`tier ${alert.tier}`}>
          <span aria-hidden="true">{t(`alerts.signs.${alert.tier}`)}</span> {t(`alerts.tiers.${alert.tier}`)}
        </strong>{' '}
        · {t('alert.score', { score: decimals(alert.score) })} <span className="quiet">({t('alert.sum')})</span>
        <br />
        {t(`alerts.kinds.${alert.kind}`)}
      </p>
      <section>
        <h3>{t('alert.for')}</h3>
        {reasons((points) => points >= 0)}
      </section>
      <section>
        <h3>{t('alert.against')}</h3>
        {hasAgainst ? reasons((points) => points < 0) : <p className="quiet">{t('alert.noneAgainst')}</p>}
      </section>
      {counterfactual !== null && <Silence alert={alert} counterfactual={counterfactual} />}
      <AlertFacts alert={alert} />
    </>
  );
}

const signed = (points: number): string => `${points > 0 ? '+' : ''}${decimals(points)}`;

function Silence({
  alert,
  counterfactual,
}: {
  readonly alert: Explained;
  readonly counterfactual: NonNullable<Alert['counterfactual']>;
}) {
  const { t } = useTranslation('cases');
  const { bufferKm, fewerCodes, counties, log10Q } = counterfactual;
  const nameOf = new Map(alert.counties.map(({ adcode, name }) => [adcode, name]));
  return (
    <section>
      <h3>{t('alert.silence')}</h3>
      <ul className="silence">
        <li>{bufferKm === null ? t('alert.silenceNoBuffer') : t('alert.silenceBuffer', { km: decimals(bufferKm) })}</li>
        <li>{fewerCodes === null ? t('alert.silenceNoCodes') : t('alert.silenceCodes', { n: count(fewerCodes) })}</li>
        <li>
          {counties.length === 0
            ? t('alert.silenceNoCounties')
            : t('alert.silenceCounties', { names: counties.map((code) => nameOf.get(code) ?? code).join('、') })}
        </li>
        <li>{t('alert.silenceQ', { n: Math.floor(log10Q) })}</li>
      </ul>
    </section>
  );
}

function AlertFacts({ alert }: { readonly alert: Explained }) {
  const { t } = useTranslation('cases');
  const { window, distanceKm } = alert;
  const actors = Object.entries(alert.actors).map(([actor, n]) => `${t(`app:diversion.actors.${actor}`)} ${count(n)}`);
  const listed = (items: readonly string[]): string => {
    const rest = items.length - SHOWN;
    return [...items.slice(0, SHOWN), ...(rest > 0 ? [t('alert.more', { n: count(rest) })] : [])].join('、');
  };
  const coded = (name: string, codes: number): string => `${name}(${t('alert.codes', { n: count(codes) })})`;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('alerts.columns.line'), orNone(alert.productLineName)],
    [
      t('alert.window'),
      t('alert.windowText', {
        from: window.from,
        to: window.to,
        lots: count(Math.round(window.lots)),
        expected: decimals(window.expected),
      }),
    ],
    [t('alerts.columns.chance'), <Chance key="chance" log10P={alert.log10P} />],
    [t('alert.span'), `${alert.firstScannedOn} – ${alert.lastScannedOn}`],
    [t('alert.alertedOn'), orNone(alert.firstAlertOn)],
    [t('alert.episodes'), count(alert.episodes)],
    [
      t('alert.distance'),
      t('alert.distanceText', {
        least: decimals(distanceKm.least),
        most: decimals(distanceKm.most),
        median: decimals(distanceKm.median),
      }),
    ],
    [t('alert.actors'), actors.join(' · ')],
    [t('alert.counties'), listed(alert.counties.map(({ name, codes }) => coded(name, codes)))],
    [
      t('alert.shipments'),
      orNone(listed(alert.shipments.map(({ shipment, codes }) => coded(shipment, codes))) || null),
    ],
    [t('alert.alsoIn'), orNone(listed(alert.alsoIn.map(({ cityName, codes }) => coded(cityName, codes))) || null)],
  ];
  return (
    <section>
      <h3>{t('alert.facts')}</h3>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label} className="fact">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
