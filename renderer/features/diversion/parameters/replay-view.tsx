import { useTranslation } from 'react-i18next';
import type { ParametersAnswer, ReplayedCase } from '../../../../db/contract/diversion-parameters.ts';
import { PARAMETERS } from '../../../../db/domain/diversion/schema/detect-parameters.ts';
import { errorSentence } from '../../../client/error-sentence.ts';
import { count, orNone } from '../../../components/format/format.ts';
import { decimals } from '../alert-text.ts';
import type { ReplayState } from './use-replay.ts';

const FIGURES = ['cases', 'alerts', 'watched', 'overBudget', 'busiestWeek'] as const;

interface Props {
  readonly replay: ReplayState;
  /** The fields have changed since. */
  readonly isStale: boolean;
  readonly held: ParametersAnswer;
  readonly change: ParametersAnswer['change'];
}

/** What the change would have done on past scans: figures of both sides, and the cases that only one of them opens. */
export function ReplayView({ replay, isStale, held, change }: Props) {
  const { t } = useTranslation('parameters');
  if (replay.state === 'idle') return null;
  if (replay.state === 'stopped') return <p role="status">{t('replay.stopped')}</p>;
  if (replay.state === 'failed') {
    return (
      <p className="wrong" role="alert">
        {errorSentence(replay.error, t)}
      </p>
    );
  }
  if (replay.state === 'working') {
    const { progress } = replay;
    const share = progress === null || progress.total === 0 ? undefined : progress.done / progress.total;
    return (
      <div className="row" role="status">
        <span>
          {progress === null
            ? t('frame:loading')
            : t(`replay.steps.${progress.step}`, {
                done: count(progress.step === 'reading' ? progress.done : progress.done + 1),
                total: count(progress.total),
              })}
        </span>
        <progress {...(share === undefined ? {} : { value: share })} aria-label={t('replay.title')} />
      </div>
    );
  }
  const { before, after, gained, lost, scans, lastScanOn } = replay.result;
  const budget = held.inForce.alertBudget;
  const budgetAfter =
    change.alertBudget ?? (held.isHeadOffice ? PARAMETERS.alertBudget.default : held.base.alertBudget);
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
            <td className="number">{count(budget)}</td>
            <td className="number">{count(budgetAfter)}</td>
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
                    <td className="number">{decimals(score)}</td>
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
