import { useTranslation } from 'react-i18next';
import type { ReplayAnswer, ReplayedCase } from '../../../../db/contract/diversion-parameters.ts';
import { count, orNone } from '../../../components/format/format.ts';
import { oneDecimal } from '../alert-text.ts';

type ReplayResult = Extract<ReplayAnswer, { state: 'ready' }>;
const FIGURES = ['cases', 'alerts', 'watched', 'overBudget', 'busiestWeek'] as const;

/** What the change would have done on past scans: figures of both sides, and the cases that only one of them opens. */
export function ReplayView({ result, isStale }: { readonly result: ReplayResult; readonly isStale: boolean }) {
  const { t } = useTranslation('parameters');
  const { before, after, budget, gained, lost, scans, lastScanOn } = result;
  return (
    <section className="replayed" aria-label={t('replay.title')} data-stale={isStale}>
      {isStale && (
        <p className="wrong" role="status">
          {t('replay.stale')}
        </p>
      )}
      <p role="status" data-replay={`${before.cases}/${after.cases}`}>
        <strong>
          {t('replay.summary', {
            before: count(before.cases),
            after: count(after.cases),
            gained: count(gained.totalRows),
            lost: count(lost.totalRows),
          })}
        </strong>{' '}
        <span className="quiet">{t('replay.basis', { scans: count(scans), day: orNone(lastScanOn) })}</span>
      </p>
      <table className="data-table replay-figures">
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
          {FIGURES.map((figure) => (
            <tr key={figure} data-figure={figure}>
              <th scope="row">{t(`replay.figures.${figure}`)}</th>
              <td className="number">{count(before[figure])}</td>
              <td className="number">{count(after[figure])}</td>
            </tr>
          ))}
          <tr data-figure="budget">
            <th scope="row">{t('replay.figures.budget')}</th>
            <td className="number">{count(budget.before)}</td>
            <td className="number">{count(budget.after)}</td>
          </tr>
        </tbody>
      </table>
      <CaseTable title={t('replay.gained')} cases={gained} side="gained" />
      <CaseTable title={t('replay.lost')} cases={lost} side="lost" />
    </section>
  );
}

interface CaseTableProps {
  readonly title: string;
  readonly side: 'gained' | 'lost';
  readonly cases: { readonly rows: readonly ReplayedCase[]; readonly totalRows: number; readonly truncated: boolean };
}

function CaseTable({ title, side, cases }: CaseTableProps) {
  const { t } = useTranslation('parameters');
  const { rows, totalRows, truncated } = cases;
  return (
    <section data-side={side}>
      <h3>{`${title} ${count(totalRows)}`}</h3>
      {rows.length === 0 ? (
        <p className="quiet">{t(`replay.none.${side}`)}</p>
      ) : (
        <>
          {truncated && <p className="quiet">{t('replay.cut', { shown: count(rows.length) })}</p>}
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{t('cases:alerts.columns.dealer')}</th>
                <th scope="col">{t('cases:alerts.columns.city')}</th>
                <th scope="col">{t('cases:alerts.columns.line')}</th>
                {(['codes', 'lots', 'score'] as const).map((column) => (
                  <th key={column} scope="col" className="number">
                    {t(`cases:alerts.columns.${column}`)}
                  </th>
                ))}
                <th scope="col">{t('cases:alert.alertedOn')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(
                ({ dealerId, dealerName, productLineName, city, cityName, codes, lots, score, firstAlertOn }) => (
                  <tr key={`${dealerId} ${productLineName} ${city}`}>
                    <th scope="row">{dealerName}</th>
                    <td>→ {cityName}</td>
                    <td>{orNone(productLineName)}</td>
                    <td className="number">{count(codes)}</td>
                    <td className="number">{count(lots)}</td>
                    <td className="number">{oneDecimal(score)}</td>
                    <td>{orNone(firstAlertOn)}</td>
                  </tr>
                ),
              )}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
