import './policy.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Standing, StandingPeriod, StandingStep } from '../../../db/contract/rebate-policy.ts';
import { compare, isZero, negate, ratio } from '../../../db/domain/money/rational.ts';
import { fraction } from '../../../db/domain/rebates/tell/fraction.ts';
import { Speaker } from '../../../db/domain/rebates/words/speaker.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelectionStore } from '../../client/selection.ts';
import { useRuleLanguage } from '../../components/rules/rule-language.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { OrderCalculator } from './order-calculator.tsx';
import { TierLadder } from './tier-ladder.tsx';

interface Props {
  /** Null for the dealers of the selection. */
  readonly dealer: { readonly id: string; readonly name: string } | null;
  readonly onClose: () => void;
  readonly onFindDealer: () => void;
  readonly onEdit: (agreementId: string) => void;
}

/** Where a dealer stands under each of his agreements, and what his next order is worth. */
export function StandingSheet({ dealer, onClose, onFindDealer, onEdit }: Props) {
  const { t } = useTranslation('agreements');
  const { selection, names } = useSelectionStore();
  const dealers = dealer === null ? (selection?.dealerIds ?? []) : [dealer.id];
  const nameOf = (id: string): string => (id === dealer?.id ? dealer.name : (names[id] ?? t('standing.title')));
  const [chosen, setChosen] = useState(dealers[0] ?? null);
  if (chosen === null) {
    return (
      <Sheet place="side" title={t('standing.title')} closeText={t('frame:close')} onClose={onClose}>
        <p>{t('standing.noDealer')}</p>
        <button type="button" className="button primary" onClick={onFindDealer}>
          {t('standing.findDealer')}
        </button>
      </Sheet>
    );
  }
  return (
    <Sheet place="side" title={nameOf(chosen)} closeText={t('frame:close')} onClose={onClose}>
      {dealers.length > 1 && (
        <fieldset className="row" aria-label={t('standing.dealers')}>
          {dealers.map((id) => (
            <button
              key={id}
              type="button"
              className="choice"
              aria-pressed={id === chosen}
              onClick={() => setChosen(id)}
            >
              {nameOf(id)}
            </button>
          ))}
        </fieldset>
      )}
      <DealerStanding key={chosen} dealerId={chosen} onEdit={onEdit} />
    </Sheet>
  );
}

