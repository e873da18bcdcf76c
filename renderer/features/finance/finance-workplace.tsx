import './finance.css';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorSentence } from '../../client/error-sentence.ts';
import { useNow } from '../../client/now.ts';
import { useAsk } from '../../client/queries.ts';
import { stamp } from '../../components/format/format.ts';
import type { GridLook } from '../../components/grid/grid.tsx';
import { ApproveStep } from './approve-step.tsx';
import { CloseStep } from './close-step.tsx';
import { ConfirmStep } from './confirm-step.tsx';
import { currentPeriod, financePeriods } from './periods.ts';
import { ReviewStep } from './review-step.tsx';
import { SettleStep } from './settle-step.tsx';
import { StatementStep } from './statement-step.tsx';
import { useProposals } from './use-proposals.ts';
import { VouchersStep } from './vouchers-step.tsx';

const STEPS = ['review', 'approve', 'confirm', 'settle', 'statements', 'vouchers', 'close'] as const;
type Step = (typeof STEPS)[number];

/** 财务: what finance does in a period, step by step, on the data of this laptop. */
export function FinanceWorkplace({ look }: { readonly look: GridLook }) {
  const { t } = useTranslation('finance');
  const { data, error } = useAsk('ledger.getPeriods', (client) => client.ledger.getPeriods, {});
  const open = useProposals({ states: ['open'], kinds: null });
  const today = stamp(useNow().toISOString()).slice(0, 10);
  const periods = financePeriods(data?.periods ?? [], today);
  const [step, setStep] = useState<Step>('review');
  const [code, setCode] = useState<string | null>(null);
  const closed = useMemo(
    () => new Set((data?.periods ?? []).filter(({ state }) => state === 'closed').map((one) => one.code)),
    [data],
  );
  const period = periods.find((one) => one.code === code) ?? currentPeriod(periods);
  const waiting = (open.data?.proposals.rows ?? []).filter(({ cannotDecide }) => cannotDecide === null).length;
  const content = (): ReactNode => {
    if (error !== null) {
      return (
        <p className="alone wrong" role="alert">
          {errorSentence(error, t)}
        </p>
      );
    }
    if (data === undefined) return <p className="alone late">{t('loading', { ns: 'frame' })}</p>;
    if (period === undefined) return <p className="alone">{t('noPeriods')}</p>;
    switch (step) {
      case 'review':
        return <ReviewStep period={period} closed={closed} look={look} />;
      case 'approve':
        return <ApproveStep />;
      case 'confirm':
        return <ConfirmStep period={period} look={look} />;
      case 'settle':
        return <SettleStep period={period} look={look} />;
      case 'statements':
        return <StatementStep period={period} />;
      case 'vouchers':
        return <VouchersStep period={period} />;
      case 'close':
        return <CloseStep period={period} periods={data.periods} />;
    }
  };
  return (
    <main className="finance" id="panes" tabIndex={-1} aria-label={t('title')}>
      <nav className="finance-nav" aria-label={t('steps')}>
        <h2>{t('title')}</h2>
        <label className="labelled">
          <span className="quiet">{t('period')}</span>
          <select className="field" value={period?.code ?? ''} onChange={({ target }) => setCode(target.value)}>
            {periods.map((one) => (
              <option key={one.code} value={one.code}>
                {`${one.code} · ${t(`periodState.${one.state}`)}`}
              </option>
            ))}
          </select>
        </label>
        <ol className="plain">
          {STEPS.map((name, at) => (
            <li key={name}>
              <button
                type="button"
                className="finance-step"
                aria-current={name === step ? 'step' : undefined}
                onClick={() => setStep(name)}
              >
                <span className="finance-no" aria-hidden="true">
                  {at + 1}
                </span>
                {t(`step.${name}`)}
                {name === 'approve' && waiting > 0 && (
                  <span className="badge waiting" title={t('approve.summary', { open: waiting, mine: waiting })}>
                    {waiting}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      {content()}
    </main>
  );
}
