import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Proposal } from '../../../db/contract/ledger.ts';
import type { SettleBody } from '../../../db/domain/ledger/bodies.ts';
import { count, money, orNone, rate, stamp, yuan } from '../../components/format/format.ts';
import { Delivery, stageOf } from './delivery.tsx';
import { type Names, useNames } from './names.ts';
import { linesOf, placeOf, sumOf } from './proposal-sums.ts';

const SHOWN_MAX = 200;

/** Numbers of the papers that a settlement names. */
function papersOf(body: SettleBody): readonly string[] {
  switch (body.form) {
    case 'credit_note':
      return body.redInvoiceNo === null ? [] : [body.redInvoiceNo];
    case 'cash':
      return [body.paymentNo];
    case 'goods':
      return [body.deliveryNo];
    case 'order_offset':
      return [];
  }
}

/** What a proposal is about, in words beside its kind. */
function subject({ content }: Proposal, names: Names, t: TFunction<'finance'>): string {
  switch (content.kind) {
    case 'close_period':
      return t(`proposal.${content.body.to}`, { code: content.body.periodCode });
    case 'agreement_version':
      return `${content.body.agreement.code} ${content.body.agreement.name}`;
    case 'territory': {
      const { dealerId, validFrom, adcodes, polygons } = content.body;
      const counts = { divisions: count(adcodes.length), polygons: count(polygons.length) };
      return t('proposal.territory', { dealer: names.dealer(dealerId), from: validFrom, ...counts });
    }
    case 'settle':
      return [t(`settle.forms.${content.body.form}`), ...papersOf(content.body)].join(' · ');
    case 'reverse':
      return t('proposal.entries', { n: count(content.body.entryIds.length) });
    default: {
      const periods = [...new Set(linesOf(content).map(({ periodCode }) => periodCode))].sort();
      return periods.length > 3 ? `${periods[0]} … ${periods.at(-1)}` : periods.join(' · ');
    }
  }
}

/** One proposal: kind, sum, who made it and how far it has come; its lines on demand. */
export function ProposalCard({
  proposal,
  isChosen,
  onChoose,
  onWithdraw,
}: {
  readonly proposal: Proposal;
  readonly isChosen: boolean;
  readonly onChoose?: () => void;
  readonly onWithdraw?: () => void;
}) {
  const { t } = useTranslation('finance');
  const names = useNames();
  const [isOpen, setOpen] = useState(false);
  const { content, maker, madeAt, checker, decidedAt, reason, mine, cannotDecide, refusal, state } = proposal;
  const lines = linesOf(content);
  const stage = stageOf(proposal);
  const kind = t(`proposal.kinds.${content.kind}`);
  const canWithdraw = mine && state === 'open' && stage !== 'deciding' && stage !== 'refused';
  return (
    <li className="proposal" data-proposal={proposal.id} data-kind={content.kind}>
      <div className="row">
        {onChoose !== undefined && (
          <input
            type="checkbox"
            aria-label={t('approve.choose', { kind, subject: subject(proposal, names, t) })}
            checked={isChosen}
            disabled={cannotDecide !== null}
            onChange={onChoose}
          />
        )}
        <strong>{kind}</strong>
        <span>{subject(proposal, names, t)}</span>
        <Delivery proposal={proposal} />
        {lines.length > 0 && (
          <strong className="amount spread" data-value={sumOf(lines)}>
            {money(sumOf(lines), 'CNY')}
          </strong>
        )}
      </div>
      <div className="proposal-foot">
        <span className="quiet">{t('proposal.made', { who: orNone(maker.name), at: stamp(madeAt) })}</span>
        {checker !== null && decidedAt !== null && (
          <span className="quiet">
            {t(state === 'approved' ? 'proposal.approved' : 'proposal.rejected', {
              who: orNone(checker.name),
              at: stamp(decidedAt),
            })}
          </span>
        )}
        {state === 'approved' && proposal.entryIds.length > 0 && (
          <span className="quiet">{t('proposal.posted', { n: count(proposal.entryIds.length) })}</span>
        )}
        {state === 'open' && cannotDecide !== null && (
          <span className="quiet">{t(`approve.cannot.${cannotDecide}`)}</span>
        )}
        <span className="spread row">
          {lines.length > 0 && (
            <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {t('proposal.lines', { n: count(lines.length) })}
            </button>
          )}
          {onWithdraw !== undefined && canWithdraw && (
            <button type="button" className="link" onClick={onWithdraw}>
              {t('proposal.withdraw')}
            </button>
          )}
        </span>
      </div>
      {reason !== null && <p className="quiet">{t('proposal.reason', { reason })}</p>}
      {refusal !== null && (
        <p className="wrong" role="alert">
          {refusalText(refusal, names, t)}
        </p>
      )}
      {isOpen && <Lines proposal={proposal} names={names} />}
    </li>
  );
}

