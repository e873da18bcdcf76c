import './paper.css';
import { PrinterOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { statements } from '../../../db/contract/statements.ts';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { count, orNone, stamp, yuan } from '../../components/format/format.ts';
import { Icon } from '../../components/icon/icon.tsx';
import type { FinancePeriod } from './periods.ts';

type Statement = z.output<typeof statements.get.output>;

/** The statement of one dealer as it comes out of the printer: A4, black on white, with room for both seals. */
export function StatementPaper({ dealerId, period }: { readonly dealerId: string; readonly period: FinancePeriod }) {
  const { t } = useTranslation('finance');
  const range = { from: period.from, to: period.to };
  const { data, error, isPlaceholderData } = useAsk('statements.get', (client) => client.statements.get, {
    range,
    dealerId,
  });
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined || isPlaceholderData) return <p className="quiet late">{t('loading', { ns: 'frame' })}</p>;
  return (
    <div className="statement-view">
      <div className="row no-print">
        <button type="button" className="button primary" onClick={() => print()}>
          <Icon of={PrinterOutlined} /> {t('statement.print')}
        </button>
        <span className="quiet">{t('statement.printHint')}</span>
      </div>
      <Paper statement={data} period={period} />
    </div>
  );
}

function Paper({ statement, period }: { readonly statement: Statement; readonly period: FinancePeriod }) {
  const { t } = useTranslation('finance');
  const { dealer, agreements, totals, entries, currency, asOf, generatedAt, preparedBy } = statement;
  const movements = ['openingFen', 'earnedFen', 'deductedFen', 'settledFen', 'closingFen', 'confirmedFen'] as const;
  const changes = ['earnedFen', 'confirmedFen', 'deductedFen', 'settledFen'] as const;
  return (
    <article className="paper" aria-label={t('statement.title')}>
      <h3>{t('statement.title')}</h3>
      <dl className="paper-facts">
        <div>
          <dt>{t('statement.dealer')}</dt>
          <dd>
            {dealer.name} ({dealer.code})
          </dd>
        </div>
        <div>
          <dt>{t('period')}</dt>
          <dd>{t('statement.days', { code: period.code, from: period.from, to: fromDay(toDay(period.to) - 1) })}</dd>
        </div>
        <div>
          <dt>{t('statement.unit')}</dt>
          <dd>{t(`currency.${currency}`)}</dd>
        </div>
        <div>
          <dt>{t('statement.dataOf')}</dt>
          <dd>{asOf.syncedAt === null ? orNone(null) : stamp(asOf.syncedAt)}</dd>
        </div>
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('statement.agreement')}</th>
            {movements.map((key) => (
              <th key={key} scope="col" className="amount">
                {t(`statement.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {agreements.map((row) => (
            <tr key={row.agreementId ?? ''}>
              <th scope="row">
                {row.agreementId === null ? t('statement.noAgreement') : `${row.agreementCode} ${row.agreementName}`}
              </th>
              {movements.map((key) => (
                <td key={key} className="amount">
                  {yuan(row[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('sum')}</th>
            {movements.map((key) => (
              <td key={key} className="amount" data-total={key} data-value={totals[key]}>
                {yuan(totals[key])}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
      <p className="paper-note">{t('statement.equation')}</p>
      <h4>{t('statement.entries', { n: count(entries.totalRows) })}</h4>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('statement.date')}</th>
            <th scope="col">{t('statement.seq')}</th>
            <th scope="col">{t('statement.kind')}</th>
            <th scope="col">{t('statement.agreement')}</th>
            <th scope="col">{t('period')}</th>
            {changes.map((key) => (
              <th key={key} scope="col" className="amount">
                {t(`statement.${key === 'confirmedFen' ? 'confirming' : key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.rows.map((entry) => (
            <tr key={entry.entryId}>
              <td>{entry.postingDate}</td>
              <td>{entry.seq}</td>
              <td>{t(`rebates.entryKinds.${entry.kind}`, { ns: 'app', defaultValue: entry.kind })}</td>
              <td>{orNone(entry.agreementCode)}</td>
              <td>{entry.periodCode}</td>
              {changes.map((key) => (
                <td key={key} className="amount">
                  {entry[key] === 0 ? '' : yuan(entry[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {entries.truncated && (
        <p className="paper-note">
          {t('why.cut', { ns: 'app', shown: count(entries.rows.length), total: count(entries.totalRows) })}
        </p>
      )}
      <div className="paper-seals">
        <p>{t('statement.ask')}</p>
        <dl>
          {(['dealerSeal', 'ourSeal'] as const).map((who) => (
            <div key={who}>
              <dt>{t(`statement.${who}`)}</dt>
              <dd>{t('statement.sealDate')}</dd>
            </div>
          ))}
        </dl>
      </div>
      <p className="paper-note">{t('statement.prepared', { who: orNone(preparedBy), at: stamp(generatedAt) })}</p>
    </article>
  );
}
