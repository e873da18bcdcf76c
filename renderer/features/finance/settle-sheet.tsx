import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BalanceRow } from '../../../db/contract/ledger.ts';
import { SETTLEMENT_FORMS } from '../../../db/domain/ledger/kinds.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { count, money } from '../../components/format/format.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { RateField } from './rate-field.tsx';
import { amountsOf, EMPTY_FORM, lacking, type SettleForm, settleContents, taxOf } from './settle-content.ts';
import { TaxTable } from './tax-table.tsx';
import { useLedgerCommands } from './use-proposals.ts';

/** How what was chosen is paid out, with the tax of each rate before anything is proposed. */
export function SettleSheet({
  rows,
  regionId,
  onClose,
}: {
  readonly rows: readonly BalanceRow[];
  readonly regionId: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('finance');
  const commands = useLedgerCommands();
  const [form, setForm] = useState<SettleForm>(EMPTY_FORM);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const lines = amountsOf(rows);
  const taxes = useAsk('ledger.getVatShares', (client) => client.ledger.getVatShares, { lines });
  const dealers = [...new Set(rows.map(({ dealerId }) => dealerId))];
  const [onlyDealer = ''] = dealers;
  const orders = useAsk(
    'ledger.getOffsetOrders',
    (client) => client.ledger.getOffsetOrders,
    { dealerId: onlyDealer },
    form.form === 'order_offset' && dealers.length === 1,
  );
  const settled = taxes.data?.lines ?? null;
  const isTaxed = form.form !== 'cash';
  const missing = lacking(form, dealers.length);
  const withoutGoods = settled?.filter(({ vat }) => vat === null).length ?? 0;
  const total = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const set = (changes: Partial<SettleForm>): void => setForm({ ...form, ...changes });
  const propose = async (): Promise<void> => {
    if (settled === null) return;
    setBusy(true);
    setFailure(null);
    try {
      await commands.propose(regionId, settleContents(settled, form));
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const field = (name: 'redInvoiceNo' | 'paymentNo' | 'deliveryNo') => (
    <label className="labelled wide">
      <span className="quiet">{t(`settle.${name}`)}</span>
      <input
        className="input"
        maxLength={50}
        value={form[name]}
        onChange={({ target }) => set({ [name]: target.value })}
      />
    </label>
  );
  return (
    <Sheet
      place="middle"
      title={t('settle.title', { n: count(rows.length), amount: money(total, 'CNY') })}
      closeText={t('close', { ns: 'frame' })}
      onClose={onClose}
      footer={
        <div className="row">
          <button type="button" className="button" onClick={onClose}>
            {t('cancel', { ns: 'frame' })}
          </button>
          <span className="quiet" role="status">
            {missing !== null && t(`settle.lacking.${missing}`)}
          </span>
          <button
            type="button"
            className="button primary spread"
            disabled={isBusy || missing !== null || settled === null}
            onClick={() => void propose()}
          >
            {t('settle.propose')}
          </button>
        </div>
      }
    >
      <fieldset className="segments">
        <legend>{t('settle.form')}</legend>
        <div>
          {SETTLEMENT_FORMS.map((name) => (
            <label key={name}>
              <input type="radio" name="form" checked={form.form === name} onChange={() => set({ form: name })} />
              <span>{t(`settle.forms.${name}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {form.form === 'credit_note' && field('redInvoiceNo')}
      {form.form === 'cash' && field('paymentNo')}
      {form.form === 'goods' && field('deliveryNo')}
      {form.form === 'order_offset' && (
        <>
          <label className="labelled wide">
            <span className="quiet">{t('settle.order')}</span>
            <select
              className="field"
              value={form.orderId}
              disabled={orders.data === undefined}
              onChange={({ target }) => set({ orderId: target.value })}
            >
              <option value="">{t('settle.chooseOrder')}</option>
              {(orders.data?.orders ?? []).map((order) => (
                <option key={order.id} value={order.id}>
                  {order.code} · {order.orderedOn} · {money(order.grossFen, 'CNY')}
                </option>
              ))}
            </select>
          </label>
          <label className="labelled">
            <span className="quiet">{t('settle.cap')}</span>
            <input
              className="input amount"
              inputMode="numeric"
              value={String(form.capPercent)}
              onChange={({ target }) => set({ capPercent: Number(target.value.replace(/\D/g, '').slice(0, 3)) })}
            />
          </label>
        </>
      )}
      {isTaxed && withoutGoods > 0 && (
        <RateField lines={withoutGoods} ratePpm={form.ratePpm} onChange={(ratePpm) => set({ ratePpm })} />
      )}
      {isTaxed && settled !== null && <TaxTable lines={taxOf(settled, form.ratePpm)} />}
      <p className="quiet">{t(`settle.what.${form.form}`)}</p>
      {(failure ?? taxes.error) !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure ?? taxes.error, t)}
        </p>
      )}
    </Sheet>
  );
}
