import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BalanceRow } from '../../../db/contract/ledger.ts';
import { LINES_MAX, type ProposalContent } from '../../../db/domain/ledger/bodies.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection } from '../../client/selection.ts';
import { count, moment, money } from '../../components/format/format.ts';
import type { GridLook } from '../../components/grid/grid.tsx';
import { Pane } from '../../components/pane/pane.tsx';
import { BalancesGrid } from './balances-grid.tsx';
import type { FinancePeriod } from './periods.ts';
import { chunksOf, placeOf, placesAsked } from './proposal-sums.ts';
import { useLedgerCommands, useOutboxMark, useProposals } from './use-proposals.ts';

const CONFIRM_KINDS = new Set(['confirm'] as const);

/** 确认: what is accrued for the period becomes payable. */
export function ConfirmStep({ period, look }: { readonly period: FinancePeriod; readonly look: GridLook }) {
  const { t } = useTranslation('finance');
  const { regionId } = useSelection();
  const { data, error, refetch } = useAsk(
    `ledger.getBalances ${useOutboxMark()}`,
    (client) => client.ledger.getBalances,
    { regionId, dealerId: null, agreementId: null, periodCode: period.code, openOnly: true },
  );
  const proposals = useProposals({ states: ['open'], kinds: ['confirm'] });
  const asked = useMemo(() => placesAsked(proposals.data?.proposals.rows ?? [], CONFIRM_KINDS), [proposals.data]);
  const rows = useMemo(() => (data?.balances.rows ?? []).filter((row) => row.accruedOpenFen > 0), [data]);
  const [places, setPlaces] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows.filter((row) => places.has(placeOf(row)) && !asked.has(placeOf(row)));
  const regionOf = proposals.data?.mayPropose.find(({ kinds }) => kinds.includes('confirm'))?.regionId ?? null;
  return (
    <Pane
      title={t('step.confirm')}
      summary={
        data === undefined
          ? ''
          : t('confirm.summary', {
              n: count(rows.length),
              amount: money(
                rows.reduce((sum, row) => sum + row.accruedOpenFen, 0),
                'CNY',
              ),
              asOf: t('asOf', { ns: 'app', at: moment(data.asOf.syncedAt, new Date()) }),
            })
      }
      state={error !== null ? 'error' : data === undefined ? 'loading' : rows.length === 0 ? 'empty' : 'ready'}
      emptyText={t('confirm.empty', { code: period.code })}
      errorText={errorSentence(error, t)}
      retryText={t('retry', { ns: 'app' })}
      onRetry={() => void refetch()}
    >
      <div className="finance-work">
        <BalancesGrid rows={rows} asked={asked} look={look} label={t('confirm.table')} onChoose={setPlaces} />
        {chosen.length > 0 && <ConfirmBar rows={chosen} regionId={regionOf} />}
      </div>
    </Pane>
  );
}

function ConfirmBar({ rows, regionId }: { readonly rows: readonly BalanceRow[]; readonly regionId: string | null }) {
  const { t } = useTranslation('finance');
  const commands = useLedgerCommands();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const propose = async (): Promise<void> => {
    if (regionId === null) return;
    setBusy(true);
    setFailure(null);
    const lines = rows.map(({ agreementId, dealerId, periodCode, accruedOpenFen }) => ({
      agreementId,
      dealerId,
      periodCode,
      amountFen: accruedOpenFen,
    }));
    try {
      const contents = chunksOf(lines, LINES_MAX).map(
        (part): ProposalContent => ({ kind: 'confirm', body: { lines: part } }),
      );
      await commands.propose(regionId, contents);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <footer className="finance-bar">
      <span role="status">
        {t('review.chosen', { n: count(rows.length) })}{' '}
        <strong className="amount">
          {money(
            rows.reduce((sum, row) => sum + row.accruedOpenFen, 0),
            'CNY',
          )}
        </strong>
      </span>
      {failure !== null && (
        <span className="wrong" role="alert">
          {errorSentence(failure, t)}
        </span>
      )}
      {regionId === null && <span className="quiet">{t('mayNotPropose')}</span>}
      <button
        type="button"
        className="button primary"
        disabled={isBusy || regionId === null}
        onClick={() => void propose()}
      >
        {t('confirm.propose')}
      </button>
    </footer>
  );
}
