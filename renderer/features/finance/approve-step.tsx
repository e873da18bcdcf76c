import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Proposal } from '../../../db/contract/ledger.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { count } from '../../components/format/format.ts';
import { Pane } from '../../components/pane/pane.tsx';
import { DecisionBar } from './decision-bar.tsx';
import { ProposalCard } from './proposal-card.tsx';
import { useLedgerCommands, useProposals } from './use-proposals.ts';

/** 审批: what others propose is looked through, approved or rejected; one's own can be withdrawn until then. */
export function ApproveStep() {
  const { t } = useTranslation('finance');
  const { data, error, refetch } = useProposals({
    states: ['open', 'approved', 'rejected', 'withdrawn'],
    kinds: null,
  });
  const commands = useLedgerCommands();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<unknown>(null);
  const rows = data?.proposals.rows ?? [];
  const open = rows.filter(({ state }) => state === 'open');
  const done = rows.filter(({ state }) => state !== 'open');
  const decidable = open.filter(({ cannotDecide }) => cannotDecide === null);
  const picked = decidable.filter(({ id }) => chosen.has(id));
  const toggle = (proposal: Proposal): void => {
    const next = new Set(chosen);
    if (!next.delete(proposal.id)) next.add(proposal.id);
    setChosen(next);
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    setFailure(null);
    try {
      await work();
      setChosen(new Set());
    } catch (cause) {
      setFailure(cause);
    }
  };
  return (
    <Pane
      title={t('step.approve')}
      summary={t('approve.summary', { open: count(open.length), mine: count(decidable.length) })}
      state={error !== null ? 'error' : data === undefined ? 'loading' : rows.length === 0 ? 'empty' : 'ready'}
      emptyText={t('approve.empty')}
      errorText={errorSentence(error, t)}
      retryText={t('retry', { ns: 'app' })}
      onRetry={() => void refetch()}
    >
      <div className="finance-work">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="finance-scroll" tabIndex={0} aria-label={t('approve.list')}>
          {failure !== null && (
            <p className="wrong" role="alert">
              {errorSentence(failure, t)}
            </p>
          )}
          <div className="row">
            <h3>{t('approve.open', { n: count(open.length) })}</h3>
            {decidable.length > 1 && (
              <button
                type="button"
                className="link"
                onClick={() =>
                  setChosen(picked.length === decidable.length ? new Set() : new Set(decidable.map(({ id }) => id)))
                }
              >
                {t(picked.length === decidable.length ? 'approve.none' : 'approve.all', { n: count(decidable.length) })}
              </button>
            )}
          </div>
          {open.length === 0 && <p className="quiet">{t('approve.nothing')}</p>}
          <ul className="plain proposals" aria-label={t('approve.openList')}>
            {open.map((proposal) => (
              <ProposalCard
                key={proposal.id}
                proposal={proposal}
                isChosen={chosen.has(proposal.id)}
                onChoose={() => toggle(proposal)}
                onWithdraw={() => void run(() => commands.withdraw(proposal.id))}
              />
            ))}
          </ul>
          {done.length > 0 && <h3>{t('approve.done', { n: count(done.length) })}</h3>}
          <ul className="plain proposals" aria-label={t('approve.doneList')}>
            {done.map((proposal) => (
              <ProposalCard key={proposal.id} proposal={proposal} isChosen={false} />
            ))}
          </ul>
          {data?.proposals.truncated === true && (
            <p className="quiet">
              {t('why.cut', { ns: 'app', shown: count(rows.length), total: count(data.proposals.totalRows) })}
            </p>
          )}
        </section>
        {picked.length > 0 && (
          <DecisionBar
            proposals={picked}
            onDecide={(decision, reason) => run(() => commands.decide(picked, decision, reason))}
          />
        )}
      </div>
    </Pane>
  );
}
