import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StandingPeriod } from '../../../db/contract/rebate-policy.ts';
import type { Currency } from '../../../db/domain/money/currency.ts';
import { isZero } from '../../../db/domain/money/rational.ts';
import { fraction } from '../../../db/domain/rebates/tell/fraction.ts';
import { Speaker } from '../../../db/domain/rebates/words/speaker.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useRuleLanguage } from '../../components/rules/rule-language.ts';

interface Props {
  readonly dealerId: string;
  readonly periods: readonly StandingPeriod[];
  readonly currency: Currency;
}

const SIZE = /^\d{1,12}(\.\d{1,3})?$/;

/** What an order of some size would bring under all agreements together. */
export function OrderCalculator({ dealerId, periods, currency }: Props) {
  const { t } = useTranslation(['agreements', 'errors']);
  const speaker = new Speaker(useRuleLanguage(currency));
  const field = useId();
  const [text, setText] = useState('');
  const [by, setBy] = useState<'amount' | 'quantity'>('amount');
  const agreements = [...new Map(periods.map((one) => [one.agreementId, one.agreementName] as const))];
  const [agreementId, setAgreement] = useState(
    periods.find(({ ladder }) => ladder.length > 0)?.agreementId ?? agreements[0]?.[0] ?? '',
  );
  const size = text.trim();
  const isSize = SIZE.test(size) && !isZero(fraction(size));
  const { data, error } = useAsk(
    'rebates.getStanding order',
    (client) => client.rebates.getStanding,
    { dealerId, order: { agreementId, by, size: isSize ? size : '1' } },
    isSize && agreementId !== '',
  );
  const order = isSize && data?.state === 'calculated' ? data.order : null;
  const plus = (exact: string): string => `${exact.startsWith('-') ? '' : '+'}${speaker.amount(fraction(exact))}`;
  return (
    <section className="order-calculator" aria-labelledby={`${field}-title`}>
      <h3 id={`${field}-title`}>{t('standing.order')}</h3>
      <div className="policy-fields">
        <label>
          {t('standing.by')}
          <select
            className="input"
            value={by}
            onChange={({ target }) => setBy(target.value === 'quantity' ? 'quantity' : 'amount')}
          >
            <option value="amount">{t('standing.amount')}</option>
            <option value="quantity">{t('standing.quantity')}</option>
          </select>
        </label>
        <label>
          {t(`standing.${by}`)}
          <input
            className="input"
            inputMode="decimal"
            value={text}
            aria-invalid={size !== '' && !isSize}
            aria-describedby={`${field}-hint`}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        <label className="policy-whole">
          {t('standing.agreement')}
          <select className="input" value={agreementId} onChange={({ target }) => setAgreement(target.value)}>
            {agreements.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p id={`${field}-hint`} className={size !== '' && !isSize ? 'wrong' : 'quiet'}>
        {size !== '' && !isSize ? t('standing.invalid') : t('standing.orderHint')}
      </p>
      <output className="order-worth">
        {error !== null && <span className="wrong">{errorSentence(error, t)}</span>}
        {order !== null && (
          <>
            <strong>{t('standing.worth', { gain: plus(order.total) })}</strong>
            <span className="quiet">
              {t('standing.split', { own: plus(order.own), uplift: plus(order.uplift) })}
              {!isZero(fraction(order.rest)) && ` · ${t('standing.rest', { rest: plus(order.rest) })}`}
            </span>
          </>
        )}
        {isSize && data?.state === 'calculated' && data.order === null && <span>{t('standing.noStep')}</span>}
      </output>
    </section>
  );
}
