import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BalanceRow } from '../../../db/contract/ledger.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection } from '../../client/selection.ts';
import { count, moment, money } from '../../components/format/format.ts';
import type { GridLook } from '../../components/grid/grid.tsx';
import { Pane } from '../../components/pane/pane.tsx';
import { BalancesGrid } from './balances-grid.tsx';
import type { FinancePeriod } from './periods.ts';
import { placeOf, placesAsked } from './proposal-sums.ts';
import { SettleSheet } from './settle-sheet.tsx';
import { useOutboxMark, useProposals } from './use-proposals.ts';

const SETTLE_KINDS = new Set(['settle'] as const);

/** 结算: what is confirmed is paid out, as red invoice, on an order, in cash or in goods. */
export function SettleStep({ period, look }: { readonly period: FinancePeriod; readonly look: GridLook }) {
  const { t } = useTranslation('finance');
  const { regionId } = useSelection();
  const [everyPeriod, setEveryPeriod] = useState(false);
  const { data, error, refetch } = useAsk(
    `ledger.getBalances ${useOutboxMark()}`,
    (client) => client.ledger.getBalances,
    { regionId, dealerId: null, agreementId: null, periodCode: everyPeriod ? null : period.code, openOnly: true },
  );
  const proposals = useProposals({ states: ['open'], kinds: ['settle'] });
  const asked = useMemo(() => placesAsked(proposals.data?.proposals.rows ?? [], SETTLE_KINDS), [proposals.data]);
  const rows = useMemo(() => (data?.balances.rows ?? []).filter((row) => row.payableOpenFen > 0), [data]);
  const [places, setPlaces] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows.filter((row) => places.has(placeOf(row)) && !asked.has(placeOf(row)));
  const [isSettling, setSettling] = useState(false);
  const regionOf = proposals.data?.mayPropose.find(({ kinds }) => kinds.includes('settle'))?.regionId ?? null;
  const sum = (of: readonly BalanceRow[]): string =>
    money(
      of.reduce((total, row) => total + row.payableOpenFen, 0),
      'CNY',
    );
  return (
    <Pane
      title={t('step.settle')}
      summary={
        data === undefined
          ? ''
          : t('settle.summary', {
              n: count(rows.length),
              amount: sum(rows),
              asOf: t('asOf', { ns: 'app', at: moment(data.asOf.syncedAt, new Date()) }),
            })
      }
      tools={
        <label className="row">
          <input type="checkbox" checked={everyPeriod} onChange={({ target }) => setEveryPeriod(target.checked)} />
          {t('everyPeriod')}
        </label>
      }
      state={error !== null ? 'error' : data === undefined ? 'loading' : rows.length === 0 ? 'empty' : 'ready'}
      emptyText={t('settle.empty', { code: period.code })}
      errorText={errorSentence(error, t)}
      retryText={t('retry', { ns: 'app' })}
      onRetry={() => void refetch()}
    >
      <div className="finance-work">
        <BalancesGrid
          rows={rows}
          asked={asked}
          look={look}
          label={t('settle.table')}
          everyPeriod={everyPeriod}
          onChoose={setPlaces}
        />
        {chosen.length > 0 && (
          <footer className="finance-bar">
            <span role="status">
              {t('review.chosen', { n: count(chosen.length) })} <strong className="amount">{sum(chosen)}</strong>
            </span>
            {regionOf === null && <span className="quiet">{t('mayNotPropose')}</span>}
            <button
              type="button"
              className="button primary"
              aria-haspopup="dialog"
              disabled={regionOf === null}
              onClick={() => setSettling(true)}
            >
              {t('settle.open')}
            </button>
          </footer>
        )}
      </div>
      {isSettling && regionOf !== null && (
        <SettleSheet rows={chosen} regionId={regionOf} onClose={() => setSettling(false)} />
      )}
    </Pane>
  );
}
