import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDeduction as Told } from '../../../db/contract/diversion-deduction.ts';
import { problemInWords } from '../../../db/domain/rebates/policy/tell-lint.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { newId } from '../../client/new-id.ts';
import { count, money, orNone, yuan } from '../../components/format/format.ts';
import { useRuleLanguage } from '../../components/rules/rule-language.ts';
import { useDeduction, useRefreshCases } from './use-cases.ts';

type Calculated = Extract<Told, { state: 'calculated' }>;

/** What the diverted goods earned: the formula with its figures, the lines it rests on, and the way into the ledger. */
export function CaseDeduction({ caseId }: { readonly caseId: string }) {
  const { t } = useTranslation('cases');
  const language = useRuleLanguage('CNY');
  const { data, error } = useDeduction(caseId);
  return (
    <section className="deduction" aria-label={t('deduction.title')}>
      <h3>{t('deduction.title')}</h3>
      {error !== null && (
        <p className="wrong" role="alert">
          {errorSentence(error, t)}
        </p>
      )}
      {data === undefined && error === null && <p className="quiet">{t('deduction.working')}</p>}
      {data?.state === 'no_goods' && <p className="quiet">{t('deduction.noGoods')}</p>}
      {data?.state === 'partly_visible' && <p className="quiet">{t('deduction.hidden')}</p>}
      {data?.state === 'refused' && (
        <p className="wrong" role="alert">
          {t('deduction.refused', {
            reason: data.problems
              .slice(0, 1)
              .map((one) => problemInWords(one, language))
              .join(),
          })}
        </p>
      )}
      {data?.state === 'calculated' && <Figures told={data} />}
    </section>
  );
}

function Figures({ told }: { readonly told: Calculated }) {
  const { t } = useTranslation('cases');
  const { figures, lines, currency, amountFen, asOf, standing, codes, codesWithoutLine, cameBackMilli } = told;
  return (
    <>
      <p>
        <strong className="deduction-sum" data-value={amountFen}>
          {money(amountFen, currency)}
        </strong>{' '}
        <span className="badge">{t(`deduction.standing.${standing}`)}</span>
        <br />
        <span className="quiet">{t('deduction.formula', { day: asOf })}</span>
      </p>
      {figures.length === 0 ? (
        <p className="quiet">{t('deduction.none')}</p>
      ) : (
        /* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */
        <section className="alerts-table" tabIndex={0} aria-label={t('deduction.figures')}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{t('deduction.columns.agreement')}</th>
                <th scope="col">{t('deduction.columns.dealer')}</th>
                <th scope="col">{t('deduction.columns.period')}</th>
                {(['with', 'without', 'difference', 'amount'] as const).map((column) => (
                  <th key={column} scope="col" className="number">
                    {t(`deduction.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {figures.map((figure) => (
                <tr key={`${figure.agreementId}/${figure.dealerId}/${figure.periodCode ?? ''}`}>
                  <td title={figure.agreementName}>{figure.agreementCode}</td>
                  <td>{figure.dealerName}</td>
                  <td>{orNone(figure.periodCode)}</td>
                  <td className="number">{yuan(figure.withFen)}</td>
                  <td className="number">{yuan(figure.withoutFen)}</td>
                  <td className="number">{yuan(figure.differenceFen)}</td>
                  <td className="number">{yuan(figure.amountFen)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p className="quiet">
        {t('deduction.goods', { n: count(codes), lines: count(lines.totalRows) })}
        {codesWithoutLine > 0 && ` ${t('deduction.withoutLine', { n: count(codesWithoutLine) })}`}
        {cameBackMilli > 0 && ` ${t('deduction.cameBack', { n: count(cameBackMilli / 1000) })}`}
      </p>
      {lines.rows.length > 0 && <Lines told={told} />}
      <Sending told={told} />
    </>
  );
}

/** Thousandths of a base unit, with as many decimals as they need. */
const quantity = (milli: number): string => String(milli / 1000);

function Lines({ told: { lines } }: { readonly told: Calculated }) {
  const { t } = useTranslation('cases');
  return (
    <details>
      <summary>{t('deduction.lines', { n: count(lines.totalRows) })}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="alerts-table" tabIndex={0} aria-label={t('deduction.linesTable')}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('deduction.columns.date')}</th>
              <th scope="col">{t('deduction.columns.sku')}</th>
              {(['quantity', 'net', 'tax'] as const).map((column) => (
                <th key={column} scope="col" className="number">
                  {t(`deduction.columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.rows.map((line) => (
              <tr key={line.lineId}>
                <td>{line.date}</td>
                <td>{line.skuName}</td>
                <td className="number">
                  {t('deduction.part', {
                    part: quantity(line.quantityMilli),
                    whole: quantity(line.lineQuantityMilli),
                    unit: line.baseUnit,
                  })}
                </td>
                <td className="number">{yuan(line.netFen)}</td>
                <td className="number">{yuan(line.taxFen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {lines.truncated && (
        <p className="quiet">{t('cases.cut', { shown: count(lines.rows.length), total: count(lines.totalRows) })}</p>
      )}
    </details>
  );
}

/** Sends the deduction to the ledger, or says how far it has come. */
function Sending({ told: { proposal, maySend, sent, currency } }: { readonly told: Calculated }) {
  const { t } = useTranslation('cases');
  const client = useClient();
  const refresh = useRefreshCases();
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    if (proposal === null || isBusy) return;
    setBusy(true);
    setFailure(null);
    try {
      const { regionId, body } = proposal;
      await client.ledger.propose({ id: newId(), regionId, content: { kind: 'diversion', body } });
      await refresh();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const stage = sent === null ? null : sent.delivery === 'synced' ? sent.state : sent.delivery;
  return (
    <>
      {sent !== null && stage !== null && (
        <p data-deduction={stage}>
          {t(`deduction.sent.${stage}`, {
            amount: money(sent.amountFen, currency),
            maker: orNone(sent.makerName),
            checker: orNone(sent.checkerName),
          })}
        </p>
      )}
      {maySend && (
        <p className="row">
          <button type="button" className="button primary" disabled={isBusy} onClick={() => void send()}>
            {t('deduction.send')}
          </button>
          <span className="quiet">{t('deduction.sendHint')}</span>
        </p>
      )}
      {failure !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure, t)}
        </p>
      )}
    </>
  );
}
