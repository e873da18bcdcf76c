import './diversion.css';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../db/contract/diversion.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection, useSelectionStore } from '../../client/selection.ts';
import { count, moment } from '../../components/format/format.ts';
import { Pane } from '../../components/pane/pane.tsx';
import { DiversionMap } from './diversion-map.tsx';

/** 防窜货预警地图: where goods were scanned, and which flows leave their territory. */
export function DiversionPane({ theme }: { readonly theme: 'light' | 'dark' }) {
  const { t } = useTranslation();
  const selection = useSelection();
  const narrow = useSelectionStore((state) => state.narrow);
  const answer = useAsk('diversion.getOverview', (client) => client.diversion.getOverview, { selection });
  const chosen = selection.dealerIds.length > 0;
  const served = useAsk(
    'diversion.getTerritories',
    (client) => client.diversion.getTerritories,
    { selection },
    chosen,
  ).data;
  const territory = useMemo(
    () => (chosen ? [...new Set(served?.territories.flatMap(({ adcodes }) => adcodes))] : []),
    [chosen, served],
  );
  const { data, error } = answer;
  const flows = data?.flows.rows ?? [];
  const pick = (flow: Flow): void => narrow({ dealerIds: [flow.dealerId] }, { [flow.dealerId]: flow.dealerName });
  const summary =
    data === undefined
      ? ''
      : t('diversion.summary', {
          outside: count(data.totals.outside),
          dealers: count(data.totals.dealersOutside),
          unjudged: count(data.totals.unjudged),
          asOf: t('asOf', { at: moment(data.asOf.syncedAt, new Date()) }),
        });
  return (
    <Pane
      title={t('diversion.title')}
      summary={summary}
      state={error !== null ? 'error' : data === undefined ? 'loading' : 'ready'}
      emptyText={t('diversion.empty')}
      errorText={errorSentence(error, t)}
      retryText={t('retry')}
      onRetry={() => void answer.refetch()}
    >
      <DiversionMap
        key={theme}
        selection={selection}
        flows={flows}
        dataVersion={data?.asOf.dataVersion ?? 0}
        territory={territory}
        onPlace={(adcode, name) => narrow({ place: adcode }, { [adcode]: name })}
      />
      {data?.totals.scans === 0 && (
        <div className="map-note" role="status">
          {t('diversion.empty')}
        </div>
      )}
      {flows.length > 0 && (
        <ul className="flows" aria-label={t('diversion.list')}>
          {flows.slice(0, 8).map((flow) => (
            <li key={`${flow.dealerId}/${flow.place}`}>
              <button
                type="button"
                aria-pressed={selection.dealerIds.includes(flow.dealerId)}
                onClick={() => pick(flow)}
              >
                <strong>
                  {flow.dealerName} <span className="breach">→ {flow.placeName}</span>
                </strong>
                <span className="quiet">
                  {t('diversion.flow', { codes: count(flow.codes), terminals: count(flow.terminals) })}
                  {flow.distanceM !== null &&
                    ` · ${t('diversion.distance', { km: Math.round(flow.distanceM / 1000) })}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="legal">{t('diversion.legal')}</div>
    </Pane>
  );
}
