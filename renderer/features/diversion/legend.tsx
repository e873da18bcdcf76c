import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { DiversionTotals, ScanRow } from '../../../db/contract/diversion.ts';
import { count } from '../../components/format/format.ts';
import { binRadius } from './map-style.ts';

export type Verdict = ScanRow['verdict'];

const VERDICTS: readonly (readonly [Verdict, string])[] = [
  ['inside', '●'],
  ['outside', '◆'],
  ['unjudged', '?'],
  ['unlocated', '∅'],
];
const SIZES = [1, 10, 100];

interface Props {
  readonly totals: z.output<typeof DiversionTotals>;
  readonly hasTerritory: boolean;
  /** False where there is no map to explain. */
  readonly withSigns: boolean;
  readonly onWhy: (verdict: Verdict) => void;
}

/** What the signs of the map mean, with how many scans there are of each; a click lists them. */
export function Legend({ totals, hasTerritory, withSigns, onWhy }: Props) {
  const { t } = useTranslation();
  return (
    <div className={withSigns ? 'map-legend map-cover' : 'map-legend'}>
      <ul aria-label={t('diversion.legend')}>
        {VERDICTS.map(([verdict, sign]) => (
          <li key={verdict}>
            <button type="button" title={t(`diversion.verdictMeaning.${verdict}`)} onClick={() => onWhy(verdict)}>
              <span className={`sign ${verdict}`} aria-hidden="true">
                {sign}
              </span>{' '}
              {t(`diversion.verdicts.${verdict}`)} <strong data-verdict={verdict}>{count(totals[verdict])}</strong>
            </button>
          </li>
        ))}
      </ul>
      {withSigns && (
        <div className="map-signs quiet">
          {SIZES.map((n) => (
            <span key={n} className="bin">
              <svg width={2 * binRadius(n)} height={2 * binRadius(n)} aria-hidden="true">
                <circle cx={binRadius(n)} cy={binRadius(n)} r={binRadius(n)} />
              </svg>
              {n}
            </span>
          ))}
          <span>{t('diversion.binSize')}</span>
          {hasTerritory && (
            <span>
              <span className="sign territory" aria-hidden="true" /> {t('diversion.territory')}
            </span>
          )}
        </div>
      )}
    </div>
  );
}
