import './finance.css';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFinancePeriods } from './periods.ts';
import { StatementStep } from './statement-step.tsx';
import { VouchersStep } from './vouchers-step.tsx';

const STEPS = ['statements', 'vouchers'] as const;
type Step = (typeof STEPS)[number];

/** 财务: what finance does in a period, step by step, on the data of this laptop. */
export function FinanceWorkplace({
  days,
}: {
  /** First and last business day of the data. */
  readonly days: { readonly from: string; readonly to: string } | null;
}) {
  const { t } = useTranslation('finance');
  const periods = useFinancePeriods(days);
  const [step, setStep] = useState<Step>('statements');
  const [code, setCode] = useState<string | null>(null);
  const period = periods.find((one) => one.code === code) ?? periods[0];
  const content = (): ReactNode => {
    if (period === undefined) return <p className="alone">{t('noPeriods')}</p>;
    switch (step) {
      case 'statements':
        return <StatementStep period={period} />;
      case 'vouchers':
        return <VouchersStep period={period} />;
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
                {one.code}
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
              </button>
            </li>
          ))}
        </ol>
      </nav>
      {content()}
    </main>
  );
}
