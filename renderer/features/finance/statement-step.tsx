import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection } from '../../client/selection.ts';
import { count, moment, money } from '../../components/format/format.ts';
import { Pane } from '../../components/pane/pane.tsx';
import type { FinancePeriod } from './periods.ts';
import { StatementPaper } from './statement-paper.tsx';

/** 对账单: what is to be agreed with each dealer, to be printed. */
export function StatementStep({ period }: { readonly period: FinancePeriod }) {
  const { t } = useTranslation('finance');
  const { regionId } = useSelection();
  const range = { from: period.from, to: period.to };
  const { data, error, refetch } = useAsk('statements.list', (client) => client.statements.list, { range, regionId });
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const words = text.trim().toLowerCase();
  const rows = data?.dealers.rows ?? [];
  const found = rows.filter(
    ({ dealerName, dealerCode }) =>
      dealerName.toLowerCase().includes(words) || dealerCode.toLowerCase().includes(words),
  );
  const dealerId = rows.some((row) => row.dealerId === chosen) ? chosen : (found[0]?.dealerId ?? null);
  return (
    <Pane
      title={t('step.statements')}
      summary={
        data === undefined
          ? ''
          : t('statement.summary', {
              dealers: count(data.dealers.totalRows),
              asOf: t('asOf', { ns: 'app', at: moment(data.asOf.syncedAt, new Date()) }),
            })
      }
      state={error !== null ? 'error' : data === undefined ? 'loading' : rows.length === 0 ? 'empty' : 'ready'}
      emptyText={t('statement.empty')}
      errorText={errorSentence(error, t)}
      retryText={t('retry', { ns: 'app' })}
      onRetry={() => void refetch()}
    >
      <div className="statement">
        <div className="statement-list">
          <input
            type="search"
            className="input"
            aria-label={t('statement.find')}
            placeholder={t('statement.find')}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
          <ul className="plain" aria-label={t('statement.dealers')} tabIndex={0}>
            {found.map((row) => (
              <li key={`${row.dealerId} ${row.currency}`}>
                <button
                  type="button"
                  className="statement-dealer"
                  aria-pressed={row.dealerId === dealerId}
                  onClick={() => setChosen(row.dealerId)}
                >
                  <span>{row.dealerName}</span>
                  <span className="amount">{money(row.closingFen, row.currency)}</span>
                </button>
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className="quiet">{t('statement.none')}</p>}
          {data?.dealers.truncated === true && (
            <p className="quiet">
              {t('why.cut', { ns: 'app', shown: count(rows.length), total: count(data.dealers.totalRows) })}
            </p>
          )}
        </div>
        {dealerId !== null && <StatementPaper key={dealerId} dealerId={dealerId} period={period} />}
      </div>
    </Pane>
  );
}
