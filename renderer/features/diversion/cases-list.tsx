import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseRow } from '../../../db/contract/diversion-cases.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { reasonText } from '../../client/reason-text.ts';
import { useSelection, useSelectionStore } from '../../client/selection.ts';
import { count, orNone } from '../../components/format/format.ts';
import { PriceCaseForm } from './price-case-form.tsx';
import { useCases } from './use-cases.ts';

const COLUMNS = ['state', 'kind', 'dealer', 'city', 'line', 'codes', 'decision', 'assignee', 'opened', 'span', 'show'] as const; // biome-ignore format: one line

/** The cases of the selection, those on their way to head office first. */
export function CasesList({ onCase }: { readonly onCase: (caseId: string) => void }) {
  const { t } = useTranslation('cases');
  const [underWayOnly, setUnderWay] = useState(true);
  const { data, error } = useCases(underWayOnly);
  const narrow = useSelectionStore((state) => state.narrow);
  const selection = useSelection();
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined) return <p className="quiet">{t('frame:loading')}</p>;
  const { rows, totalRows, truncated } = data.cases;
  return (
    <>
      <div className="row">
        <button type="button" className="choice" aria-pressed={underWayOnly} onClick={() => setUnderWay(!underWayOnly)}>
          {t('cases.underWay')}
        </button>
        <PriceCaseForm />
        {truncated && (
          <span className="quiet">{t('cases.cut', { shown: count(rows.length), total: count(totalRows) })}</span>
        )}
      </div>
      {rows.length === 0 ? (
        <p role="status">{t('cases.empty')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="alerts-table" tabIndex={0} aria-label={t('cases.table')}>
          <table className="data-table">
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col" className={column === 'codes' ? 'number' : undefined}>
                    {t(`cases.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id} data-case={one.id} data-chosen={selection.dealerIds.includes(one.dealerId)}>
                  <td>
                    <CaseStateText row={one} />
                  </td>
                  <td>{t(`cases.kinds.${one.kind}`)}</td>
                  <td>
                    <button
                      type="button"
                      className="link"
                      onClick={() => narrow({ dealerIds: [one.dealerId] }, { [one.dealerId]: one.dealerName })}
                    >
                      {one.dealerName}
                    </button>
                  </td>
                  <td>→ {one.cityName}</td>
                  <td>{orNone(one.productLineName)}</td>
                  <td className="number">{count(one.codes)}</td>
                  <td>{one.decision === null ? '—' : t(`cases.decisions.${one.decision}`)}</td>
                  <td>{orNone(one.assigneeName)}</td>
                  <td>{one.openedAt.slice(0, 10)}</td>
                  <td>{one.firstScanOn === null ? '—' : `${one.firstScanOn} – ${one.lastScanOn}`}</td>
                  <td>
                    <button
                      type="button"
                      className="link"
                      aria-label={t('cases.showOf', { dealer: one.dealerName, place: one.cityName })}
                      onClick={() => onCase(one.id)}
                    >
                      {t('cases.show')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

/** How far a case has come, with what is urgent about it. */
export function CaseStateText({ row }: { readonly row: CaseRow }) {
  const { t } = useTranslation('cases');
  return (
    <>
      <strong data-state={row.state}>{t(`cases.states.${row.state}`)}</strong>
      {row.delivery !== 'synced' && (
        <span className={`delivery ${row.delivery === 'waiting' ? 'waiting' : 'breach'}`}>
          {' '}
          <span aria-hidden="true">{row.delivery === 'waiting' ? '◔' : '✕'}</span> {t(`cases.${row.delivery}`)}
          {row.delivery === 'refused' && `: ${reasonText(row.refusal, t)}`}
        </span>
      )}
      {row.appealDaysLeft !== null && row.appealDaysLeft > 0 && (
        <span className="quiet"> · {t('cases.mine', { n: row.appealDaysLeft })}</span>
      )}
    </>
  );
}
