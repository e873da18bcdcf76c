import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Proposal } from '../../../db/contract/ledger.ts';
import { count, money } from '../../components/format/format.ts';
import { linesOf, sumOf } from './proposal-sums.ts';

const REASON_MAX = 500;

/** What was chosen, its sum, and the two ways to decide; a rejection says why. */
export function DecisionBar({
  proposals,
  onDecide,
}: {
  readonly proposals: readonly Proposal[];
  readonly onDecide: (decision: 'approve' | 'reject', reason: string | null) => Promise<void>;
}) {
  const { t } = useTranslation('finance');
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const given = reason.trim() === '' ? null : reason.trim();
  const decide = async (decision: 'approve' | 'reject'): Promise<void> => {
    setBusy(true);
    await onDecide(decision, given);
    setBusy(false);
  };
  const fen = sumOf(proposals.flatMap(({ content }) => linesOf(content)));
  return (
    <footer className="finance-bar">
      <span role="status">
        {t('approve.chosen', { n: count(proposals.length) })} <strong className="amount">{money(fen, 'CNY')}</strong>
      </span>
      <input
        className="input"
        aria-label={t('approve.reason')}
        placeholder={t('approve.reason')}
        maxLength={REASON_MAX}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <button
        type="button"
        className="button"
        disabled={isBusy || given === null}
        title={given === null ? t('approve.reasonNeeded') : undefined}
        onClick={() => void decide('reject')}
      >
        {t('approve.reject')}
      </button>
      <button type="button" className="button primary" disabled={isBusy} onClick={() => void decide('approve')}>
        {t('approve.approve')}
      </button>
    </footer>
  );
}
