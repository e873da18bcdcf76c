import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SimulationEvent } from '../../../db/contract/rebate-policy.ts';
import type { Currency } from '../../../db/domain/money/currency.ts';
import type { AgreementTerms } from '../../../db/domain/rebates/schema/agreement.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { SimulationAnswer } from './simulation-answer.tsx';

interface Props {
  readonly agreementId: string;
  readonly sameName: number;
  /** Null while they cannot be calculated. */
  readonly terms: AgreementTerms | null;
  readonly currency: Currency;
}

type Run =
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'refused'; readonly problems: Extract<SimulationEvent, { kind: 'refused' }>['problems'] }
  | { readonly state: 'done'; readonly answer: Extract<SimulationEvent, { kind: 'done' }>; readonly days: number };

/** Tries the terms on history, here on this laptop; may be stopped at any time. */
export function SimulationPanel({ agreementId, sameName, terms, currency }: Props) {
  const { t } = useTranslation(['agreements', 'errors']);
  const client = useClient();
  const [across, setAcross] = useState<'agreement' | 'same_name'>('agreement');
  const [days, setDays] = useState(15);
  const [run, setRun] = useState<Run | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = async (): Promise<void> => {
    if (terms === null) return;
    const controller = new AbortController();
    abort.current?.abort();
    abort.current = controller;
    setRun({ state: 'running', done: 0, total: 0 });
    const order = { agreementId, terms: JSON.parse(JSON.stringify(terms)), across, pullForwardDays: days };
    try {
      for await (const event of client.rebates.simulate(order, { signal: controller.signal })) {
        if (controller.signal.aborted) return;
        if (event.kind === 'progress') setRun({ state: 'running', done: event.done, total: event.total });
        else if (event.kind === 'refused') setRun({ state: 'refused', problems: event.problems });
        else setRun({ state: 'done', answer: event, days });
      }
    } catch (error) {
      if (!controller.signal.aborted) setRun({ state: 'failed', error });
    }
  };
  const stop = (): void => {
    abort.current?.abort();
    setRun({ state: 'stopped' });
  };
  return (
    <section className="simulation" aria-label={t('simulation.title')}>
      <h3>{t('simulation.title')}</h3>
      <div className="simulation-start">
        <label className="policy-field">
          {t('simulation.across')}
          <select
            className="input"
            value={across}
            onChange={({ target }) => setAcross(target.value === 'same_name' ? 'same_name' : 'agreement')}
          >
            <option value="agreement">{t('simulation.acrossOne')}</option>
            <option value="same_name">{t('simulation.acrossName', { n: sameName })}</option>
          </select>
        </label>
        <label className="policy-field">
          {t('simulation.days')}
          <input
            className="input"
            type="number"
            min={0}
            max={366}
            value={days}
            onChange={({ target }) => setDays(Math.min(366, Math.max(0, Math.trunc(Number(target.value)))))}
          />
        </label>
        {run?.state === 'running' ? (
          <button type="button" className="button" onClick={stop}>
            {t('simulation.cancel')}
          </button>
        ) : (
          <button type="button" className="button" disabled={terms === null} onClick={() => void start()}>
            {t('simulation.run')}
          </button>
        )}
      </div>
      <div role="status">
        {run?.state === 'running' && (
          <>
            <progress max={Math.max(1, run.total)} value={run.done} aria-label={t('simulation.title')} />{' '}
            {t('simulation.running', { done: run.done, total: run.total })}
          </>
        )}
        {run?.state === 'stopped' && <span className="quiet">{t('simulation.cancelled')}</span>}
        {run?.state === 'failed' && <span className="wrong">{errorSentence(run.error, t)}</span>}
        {run?.state === 'refused' &&
          run.problems.map(({ path, message }) => (
            <p key={`${path} ${message}`} className="wrong">
              {path}: {message}
            </p>
          ))}
      </div>
      {run?.state === 'done' && <SimulationAnswer answer={run.answer} days={run.days} currency={currency} />}
    </section>
  );
}
