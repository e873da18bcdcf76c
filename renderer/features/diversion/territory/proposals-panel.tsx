import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerritoryDesk } from '../../../../db/contract/diversion-territory.ts';
import type { Proposal } from '../../../../db/contract/ledger.ts';
import { useClient } from '../../../client/client-context.tsx';
import { errorSentence } from '../../../client/error-sentence.ts';
import { useSyncStatus } from '../../../client/sync-status.ts';
import { count, orNone, stamp } from '../../../components/format/format.ts';
import { type GroundChange, groundOf, type MapLeaf, useDraft } from './draft.ts';
import { Comparison } from './proposal-comparison.tsx';
import { refreshProposals, useTerritoryProposals } from './use-proposals.ts';
import type { useCheck } from './use-territory.ts';

interface Props {
  readonly desk: TerritoryDesk | undefined;
  readonly leaves: readonly MapLeaf[];
  /** Whether the proposal that is looked at would end a territory, and how it differs from it. */
  readonly hadGround: boolean;
  readonly changed: GroundChange;
  readonly check: ReturnType<typeof useCheck>;
  readonly onFindings: () => void;
}

type Body = Extract<Proposal['content'], { kind: 'territory' }>['body'];

/** What was proposed: seen on the map, decided by whoever may, withdrawn by whoever made it. */
export function ProposalsPanel({ desk, leaves, ...comparison }: Props) {
  const { t } = useTranslation('territory');
  const { data, error } = useTerritoryProposals();
  const { choose, setValidFrom, begin, opened } = useDraft();
  const show = ({ id }: Proposal, body: Body): void => {
    choose(body.dealerId, body.productLineId);
    setValidFrom(body.validFrom);
    begin(`${body.dealerId}/${body.productLineId}`, groundOf(leaves, body), {
      proposalId: id,
      replaces: body.replaces,
    });
  };
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined) return <p role="status">{t('frame:loading')}</p>;
  const { rows } = data.proposals;
  if (rows.length === 0) return <p className="quiet">{t('proposals.none')}</p>;
  return (
    <ul className="plain territory-proposals" aria-label={t('tabs.proposals')}>
      {rows.map((proposal) =>
        proposal.content.kind === 'territory' ? (
          <ProposalItem
            key={proposal.id}
            proposal={proposal}
            body={proposal.content.body}
            desk={desk}
            onShow={show}
            comparison={
              opened?.proposalId === proposal.id ? (
                <Comparison isOpen={proposal.state === 'open'} {...comparison} />
              ) : null
            }
          />
        ) : null,
      )}
    </ul>
  );
}

/** How far it has come, with what this laptop decided laid over it. */
function stageOf({ state, delivery, decision }: Proposal) {
  if (state !== 'open') return state;
  if (delivery === 'refused') return 'refused';
  if (decision?.delivery === 'waiting') return 'deciding';
  return delivery === 'waiting' ? 'waiting' : 'open';
}

function ProposalItem({
  proposal,
  body,
  desk,
  onShow,
  comparison,
}: {
  readonly proposal: Proposal;
  readonly body: Body;
  readonly desk: TerritoryDesk | undefined;
  readonly onShow: (proposal: Proposal, body: Body) => void;
  /** What it would change, where it is looked at. */
  readonly comparison: ReactNode;
}) {
  const { t, i18n } = useTranslation('territory');
  const client = useClient();
  const queries = useQueryClient();
  const isOffline = useSyncStatus()?.state === 'offline';
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const { maker, madeAt, checker, decidedAt, mine, cannotDecide, refusal } = proposal;
  const stage = stageOf(proposal);
  const line = desk?.productLines.find(({ id }) => id === body.productLineId);
  const given = reason.trim() === '' ? null : reason.trim();
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    setFailure(null);
    try {
      await work();
    } catch (cause) {
      setFailure(cause);
    } finally {
      await refreshProposals(queries);
    }
  };
  const decide = (decision: 'approve' | 'reject'): Promise<void> =>
    run(() =>
      client.ledger.decide({ proposals: [{ id: proposal.id, bodyHash: proposal.bodyHash }], decision, reason: given }),
    );
  return (
    <li className="territory-proposal" data-proposal={proposal.id} data-stage={stage}>
      <div className="row">
        <strong>{desk?.dealers.find(({ id }) => id === body.dealerId)?.name ?? '—'}</strong>
        <span>{line === undefined ? '' : i18n.language === 'en' ? line.nameEn : line.name}</span>
        <span className="spread">
          {t(`proposals.stages.${stage}`)}
          {isOffline && (stage === 'waiting' || stage === 'deciding') ? ` · ${t('proposals.offline')}` : ''}
        </span>
      </div>
      <span>
        {t('proposals.what', {
          from: body.validFrom,
          divisions: count(body.adcodes.length),
          polygons: count(body.polygons.length),
        })}
      </span>
      <span>{t('proposals.why', { reason: body.reason })}</span>
      <span className="quiet">{t('proposals.made', { who: orNone(maker.name), at: stamp(madeAt) })}</span>
      {checker !== null && decidedAt !== null && (
        <span className="quiet">
          {t('proposals.decided', { who: orNone(checker.name), at: stamp(decidedAt), reason: orNone(proposal.reason) })}
        </span>
      )}
      {refusal !== null && (
        <span className="wrong" role="alert">
          {t([`finance:refusal.codes.${refusal.code}`, 'finance:refusal.other'], { code: refusal.code })}
        </span>
      )}
      {failure !== null && (
        <span className="wrong" role="alert">
          {errorSentence(failure, t)}
        </span>
      )}
      <div className="row">
        <button
          type="button"
          className="link"
          aria-pressed={comparison !== null}
          onClick={() => onShow(proposal, body)}
        >
          {t('proposals.show')}
        </button>
        {mine && proposal.state === 'open' && stage !== 'deciding' && stage !== 'refused' && (
          <button
            type="button"
            className="link"
            onClick={() => void run(() => client.ledger.withdraw({ id: proposal.id }))}
          >
            {t('proposals.withdraw')}
          </button>
        )}
        {proposal.state === 'open' && cannotDecide !== null && (
          <span className="quiet">{t(`finance:approve.cannot.${cannotDecide}`)}</span>
        )}
      </div>
      {comparison}
      {cannotDecide === null && (
        <div className="row">
          <input
            className="input"
            aria-label={t('finance:approve.reason')}
            placeholder={t('finance:approve.reason')}
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <button type="button" className="button" disabled={given === null} onClick={() => void decide('reject')}>
            {t('finance:approve.reject')}
          </button>
          <button type="button" className="button primary" onClick={() => void decide('approve')}>
            {t('finance:approve.approve')}
          </button>
        </div>
      )}
    </li>
  );
}
