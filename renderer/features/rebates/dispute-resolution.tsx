import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DisputeAnswer } from '../../../db/contract/rebate-disputes.ts';
import type { LedgerRow } from '../../../db/contract/rebates.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { newId } from '../../client/new-id.ts';
import { useNow } from '../../client/now.ts';
import { useAsk } from '../../client/queries.ts';
import { stamp } from '../../components/format/format.ts';
import { periodOfAdjustment } from './adjustment-period.ts';
import { causeText, exactAmount } from './dispute-findings.tsx';

interface Props {
  readonly row: LedgerRow;
  /** Half-open. */
  readonly period: { readonly key: string; readonly from: string; readonly to: string };
  readonly answer: Extract<DisputeAnswer, { state: 'explained' }>;
}

/** The amount of a decimal text in 分; null when it is finer. */
function fenOf(text: string): number | null {
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === '' ? null : Number(`${sign}${whole}${rest.padEnd(2, '0')}`);
}

/** How a dispute ends: as a note on the dealer, or as an adjustment that another person decides on. */
export function DisputeResolution({ row, period, answer }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const today = stamp(useNow().toISOString()).slice(0, 10);
  const [words, setWords] = useState('');
  const [done, setDone] = useState<'closed' | 'proposed' | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const dealer = useAsk('directory.getDealer', (one) => one.directory.getDealer, { dealerId: row.dealerId });
  const ledger = useAsk('ledger.getPeriods', (one) => one.ledger.getPeriods, {});
  const rights = useAsk('ledger.getProposals', (one) => one.ledger.getProposals, {
    states: ['open' as const],
    kinds: ['override' as const],
    regionId: null,
  });
  const regionId = dealer.data?.regions.rows.find(({ to }) => to === null)?.regionId;
  const ledgerPeriod = ledger.data && periodOfAdjustment(ledger.data.periods, period, today);
  const mayPropose = rights.data?.mayPropose.some((one) => one.regionId === regionId && one.kinds.includes('override'));
  const amountFen = fenOf(answer.gap);
  const canPropose = mayPropose === true && ledgerPeriod != null && amountFen !== null && amountFen !== 0;
  const whyNot = (): string | null => {
    if (mayPropose === false) return t('rebates.dispute.mayNot');
    if (amountFen === null) return t('rebates.dispute.tooFine');
    if (amountFen === 0) return t('rebates.dispute.noGap');
    return ledgerPeriod === null ? t('rebates.dispute.noPeriod') : null;
  };
  const record = (): string =>
    [
      t('rebates.dispute.record', {
        agreement: `${row.agreementName} ${row.agreementCode}`,
        period: period.key,
        ours: exactAmount(answer.ours),
        claimed: exactAmount(answer.claimed),
        gap: exactAmount(answer.gap),
      }),
      ...answer.causes.map((cause) => `${causeText(cause, t)}: ${exactAmount(cause.effect)}`),
      ...(answer.rest === '0' ? [] : [`${t('rebates.dispute.rest')}: ${exactAmount(answer.rest)}`]),
      ...(words.trim() === '' ? [] : [words.trim()]),
    ].join('\n');

  const act = async (what: 'closed' | 'proposed', work: () => Promise<unknown>): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setWrong(null);
    try {
      await work();
      setDone(what);
    } catch (error) {
      setWrong(errorSentence(error, t));
    } finally {
      setBusy(false);
    }
  };
  const close = (): Promise<unknown> =>
    client.annotations.add({ id: newId(), dealerId: row.dealerId, body: record().slice(0, 2000) });
  const propose = (): Promise<unknown> => {
    if (regionId === undefined || ledgerPeriod == null || amountFen === null) return Promise.resolve();
    const line = { agreementId: row.agreementId, dealerId: row.dealerId, periodCode: ledgerPeriod.code, amountFen };
    const content = { kind: 'override' as const, body: { reason: record().slice(0, 500), lines: [line] } };
    return client.ledger.propose({ id: newId(), regionId, content });
  };

  if (done !== null) return <p role="status">{t(`rebates.dispute.done.${done}`)}</p>;
  return (
    <section className="dispute-end">
      <h3>{t('rebates.dispute.end')}</h3>
      <textarea
        className="input"
        rows={2}
        maxLength={300}
        aria-label={t('rebates.dispute.words')}
        placeholder={t('rebates.dispute.words')}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      {wrong !== null && (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
      <div className="row">
        <button type="button" className="button" disabled={isBusy} onClick={() => void act('closed', close)}>
          {t('rebates.dispute.close')}
        </button>
        <button
          type="button"
          className="button"
          disabled={isBusy || !canPropose}
          onClick={() => void act('proposed', propose)}
        >
          {t('rebates.dispute.propose', { amount: exactAmount(answer.gap) })}
        </button>
        {whyNot() !== null && <span className="quiet">{whyNot()}</span>}
      </div>
    </section>
  );
}
