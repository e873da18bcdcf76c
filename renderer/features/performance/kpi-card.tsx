import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Kpi, KpiKey } from '../../../db/contract/performance.ts';
import type { Currency } from '../../../db/contract/primitives.ts';
import { figure } from '../../components/format/format.ts';
import { changeOf } from './kpi-change.ts';

interface Props {
  readonly kpi: Kpi;
  readonly currency: Currency;
  readonly onWhy: (key: KpiKey) => void;
}

/** One figure with its change against last year, or the reason why there is none. A click tells why. */
export function KpiCard({ kpi, currency, onWhy }: Props) {
  const { t, i18n } = useTranslation();
  const { value, unit, key } = kpi;
  const change = changeOf(kpi);
  return (
    <Tooltip title={t(`performance.formula.${key}`)} mouseEnterDelay={0.5} placement="bottom">
      <button type="button" className="kpi" data-kpi={key} data-value={value ?? ''} onClick={() => onWhy(key)}>
        <span className="quiet">{t(`performance.${key}`)}</span>
        <span className="value">{figure(value, unit, t('days'), currency, i18n.language)}</span>
        {change.kind === 'none' ? (
          <span className="quiet">
            {t(change.reason === 'noValue' ? `performance.none.${key}` : `performance.${change.reason}`)}
          </span>
        ) : (
          <span className="quiet" title={t('performance.lastYear')}>
            <span className={change.judgement}>
              {change.by > 0 ? '↑' : change.by < 0 ? '↓' : '='}
              {Math.abs(change.by).toFixed(1)}
              {change.inPoints ? ' pp' : '%'} {t(`performance.judgement.${change.judgement}`)}
            </span>
          </span>
        )}
      </button>
    </Tooltip>
  );
}