function Lines({ proposal, names }: { readonly proposal: Proposal; readonly names: Names }) {
  const { t } = useTranslation('finance');
  const lines = linesOf(proposal.content);
  const isRun = lines.some(({ run }) => run !== null);
  const hasRates = lines.some(({ ratesPpm }) => ratesPpm.length > 0);
  const heads = [...(isRun ? ['review.payable' as const, 'review.posted' as const] : []), 'amount' as const];
  return (
    <table className="finance-table">
      <thead>
        <tr>
          <th scope="col">{t('dealer')}</th>
          <th scope="col">{t('agreement')}</th>
          <th scope="col">{t('period')}</th>
          {hasRates && <th scope="col">{t('settle.taxRate')}</th>}
          {heads.map((head) => (
            <th key={head} scope="col" className="amount">
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.slice(0, SHOWN_MAX).map((line) => (
          <tr key={placeOf(line)}>
            <td>{names.dealer(line.dealerId)}</td>
            <td>{names.agreement(line.agreementId)}</td>
            <td>{line.periodCode}</td>
            {hasRates && <td>{line.ratesPpm.map(rate).join(' · ')}</td>}
            {isRun && <td className="amount">{line.run === null ? '' : yuan(line.run.payableFen)}</td>}
            {isRun && <td className="amount">{line.run === null ? '' : yuan(line.run.postedFen)}</td>}
            <td className="amount">{yuan(line.fen)}</td>
          </tr>
        ))}
      </tbody>
      {lines.length > SHOWN_MAX && (
        <caption>{t('why.cut', { ns: 'app', shown: count(SHOWN_MAX), total: count(lines.length) })}</caption>
      )}
    </table>
  );
}

/** Why head office did not take it: the sentence of its code, with place and both figures where it told them. */
function refusalText(refusal: NonNullable<Proposal['refusal']>, names: Names, t: TFunction<'finance'>): string {
  const detail = typeof refusal.detail === 'object' && refusal.detail !== null ? refusal.detail : {};
  const text = (name: string): string | null => {
    const value = Reflect.get(detail, name) as unknown;
    return typeof value === 'string' ? value : null;
  };
  const fen = (name: string): string | null => {
    const value = Reflect.get(detail, name) as unknown;
    return typeof value === 'number' ? money(value, 'CNY') : null;
  };
  const place = [names.dealer(text('dealerId')), names.agreement(text('agreementId')), text('periodCode')].filter(
    (part) => part !== null && part !== '—',
  );
  const [proposed, found] = [fen('proposedFen'), fen('foundFen')];
  const figures = [
    ...(proposed === null ? [] : [t('refusal.proposed', { amount: proposed })]),
    ...(found === null ? [] : [t('refusal.found', { amount: found })]),
  ];
  const sentence = t(`refusal.codes.${refusal.code}`, { defaultValue: t('refusal.other', { code: refusal.code }) });
  return [sentence, ...place, ...figures].join(' · ');
}
