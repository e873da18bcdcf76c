import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VatShare } from '../../../db/domain/ledger/bodies.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { count, money } from '../../components/format/format.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { chargesOf, taxOfCharges, vatOfCharges } from './claw-back-content.ts';
import { RateField } from './rate-field.tsx';
import type { ReviewRow } from './review-checks.ts';
import { EMPTY_FORM } from './settle-content.ts';
import { TaxTable } from './tax-table.tsx';

/** 追回: where the money is taken from, the tax of what dealers are charged, and why. */
export function ClawBackSheet({
  rows,
  onPropose,
  onClose,
}: {
  readonly rows: readonly ReviewRow[];
  /** Proposes all that was chosen; rejects when it could not be kept. */
  readonly onPropose: (reason: string, vat: ReadonlyMap<string, VatShare[]>) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('finance');
  const [reason, setReason] = useState('');
  const [ratePpm, setRatePpm] = useState(EMPTY_FORM.ratePpm);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const lines = chargesOf(rows);
  const taxes = useAsk('ledger.getVatShares', (client) => client.ledger.getVatShares, { lines }, lines.length > 0);
  const charges = lines.length === 0 ? [] : (taxes.data?.lines ?? null);
  const untold = charges?.filter(({ isTaxed, vat }) => isTaxed && vat === null).length ?? 0;
  const inCash = charges?.filter(({ isTaxed }) => !isTaxed).length ?? 0;
  const taken = (key: 'accruedFen' | 'payableFen' | 'chargedFen'): string =>
    money(
      rows.reduce((sum, { accrual }) => sum + accrual.takenFrom[key], 0),
      'CNY',
    );
  const propose = async (): Promise<void> => {
    if (charges === null) return;
    setBusy(true);
    setFailure(null);
    try {
      await onPropose(reason.trim(), vatOfCharges(charges, ratePpm));
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Sheet
      place="middle"
      title={t('clawBack.title', { n: count(rows.length) })}
      closeText={t('close', { ns: 'frame' })}
      onClose={onClose}
      footer={
        <div className="row">
          <button type="button" className="button" onClick={onClose}>
            {t('cancel', { ns: 'frame' })}
          </button>
          <button
            type="button"
            className="button primary spread"
            disabled={isBusy || charges === null || reason.trim() === ''}
            onClick={() => void propose()}
          >
            {t('review.propose')}
          </button>
        </div>
      }
    >
      <p>
        {t('change.taken', {
          accrued: taken('accruedFen'),
          payable: taken('payableFen'),
          charged: taken('chargedFen'),
        })}
      </p>
      <label className="labelled wide">
        <span className="quiet">{t('review.reason')}</span>
        <input className="input" maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      {untold > 0 && <RateField lines={untold} ratePpm={ratePpm} onChange={setRatePpm} />}
      {charges !== null && charges.length > inCash && (
        <>
          <TaxTable lines={taxOfCharges(charges, ratePpm)} />
          <p className="quiet">{t('clawBack.what')}</p>
        </>
      )}
      {inCash > 0 && <p className="quiet">{t('clawBack.cash', { n: count(inCash) })}</p>}
      {(failure ?? taxes.error) !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure ?? taxes.error, t)}
        </p>
      )}
    </Sheet>
  );
}
