import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DrillAnswer } from '../../../db/contract/diversion-drill.ts';
import type { ContractClient } from '../../../db/contract/index.ts';
import { DRILL_KINDS, type DrillKind } from '../../../db/domain/diversion/schema/drill.ts';
import { count, orNone } from '../../components/format/format.ts';
import { RunProgress } from './run/run-progress.tsx';
import { useRun } from './run/use-run.ts';

type DrillResult = Extract<DrillAnswer, { state: 'ready' }>;
const runDrill = (client: ContractClient) => client.diversion.runDrill;
const PLANTS = [4, 8, 12, 24, 50] as const;

/** 演练: plants diversions in a copy of this laptop's scans and tells what the detector makes of them. */
export function DrillPanel() {
  const { t } = useTranslation('cases');
  const { run: drill, start, stop } = useRun(runDrill);
  const [kinds, setKinds] = useState<readonly DrillKind[]>(DRILL_KINDS);
  const [plants, setPlants] = useState<number>(12);
  const [seed, setSeed] = useState(1);
  const isBusy = drill.state === 'working';
  const toggle = (kind: DrillKind): void =>
    setKinds(DRILL_KINDS.filter((one) => (one === kind ? !kinds.includes(one) : kinds.includes(one))));
  return (
    <>
      <p className="quiet">{t('drill.about')}</p>
      <form
        className="row drill-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (kinds.length > 0 && !isBusy) start({ kinds: [...kinds], plants, seed });
        }}
      >
        <fieldset className="row" aria-label={t('drill.kind')}>
          <span className="quiet">{t('drill.kind')}</span>
          {DRILL_KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              className="choice"
              aria-pressed={kinds.includes(kind)}
              title={t(`drill.kindHints.${kind}`)}
              onClick={() => toggle(kind)}
            >
              {t(`drill.kinds.${kind}`)}
            </button>
          ))}
        </fieldset>
        <label className="row">
          <span className="quiet">{t('drill.plants')}</span>
          <select className="input" value={plants} onChange={({ target }) => setPlants(Number(target.value))}>
            {PLANTS.map((n) => (
              <option key={n} value={n}>
                {n}
              </option>
            ))}
          </select>
        </label>
        <label className="row">
          <span className="quiet">{t('drill.seed')}</span>
          <input
            className="input drill-seed"
            type="number"
            min={0}
            max={999_999}
            value={seed}
            onChange={({ target }) => setSeed(Math.min(999_999, Math.max(0, Math.trunc(Number(target.value)))))}
          />
        </label>
        {isBusy ? (
          <button type="button" className="button" onClick={stop}>
            {t('drill.stop')}
          </button>
        ) : (
          <button
            type="submit"
            className="button primary"
            disabled={kinds.length === 0}
            title={kinds.length === 0 ? t('drill.noKind') : undefined}
          >
            {t('drill.start')}
          </button>
        )}
      </form>
      <RunProgress
        run={drill}
        name={t('drill.tab')}
        stopped={t('drill.stopped')}
        step={({ step, done, total }) => t(`drill.steps.${step}`, { done: count(done), total: count(total) })}
      />
      {drill.state === 'ready' && <Result result={drill.result} />}
    </>
  );
}

function Result({ result }: { readonly result: DrillResult }) {
  const { t } = useTranslation('cases');
  const { planted, caught, noticed, medianDays, otherCases, plants } = result;
  if (planted === 0) return <p role="status">{t('drill.none')}</p>;
  return (
    <section aria-label={t('drill.result')}>
      <p role="status" data-drill={`${caught}/${planted}`}>
        <strong>
          {t('drill.caught', {
            caught: count(caught),
            planted: count(planted),
            percent: ((caught / planted) * 100).toFixed(0),
          })}
        </strong>{' '}
        {t('drill.noticed', { n: count(noticed), unseen: count(planted - caught - noticed) })}{' '}
        {medianDays !== null && t('drill.median', { days: String(medianDays) })}
        <br />
        {t('drill.cost', {
          raised: count(otherCases.raised),
          before: count(otherCases.before),
          during: count(otherCases.during),
          perWeek: otherCases.perWeek.toFixed(2),
        })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="alerts-table" tabIndex={0} aria-label={t('drill.table')}>
        <table className="data-table">
          <thead>
            <tr>
              {(
                ['outcome', 'kind', 'dealer', 'city', 'line', 'lots', 'scans', 'first', 'alerted', 'days'] as const
              ).map((column) => (
                <th
                  key={column}
                  scope="col"
                  className={['lots', 'scans', 'days'].includes(column) ? 'number' : undefined}
                >
                  {t(`drill.columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {plants.map((plant) => (
              <tr key={plant.dealerId}>
                <td>
                  <Outcome plant={plant} />
                </td>
                <td>{t(`drill.kinds.${plant.kind}`)}</td>
                <td>{plant.dealerName}</td>
                <td>{plant.cityName}</td>
                <td>{orNone(plant.productLineName)}</td>
                <td className="number">{count(plant.lots)}</td>
                <td className="number">{count(plant.scans)}</td>
                <td>{plant.firstScannedOn}</td>
                <td>{orNone(plant.alertedOn)}</td>
                <td className="number">{plant.days === null ? '—' : count(plant.days)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** In a word and a sign, not by colour alone. */
function Outcome({ plant: { isCaught, tier } }: { readonly plant: DrillResult['plants'][number] }) {
  const { t } = useTranslation('cases');
  if (isCaught) return <span className="tier case">{`■ ${t('drill.outcomes.caught')}`}</span>;
  if (tier === null) return <span className="tier watch">{`× ${t('drill.outcomes.unseen')}`}</span>;
  return <span className="tier alert">{`${t(`alerts.signs.${tier}`)} ${t(`alerts.tiers.${tier}`)}`}</span>;
}