function DealerStanding({ dealerId, onEdit }: { readonly dealerId: string; readonly onEdit: Props['onEdit'] }) {
  const { t } = useTranslation(['agreements', 'errors']);
  const { data, error, refetch } = useAsk('rebates.getStanding', (client) => client.rebates.getStanding, {
    dealerId,
    order: null,
  });
  if (error !== null) {
    return (
      <div role="alert">
        <p className="wrong">{errorSentence(error, t)}</p>
        <button type="button" className="button" onClick={() => void refetch()}>
          {t('app:retry')}
        </button>
      </div>
    );
  }
  if (data === undefined) return <p className="quiet" role="status">…</p>; // biome-ignore format: one word
  if (data.state === 'partly_visible') return <p>{t('standing.partly_visible')}</p>;
  if (data.state === 'refused') {
    return (
      <div role="alert">
        <p>{t('standing.refused')}</p>
        <ul>
          {data.problems.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path}: {message}
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return <Calculated standing={data} dealerId={dealerId} onEdit={onEdit} />;
}

type CalculatedStanding = Extract<Standing, { state: 'calculated' }>;

function Calculated({
  standing,
  dealerId,
  onEdit,
}: {
  readonly standing: CalculatedStanding;
  readonly dealerId: string;
  readonly onEdit: Props['onEdit'];
}) {
  const { t } = useTranslation('agreements');
  const { periods, calculatedAsOf, currency } = standing;
  if (periods.length === 0) return <p>{t('standing.none')}</p>;
  return (
    <>
      <p className="quiet">{t('standing.asOf', { day: calculatedAsOf ?? '—' })}</p>
      <OrderCalculator dealerId={dealerId} periods={periods} currency={currency} />
      {periods.map((period) => (
        <PeriodCard
          key={`${period.agreementId} ${period.period.from}`}
          period={period}
          currency={currency}
          onEdit={onEdit}
        />
      ))}
    </>
  );
}

function PeriodCard({
  period,
  currency,
  onEdit,
}: {
  readonly period: StandingPeriod;
  readonly currency: CalculatedStanding['currency'];
  readonly onEdit: Props['onEdit'];
}) {
  const { t } = useTranslation('agreements');
  const speaker = new Speaker(useRuleLanguage(currency, period.unit));
  const { measure, next, risk, open, ladder } = period;
  const isClose = ladder.some(({ distance }) => distance !== null && compare(fraction(distance), ratio(1, 100)) < 0);
  const reached = (exact: string): string =>
    measure === null
      ? speaker.number(fraction(exact))
      : speaker.measured(fraction(exact), measure, isClose ? 'down' : 'nearest');
  const isOpen = (exact: string): boolean => !isZero(fraction(exact));
  return (
    <section className="standing-card" aria-label={`${period.agreementName} ${period.period.key}`}>
      <h3>
        {period.agreementName} <span className="quiet">{period.period.key}</span>
      </h3>
      <p className="standing-figure">
        {period.pays === 'goods'
          ? t('standing.goods', { n: speaker.number(fraction(period.payable)) })
          : t('standing.payable', { money: speaker.amount(fraction(period.payable)) })}
        <span className="quiet"> · {t('standing.reached', { value: reached(period.qualifier) })}</span>
      </p>
      {ladder.length === 0 ? (
        <p className="quiet">{t('standing.noTable')}</p>
      ) : (
        <TierLadder period={period} speaker={speaker} />
      )}
      {ladder.length > 0 && ladder.every(({ reached }) => reached) && <p>{t('standing.top')}</p>}
      {next !== null && <StepLine step={next} speaker={speaker} kind="next" />}
      {next === null && ladder.some(({ reached }) => !reached) && <p className="quiet">{t('standing.noStep')}</p>}
      {risk !== null && <StepLine step={risk} speaker={speaker} kind="risk" />}
      {(isOpen(open.orders) || isOpen(open.returns)) && (
        <p className="quiet">
          {isOpen(open.orders) && t('standing.openOrders', { value: reached(open.orders) })}{' '}
          {isOpen(open.returns) && t('standing.openReturns', { value: reached(open.returns) })}
        </p>
      )}
      {period.isAtRisk && <p className="wrong">⚠ {t('standing.atRisk')}</p>}
      <button type="button" className="link" onClick={() => onEdit(period.agreementId)}>
        {t('standing.edit')}
      </button>
    </section>
  );
}

/** "再下 3.2 吨，返利 +18,640 元", and what of it is for earlier orders. */
function StepLine({
  step,
  speaker,
  kind,
}: {
  readonly step: StandingStep;
  readonly speaker: Speaker;
  readonly kind: 'next' | 'risk';
}) {
  const { t } = useTranslation('agreements');
  const size = fraction(step.size);
  // The least order that is enough is whole 分 already.
  const value = speaker.measured(
    kind === 'risk' ? negate(size) : size,
    step.by === 'quantity' || step.by === 'measure' ? 'quantity' : 'amount',
    'up',
  );
  const { total, own, uplift } = step.gain;
  const plus = (exact: string): string => `${exact.startsWith('-') ? '' : '+'}${speaker.amount(fraction(exact))}`;
  return (
    <p className={kind === 'next' ? 'standing-next' : 'standing-risk'}>
      <strong>{t(`standing.${kind}`, { size: value, gain: plus(total) })}</strong>
      {kind === 'next' && (
        <span className="quiet"> {t('standing.split', { own: plus(own), uplift: plus(uplift) })}</span>
      )}
    </p>
  );
}
