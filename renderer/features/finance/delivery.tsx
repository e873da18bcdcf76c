import { useTranslation } from 'react-i18next';
import type { Proposal } from '../../../db/contract/ledger.ts';
import { useSyncStatus } from '../../client/sync-status.ts';

type Stage = 'waiting' | 'open' | 'deciding' | 'approved' | 'rejected' | 'withdrawn' | 'refused';

const SIGNS: Readonly<Record<Stage, string>> = {
  waiting: '◔',
  open: '◑',
  deciding: '◕',
  approved: '✓',
  rejected: '✕',
  withdrawn: '↩',
  refused: '✕',
};
const TONES: Readonly<Record<Stage, string>> = {
  waiting: 'waiting',
  open: 'waiting',
  deciding: 'waiting',
  approved: 'settled',
  rejected: 'breach',
  withdrawn: '',
  refused: 'breach',
};

/** How far a proposal has come, on its way through the outbox and through people. */
export function stageOf({ state, delivery, decision }: Proposal): Stage {
  if (state !== 'open') return state;
  if (delivery === 'refused') return 'refused';
  if (decision !== null && decision.delivery === 'waiting') return 'deciding';
  return delivery === 'waiting' ? 'waiting' : 'open';
}

/** The stage as sign, word and colour; without the network it says what it waits for. */
export function Delivery({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('finance');
  const isOffline = useSyncStatus()?.state === 'offline';
  const stage = stageOf(proposal);
  const waits = stage === 'waiting' || stage === 'deciding';
  return (
    <span className={`delivery ${TONES[stage]}`} data-stage={stage}>
      <span aria-hidden="true">{SIGNS[stage]}</span> {t(`stage.${stage}`)}
      {waits && isOffline && ` · ${t('stage.offline')}`}
    </span>
  );
}
