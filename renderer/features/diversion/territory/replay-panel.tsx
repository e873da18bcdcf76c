import { useTranslation } from 'react-i18next';
import type { TerritoryDraft, TerritoryReplayAnswer } from '../../../../db/contract/diversion-territory.ts';
import type { ContractClient } from '../../../../db/contract/index.ts';
import { count, orNone } from '../../../components/format/format.ts';
import { RunProgress } from '../run/run-progress.tsx';
import { useRun } from '../run/use-run.ts';

type ReplayResult = Extract<TerritoryReplayAnswer, { state: 'ready' }>;
const replayTerritory = (client: ContractClient) => client.diversion.replayTerritory;

/** What the past would have looked like, had the territory been so all the time. */
export function ReplayPanel({
  draft,
  isSound,
}: {
  readonly draft: TerritoryDraft | null;
  /** Whether the draft is free of faults, as far as was checked. */
  readonly isSound: boolean;
}) {
  const { t } = useTranslation('territory');
  const { run: replay, start, stop } = useRun(replayTerritory);
  const isBusy = replay.state === 'working';
  return (
    <>
      <p className="quiet">{t('replay.about')}</p>
      <div className="row">
        {isBusy ? (
          <button type="button" className="button" onClick={stop}>
            {t('frame:cancel')}
          </button>
        ) : (
          <button
            type="button"
            className="button primary"
            disabled={draft === null || !isSound}
            title={isSound ? undefined : t('replay.notSound')}
            onClick={() => draft !== null && start(draft)}
          >
            {t('replay.start')}
          </button>
        )}
      </div>
      <RunProgress
        run={replay}
        name={t('tabs.replay')}
        stopped={t('replay.stopped')}
        step={({ step, done, total }) => t(`replay.steps.${step}`, { done: count(done), total: count(total) })}
      />
      {replay.state === 'ready' && (
        <>
          {replay.of !== draft && <p role="status">{t('replay.changed')}</p>}
          <Result result={replay.result} />
        </>
      )}
    </>
  );
}

function Result({ result }: { readonly result: ReplayResult }) {
  const { t } = useTranslation('territory');
  const { before, after, intoTerritory, outOfTerritory, flows, appear, vanish } = result;
  return (
    <section aria-label={t('replay.result')} data-replay={`${before.cases}/${after.cases}`}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('replay.figure')}</th>
            <th scope="col" className="number">
              {t('replay.before')}
            </th>
            <th scope="col" className="number">
              {t('replay.after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {(['cases', 'alerts', 'busiestWeek'] as const).map((figure) => (
            <tr key={figure}>
              <td>{t(`replay.figures.${figure}`)}</td>
              <td className="number">{count(before[figure])}</td>
              <td className="number">{count(after[figure])}</td>
            </tr>
          ))}
          {flows.rows.map(({ city, cityName, before: was, after: is }) => (
            <tr key={city} data-flow={city}>
              <td>{t('replay.outsideIn', { city: cityName })}</td>
              <td className="number">{count(was)}</td>
              <td className="number">{count(is)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('replay.moved', { into: count(intoTerritory), out: count(outOfTerritory) })}</p>
      <Units title={t('replay.vanish', { n: count(vanish.totalRows) })} units={vanish} />
      <Units title={t('replay.appear', { n: count(appear.totalRows) })} units={appear} />
    </section>
  );
}

function Units({ title, units }: { readonly title: string; readonly units: ReplayResult['vanish'] }) {
  const { t } = useTranslation('territory');
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {units.truncated && <p className="quiet">{t('replay.cut', { shown: count(units.rows.length) })}</p>}
      <ul className="plain">
        {units.rows.map(
          ({ tier, dealerName, productLineName, city, cityName, codes, firstScannedOn, lastScannedOn }) => (
            <li key={`${tier} ${dealerName} ${productLineName} ${city}`}>
              <strong>{`${t(`cases:alerts.signs.${tier}`)} ${t(`cases:alerts.tiers.${tier}`)}`}</strong>{' '}
              {`${dealerName} · ${orNone(productLineName)} → ${cityName} · `}
              {t('replay.unit', { codes: count(codes), from: firstScannedOn, to: lastScannedOn })}
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
