import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../db/contract/diversion.ts';
import { count } from '../../components/format/format.ts';
import { flowKey } from './flow-shapes.ts';

const SHOWN = 8;

interface Props {
  readonly flows: readonly Flow[];
  readonly totalFlows: number;
  readonly isChosen: (flow: Flow) => boolean;
  readonly onPick: (flow: Flow) => void;
  readonly onWhy: (flow: Flow) => void;
  /** The list opened or closed: what it covered may be shown again. */
  readonly onToggle: () => void;
}

/** The heaviest flows over the map, with their rank; a chosen one is always among them. */
export function FlowList({ flows, totalFlows, isChosen, onPick, onWhy, onToggle }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(true);
  const ranked = flows.map((flow, at) => ({ flow, rank: at + 1 }));
  const shown = ranked.filter(({ flow, rank }) => rank <= SHOWN || isChosen(flow));
  const most = flows[0]?.codes ?? 1;
  const toggle = (): void => {
    setOpen(!isOpen);
    onToggle();
  };
  return (
    <div className="flow-list map-cover">
      <button type="button" className="flow-toggle" aria-expanded={isOpen} onClick={toggle}>
        <strong>{t('diversion.list')}</strong>
        <span className="quiet">
          {isOpen && shown.length < totalFlows
            ? t('diversion.listCut', { shown: count(shown.length), total: count(totalFlows) })
            : t('diversion.listAll', { total: count(totalFlows) })}
        </span>
        <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
      </button>
      {isOpen && (
        <ul aria-label={t('diversion.list')}>
          {shown.map(({ flow, rank }) => (
            <li key={flowKey(flow)}>
              <button type="button" aria-pressed={isChosen(flow)} onClick={() => onPick(flow)}>
                <span className="flow-rank" title={t('diversion.rank', { rank })}>
                  {rank}
                </span>
                <span className="flow-text">
                  <strong>
                    {flow.dealerName} <span className="breach">→ {flow.placeName}</span>
                  </strong>
                  <span className="quiet">
                    {t('diversion.flow', { codes: count(flow.codes), terminals: count(flow.terminals) })}
                    {flow.distanceM !== null &&
                      ` · ${t('diversion.distance', { km: Math.round(flow.distanceM / 1000) })}`}
                  </span>
                  <span className="flow-bar" aria-hidden="true">
                    <span style={{ width: `${Math.max(4, (100 * flow.codes) / Math.max(most, flow.codes))}%` }} />
                  </span>
                </span>
              </button>
              <button
                type="button"
                className="flow-why"
                title={t('diversion.whyFlow')}
                aria-label={t('diversion.whyOf', { dealer: flow.dealerName, place: flow.placeName })}
                onClick={() => onWhy(flow)}
              >
                ?
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
