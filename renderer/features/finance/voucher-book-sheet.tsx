import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VoucherBook } from '../../../db/domain/ledger/vouchers/chart.ts';
import { checkAccounts } from '../../../db/domain/ledger/vouchers/check.ts';
import { useChangeSettings, useSettings } from '../../client/settings.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { chartText, readBook } from './voucher-book.ts';

const SIDES = ['either', 'debit', 'credit'] as const;

/** The company's chart of accounts and where each account of the ledger goes; checked as it is typed. */
export function VoucherBookSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('finance');
  const saved = useSettings((settings) => settings.voucherBook);
  const change = useChangeSettings();
  const [draft, setDraft] = useState<VoucherBook>(saved);
  const [chart, setChart] = useState(chartText(saved.chart));
  const read = readBook(draft, chart);
  const problems = read.book === null ? [] : checkAccounts(new Set(Object.keys(read.book.mapping)), read.book);
  const nameOf = (account: string): string => t(`rebates.accounts.${account}`, { ns: 'app', defaultValue: account });
  const map = (account: string, changes: Partial<VoucherBook['mapping'][string]>): void => {
    const before = draft.mapping[account];
    if (before !== undefined)
      setDraft({ ...draft, mapping: { ...draft.mapping, [account]: { ...before, ...changes } } });
  };
  const save = async (): Promise<void> => {
    if (read.book === null) return;
    await change({ voucherBook: read.book });
    onClose();
  };
  return (
    <Sheet
      place="middle"
      title={t('voucher.book.title')}
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
            disabled={read.book === null}
            onClick={() => void save()}
          >
            {t('voucher.book.save')}
          </button>
        </div>
      }
    >
      <p className="quiet">{t('voucher.book.hint')}</p>
      <div className="voucher-book-head">
        <label className="labelled">
          <span className="quiet">{t('voucher.book.word')}</span>
          <input
            className="input"
            value={draft.word}
            onChange={({ target }) => setDraft({ ...draft, word: target.value })}
          />
        </label>
        <label className="labelled">
          <span className="quiet">{t('voucher.book.firstNumber')}</span>
          <input
            className="input amount"
            inputMode="numeric"
            value={String(draft.firstNumber)}
            onChange={({ target }) => setDraft({ ...draft, firstNumber: Number(target.value.replace(/\D/g, '')) })}
          />
        </label>
        <label className="labelled">
          <span className="quiet">{t('voucher.book.closedThrough')}</span>
          <input
            className="input"
            type="date"
            value={draft.closedThrough ?? ''}
            onChange={({ target }) => setDraft({ ...draft, closedThrough: target.value === '' ? null : target.value })}
          />
        </label>
        <label className="labelled">
          <span className="quiet">{t('voucher.book.grouping')}</span>
          <select
            className="field"
            value={draft.grouping}
            onChange={({ target }) => setDraft({ ...draft, grouping: target.value === 'entry' ? 'entry' : 'day' })}
          >
            <option value="day">{t('voucher.book.byDay')}</option>
            <option value="entry">{t('voucher.book.byEntry')}</option>
          </select>
        </label>
      </div>
      <table className="finance-table">
        <thead>
          <tr>
            <th scope="col">{t('voucher.book.account')}</th>
            <th scope="col">{t('voucher.book.code')}</th>
            <th scope="col">{t('voucher.book.name')}</th>
            <th scope="col">{t('voucher.book.side')}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(draft.mapping).map(([account, to]) => (
            <tr key={account}>
              <th scope="row">{nameOf(account)}</th>
              <td>
                <input
                  className="input"
                  aria-label={`${nameOf(account)} ${t('voucher.book.code')}`}
                  value={to.code}
                  onChange={({ target }) => map(account, { code: target.value.trim() })}
                />
              </td>
              <td>
                <input
                  className="input"
                  aria-label={`${nameOf(account)} ${t('voucher.book.name')}`}
                  value={to.name}
                  onChange={({ target }) => map(account, { name: target.value })}
                />
              </td>
              <td>
                <select
                  className="field"
                  aria-label={`${nameOf(account)} ${t('voucher.book.side')}`}
                  value={to.side}
                  onChange={({ target }) =>
                    map(account, { side: SIDES.find((side) => side === target.value) ?? 'either' })
                  }
                >
                  {SIDES.map((side) => (
                    <option key={side} value={side}>
                      {t(`voucher.book.sides.${side}`)}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="labelled wide">
        <span className="quiet">{t('voucher.book.chart')}</span>
        <textarea
          className="input voucher-chart"
          rows={8}
          spellCheck={false}
          value={chart}
          onChange={({ target }) => setChart(target.value)}
        />
      </label>
      <div role="status">
        {read.fault !== null && (
          <p className="wrong">
            {t(`voucher.book.faults.${read.fault.what}`, { line: read.fault.line, text: read.fault.text })}
          </p>
        )}
        {problems.map((problem) => (
          <p key={`${problem.code} ${problem.place}`} className="wrong">
            {t(`voucher.problems.${problem.code}`, {
              ...problem.params,
              place: nameOf(problem.place),
              other: nameOf(problem.params.other ?? ''),
            })}
          </p>
        ))}
      </div>
    </Sheet>
  );
}
