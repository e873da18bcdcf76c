import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CLAIM_BYTES_MAX, type DisputeAnswer } from '../../../db/contract/rebate-disputes.ts';
import type { LedgerRow } from '../../../db/contract/rebates.ts';
import { base64Of } from '../../client/base64.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { FilePicker } from '../../components/file-picker/file-picker.tsx';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { DisputeFindings } from './dispute-findings.tsx';
import { DisputeResolution } from './dispute-resolution.tsx';

const CLAIMED = /^-?\d{1,12}(\.\d{1,2})?$/;
const plainAmount = (text: string): string => text.normalize('NFKC').replace(/[,\s¥元]/g, '');

/** 对账争议: the dealer's own account beside ours, what explains the difference, and how it ends. */
export function DisputeSheet({ row, onClose }: { readonly row: LedgerRow; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const { dealerId, agreementId } = row;
  const position = useAsk('rebates.getPosition', (one) => one.rebates.getPosition, { dealerId, asOf: null });
  const [chosen, setChosen] = useState<string | null>(null);
  const [claimed, setClaimed] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [answer, setAnswer] = useState<DisputeAnswer | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const agreements = position.data?.state === 'calculated' ? position.data.agreements : [];
  const own = agreements.find((one) => one.agreementId === agreementId)?.periods ?? [];
  const periods = own.filter(({ account, pays }) => account === dealerId && pays === 'money');
  const period = periods.find(({ period: { key } }) => key === chosen) ?? periods.at(-1);

  const explain = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const amount = plainAmount(claimed);
    if (period === undefined || isBusy) return;
    if (!CLAIMED.test(amount)) return setWrong(t('rebates.dispute.claimedWrong'));
    if (file !== null && file.size > CLAIM_BYTES_MAX) {
      return setWrong(t('rebates.dispute.tooLarge', { kb: Math.floor(CLAIM_BYTES_MAX / 1000) }));
    }
    setBusy(true);
    setWrong(null);
    setAnswer(null);
    try {
      const content = file === null ? null : base64Of(new Uint8Array(await file.arrayBuffer()));
      const asked = { dealerId, agreementId, period: period.period.key, claimed: amount, file: content };
      setAnswer(await client.rebates.explainDispute(asked));
    } catch (error) {
      setWrong(errorSentence(error, t));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Sheet
      title={t('rebates.dispute.title', { name: `${row.dealerName} · ${row.agreementName}` })}
      closeText={t('why.close')}
      place="wide"
      onClose={onClose}
    >
      <form className="dispute-form" onSubmit={(event) => void explain(event)}>
        <label>
          {t('period')}
          <select
            className="field"
            value={period?.period.key ?? ''}
            onChange={({ target }) => {
              setChosen(target.value);
              setAnswer(null);
            }}
          >
            {periods.map(({ period: { key } }) => (
              <option key={key}>{key}</option>
            ))}
          </select>
        </label>
        <label>
          {t('rebates.dispute.claimed')}
          <input
            className="input"
            inputMode="decimal"
            value={claimed}
            onChange={({ target }) => setClaimed(target.value)}
            aria-invalid={wrong !== null}
          />
        </label>
        <FilePicker
          label={t('rebates.dispute.file')}
          accept=".xlsx,.xls,.csv,.txt"
          name={file?.name ?? null}
          onChoose={setFile}
        />
        <button type="submit" className="button primary" disabled={isBusy || period === undefined}>
          {t(isBusy ? 'rebates.dispute.working' : 'rebates.dispute.explain')}
        </button>
      </form>
      <p className="quiet">{t('rebates.dispute.fileHint')}</p>
      {position.data?.state === 'calculated' && periods.length === 0 && (
        <p role="status">{t('rebates.dispute.noPeriods')}</p>
      )}
      {position.data !== undefined && position.data.state !== 'calculated' && (
        <p className="wrong" role="alert">
          {t(`rebates.dispute.${position.data.state}`)}
        </p>
      )}
      {(wrong ?? position.error) !== null && (
        <p className="wrong" role="alert">
          {wrong ?? errorSentence(position.error, t)}
        </p>
      )}
      <section aria-live="polite" aria-busy={isBusy}>
        {answer !== null && <DisputeFindings answer={answer} />}
      </section>
      {answer?.state === 'explained' && period !== undefined && (
        <DisputeResolution
          key={`${answer.claimed} ${period.period.key}`}
          row={row}
          period={period.period}
          answer={answer}
        />
      )}
    </Sheet>
  );
}
