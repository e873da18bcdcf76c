import { DownloadOutlined } from '@ant-design/icons';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VoucherProblem } from '../../../db/contract/vouchers.ts';
import { VOUCHER_TARGETS, type VoucherTarget } from '../../../db/domain/ledger/vouchers/chart.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { saveFile } from '../../client/save-file.ts';
import { useSettings } from '../../client/settings.ts';
import { count, moment, money } from '../../components/format/format.ts';
import { Icon } from '../../components/icon/icon.tsx';
import { Pane } from '../../components/pane/pane.tsx';
import { type FinancePeriod, monthsOf } from './periods.ts';
import { VoucherBookSheet } from './voucher-book-sheet.tsx';

/** 凭证: the entries of a period as a file for the bookkeeping program, or why that would refuse it. */
export function VouchersStep({ period }: { readonly period: FinancePeriod }) {
  const { t } = useTranslation('finance');
  const [target, setTarget] = useState<VoucherTarget>('u8');
  const [month, setMonth] = useState('');
  const [isEditing, setEditing] = useState(false);
  const book = useSettings((settings) => settings.voucherBook);
  const months = monthsOf(period);
  const range = months.find((one) => one.from.startsWith(month) && month !== '') ?? {
    from: period.from,
    to: period.to,
  };
  // The book is part of the question: another one gives another answer.
  const { data, error, isPlaceholderData, refetch } = useAsk(
    `vouchers.make ${JSON.stringify(book)}`,
    (client) => client.vouchers.make,
    { target, range },
  );
  return (
    <Pane
      title={t('step.vouchers')}
      summary={data === undefined ? '' : t('asOf', { ns: 'app', at: moment(data.asOf.syncedAt, new Date()) })}
      tools={
        <button type="button" className="button" aria-haspopup="dialog" onClick={() => setEditing(true)}>
          {t('voucher.book.open')}
        </button>
      }
      state={error !== null ? 'error' : data === undefined ? 'loading' : 'ready'}
      emptyText=""
      errorText={errorSentence(error, t)}
      retryText={t('retry', { ns: 'app' })}
      onRetry={() => void refetch()}
    >
      <div className="finance-scroll">
        <div className="finance-form">
          <fieldset className="segments">
            <legend>{t('voucher.target')}</legend>
            <div>
              {VOUCHER_TARGETS.map((name) => (
                <label key={name}>
                  <input type="radio" name="target" checked={target === name} onChange={() => setTarget(name)} />
                  <span>{t(`voucher.targets.${name}`)}</span>
                </label>
              ))}
            </div>
          </fieldset>
          <label className="labelled">
            <span className="quiet">{t('voucher.range')}</span>
            <select className="field" value={month} onChange={({ target: { value } }) => setMonth(value)}>
              <option value="">{t('voucher.wholePeriod', { code: period.code })}</option>
              {months.map(({ from }) => (
                <option key={from} value={from.slice(0, 7)}>
                  {from.slice(0, 7)}
                </option>
              ))}
            </select>
          </label>
        </div>
        {data !== undefined && (
          <section className="finance-result" aria-busy={isPlaceholderData} aria-label={t('voucher.result')}>
            <dl className="finance-figures">
              {(['vouchers', 'entries', 'legs'] as const).map((key) => (
                <div key={key}>
                  <dt>{t(`voucher.${key}`)}</dt>
                  <dd data-figure={key}>{count(data[key])}</dd>
                </div>
              ))}
              <div>
                <dt>{t('voucher.debit')}</dt>
                <dd data-figure="debit" data-value={data.debitFen}>
                  {money(data.debitFen, 'CNY')}
                </dd>
              </div>
            </dl>
            {data.problems.totalRows === 0 ? (
              <>
                <p className="finance-good" role="status">
                  <span aria-hidden="true">✓</span> {t('voucher.good')}
                </p>
                <div className="row">
                  {data.files.map((file) => (
                    <button
                      key={file.name}
                      type="button"
                      className="button primary"
                      onClick={() => saveFile(file.name, file.mediaType, file.bytes)}
                    >
                      <Icon of={DownloadOutlined} />{' '}
                      {t('voucher.save', { type: file.name.slice(file.name.lastIndexOf('.') + 1) })}
                    </button>
                  ))}
                </div>
                <p className="quiet">{t(`voucher.how.${target}`)}</p>
              </>
            ) : (
              <Problems problems={data.problems} target={target} />
            )}
          </section>
        )}
      </div>
      {isEditing && <VoucherBookSheet onClose={() => setEditing(false)} />}
    </Pane>
  );
}

function Problems({
  problems,
  target,
}: {
  readonly problems: {
    readonly rows: readonly VoucherProblem[];
    readonly totalRows: number;
    readonly truncated: boolean;
  };
  readonly target: VoucherTarget;
}) {
  const { t } = useTranslation('finance');
  return (
    <div role="alert">
      <p className="wrong">
        <span aria-hidden="true">✕</span>{' '}
        {t('voucher.refused', { n: count(problems.totalRows), target: t(`voucher.targets.${target}`) })}
      </p>
      <ul className="finance-problems">
        {problems.rows.map((problem) => (
          <li key={`${problem.code} ${problem.place} ${JSON.stringify(problem.params)}`}>{problemText(problem, t)}</li>
        ))}
      </ul>
      {problems.truncated && (
        <p className="quiet">
          {t('why.cut', { ns: 'app', shown: count(problems.rows.length), total: count(problems.totalRows) })}
        </p>
      )}
    </div>
  );
}

/** The sentence of a problem; an account of the ledger is called by its name. */
function problemText({ code, place, params }: VoucherProblem, t: TFunction<'finance'>): string {
  const account = (name: string | undefined): string =>
    name === undefined ? '' : t(`rebates.accounts.${name}`, { ns: 'app', defaultValue: name });
  const isEntry = place.startsWith('#');
  return t(`voucher.problems.${code}`, {
    ...params,
    place: isEntry ? t('voucher.entryPlace', { seq: place.slice(1) }) : account(place),
    account: account(params.account),
    other: account(params.other),
  });
}
