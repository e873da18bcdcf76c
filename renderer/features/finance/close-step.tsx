import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeriodRow } from '../../../db/contract/ledger.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSyncStatus } from '../../client/sync-status.ts';
import { count, money } from '../../components/format/format.ts';
import { Pane } from '../../components/pane/pane.tsx';
import { type Check, closingChecks, nextState } from './closing-checks.ts';
import type { FinancePeriod } from './periods.ts';
import { RunProgress } from './run-progress.tsx';
import { useAccruals } from './use-accruals.ts';
import { useLedgerCommands, useOutboxMark, useProposals } from './use-proposals.ts';

const SIGNS: Readonly<Record<Check['outcome'], string>> = { ok: '✓', warning: '!', failed: '✕', waiting: '…' };

interface Props {
  readonly period: FinancePeriod;
  readonly periods: readonly PeriodRow[];
}

/** 关账: the checklist of a period, and the two steps that close it for good. Head office checks all of it again. */
export function CloseStep(props: Props) {
  return props.period.state === 'closing' ? <Closing {...props} /> : <Checklist {...props} accruals={null} />;
}

/** The last step, for which everything is calculated once more. */
function Closing(props: Props) {
  return <Checklist {...props} accruals={useAccruals(null, false)} />;
}

function Checklist({
  period,
  periods,
  accruals,
}: Props & { readonly accruals: ReturnType<typeof useAccruals> | null }) {
  const { t } = useTranslation('finance');
  const status = useSyncStatus();
  const shown = accruals?.shown;
  const balances = useAsk(`ledger.getBalances ${useOutboxMark()}`, (client) => client.ledger.getBalances, {
    regionId: null,
    dealerId: null,
    agreementId: null,
    periodCode: period.code,
    openOnly: true,
  });
  const proposals = useProposals({ states: ['open'], kinds: null });
  const commands = useLedgerCommands();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const to = nextState(period.state);
  const checks = closingChecks({
    period,
    periods,
    outstanding:
      shown?.state === 'done'
        ? shown.run.accruals.rows.filter(({ line }) => line.periodCode === period.code).length
        : null,
    uncalculated: shown?.state === 'done' ? shown.run.unavailable.length : null,
    open: proposals.data?.proposals.rows ?? null,
    unconfirmedFen: balances.data === undefined ? null : (balances.data.totals?.accruedOpenFen ?? 0),
    waitingCommands: status?.waitingCommands ?? 0,
  });
  const isReady = checks.every(({ outcome }) => outcome === 'ok' || outcome === 'warning');
  const asked = (proposals.data?.proposals.rows ?? []).some(
    ({ content, delivery }) =>
      content.kind === 'close_period' && content.body.periodCode === period.code && delivery !== 'refused',
  );
  const regionId = proposals.data?.mayPropose.find(({ kinds }) => kinds.includes('close_period'))?.regionId ?? null;
  const propose = async (): Promise<void> => {
    if (regionId === null || to === null) return;
    setBusy(true);
    setFailure(null);
    try {
      await commands.propose(regionId, [{ kind: 'close_period', body: { periodCode: period.code, to } }]);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const text = (check: Check): string =>
    t(`close.checks.${check.name}.${check.outcome}`, {
      n: count(check.n),
      amount: money(check.n, 'CNY'),
      code: period.code,
    });
  return (
    <Pane
      title={t('step.close')}
      summary={t(`close.state.${period.state}`, { code: period.code })}
      state="ready"
      emptyText=""
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="finance-scroll" tabIndex={0} aria-label={t('close.checklist')}>
        {to === null ? (
          <p className="finance-good">
            <span aria-hidden="true">✓</span> {t('close.closed', { code: period.code })}{' '}
            <span className="quiet">{period.closedHash?.slice(0, 16)}</span>
          </p>
        ) : (
          <>
            <h3>{t(`close.to.${to}`, { code: period.code })}</h3>
            <ul className="checks">
              {checks.map((check) => (
                <li key={check.name} className={check.outcome} data-check={check.name} data-outcome={check.outcome}>
                  <span className="check-sign" aria-hidden="true">
                    {SIGNS[check.outcome]}
                  </span>
                  <strong>{t(`close.checks.${check.name}.name`)}</strong>
                  <span>{t(`close.outcome.${check.outcome}`)}</span>
                  <p>{text(check)}</p>
                </li>
              ))}
            </ul>
            {accruals !== null && (
              <RunProgress shown={accruals.shown} onCancel={accruals.cancel} onAgain={accruals.again} />
            )}
            {shown?.state === 'failed' && (
              <p className="wrong" role="alert">
                {errorSentence(shown.error, t)}{' '}
                <button type="button" className="link" onClick={accruals?.again}>
                  {t('retry', { ns: 'app' })}
                </button>
              </p>
            )}
            <p className="quiet">{t(`close.what.${to}`)}</p>
            {failure !== null && (
              <p className="wrong" role="alert">
                {errorSentence(failure, t)}
              </p>
            )}
            <div className="row">
              <button
                type="button"
                className="button primary"
                disabled={!isReady || isBusy || asked || regionId === null}
                onClick={() => void propose()}
              >
                {t(`close.propose.${to}`)}
              </button>
              <span className="quiet" role="status">
                {asked ? t('close.asked') : regionId === null ? t('mayNotPropose') : isReady ? '' : t('close.notReady')}
              </span>
            </div>
          </>
        )}
      </section>
    </Pane>
  );
}
