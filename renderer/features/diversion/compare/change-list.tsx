import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comparison, FlowChange } from '../../../../db/contract/diversion-compare.ts';
import { count } from '../../../components/format/format.ts';
import { flowKey } from '../flow-shapes.ts';
import { ChangeSign, differenceText } from './change-signs.tsx';

const SHOWN = 8;

interface Props {
  readonly flows: Comparison['flows'];
  readonly isChosen: (flow: FlowChange) => boolean;
  readonly onPick: (flow: FlowChange) => void;
  /** The list opened or closed: what it covered may be shown again. */
  readonly onToggle: () => void;
}

/** The largest changes over the map, in words and numbers; a chosen flow is always among them. */
export function ChangeList({ flows, isChosen, onPick, onToggle }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(true);
  const shown = flows.rows.filter((flow, rank) => rank < SHOWN || isChosen(flow));
  const toggle = (): void => {
    setOpen(!isOpen);
    onToggle();
  };
  return (
    <div className="flow-list map-cover">
      <button type="button" className="flow-toggle" aria-expanded={isOpen} onClick={toggle}>
        <strong>{t('diversion.compare.list')}</strong>
        <span className="quiet">
          {isOpen && shown.length < flows.totalRows
            ? t('diversion.listCut', { shown: count(shown.length), total: count(flows.totalRows) })
            : t('diversion.listAll', { total: count(flows.totalRows) })}
        </span>
        <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
      </button>
      {isOpen && (
        <ul aria-label={t('diversion.compare.list')}>
          {shown.map((flow) => {
            const { dealerName, placeName, now, other, change } = flow;
            return (
              <li key={flowKey(flow)} data-change={change}>
                <button type="button" aria-pressed={isChosen(flow)} onClick={() => onPick(flow)}>
                  <ChangeSign change={change} />
                  <span className="flow-text">
                    <strong>
                      {dealerName} → {placeName}
                    </strong>
                    <span className="quiet">
                      {t('diversion.compare.said', {
                        change: t(`diversion.compare.changes.${change}`),
                        now: count(now),
                        other: count(other),
                      })}
                    </span>
                  </span>
                  <strong className="change-difference">{differenceText(now, other, count)}</strong>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
