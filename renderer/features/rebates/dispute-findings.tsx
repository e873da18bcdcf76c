import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DisputeAnswer, DisputeCause } from '../../../db/contract/rebate-disputes.ts';
import { yuan } from '../../components/format/format.ts';

/** An exact amount: whole 分 as money, anything finer to its last digit. */
export function exactAmount(text: string): string {
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '' || rest.length > 2) return text.replace('-', '−');
  return yuan(Number(`${sign}${whole}${rest.padEnd(2, '0')}`));
}

/** Causes whose two sides are amounts of money; a repeated line has the place of the first instead. */
const OF_AMOUNTS: ReadonlySet<DisputeCause['kind']> = new Set([
  'line_missing', 'line_extra', 'line_repeated', 'line_amount', 'cap', 'minimum', 'adjustment',
]); // biome-ignore format: one line

/** A cause in a sentence: what it is, what we have, what he has. */
export function causeText({ kind, what, ours, theirs }: DisputeCause, t: TFunction): string {
  const value = (text: string | null): string => {
    if (text === null) return '';
    if (OF_AMOUNTS.has(kind) && /^-?\d+(\.\d+)?$/.test(text)) return exactAmount(text);
    return t(`rebates.dispute.values.${text}`, { defaultValue: text });
  };
  return t(`rebates.dispute.causes.${kind}`, { what, ours: value(ours), theirs: value(theirs) });
}

/** What came of a dispute: the causes with their effects, which sum to the difference. */
export function DisputeFindings({ answer }: { readonly answer: DisputeAnswer }) {
  const { t } = useTranslation();
  if (answer.state === 'partly_visible') return <p className="wrong">{t('rebates.dispute.partly_visible')}</p>;
  if (answer.state === 'refused') {
    return (
      <>
        <p className="wrong">{t('rebates.dispute.refused')}</p>
        <ul>
          {answer.problems.map(({ path, message }) => (
            <li key={`${path} ${message}`}>{message}</li>
          ))}
        </ul>
      </>
    );
  }
  if (answer.state === 'unreadable') {
    return (
      <>
        <p className="wrong">{t('rebates.dispute.unreadable')}</p>
        <table className="dispute-table">
          <thead>
            <tr>
              <th scope="col">{t('rebates.dispute.cell')}</th>
              <th scope="col">{t('rebates.dispute.trouble')}</th>
              <th scope="col">{t('rebates.dispute.content')}</th>
            </tr>
          </thead>
          <tbody>
            {answer.problems.map(({ place, code, found }) => (
              <tr key={`${place} ${code}`}>
                <td>{place}</td>
                <td>{t(`rebates.dispute.problems.${code}`)}</td>
                <td className="quiet">{found}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </>
    );
  }
  const { ours, claimed, gap, causes, rest, alternatives, complete, lines, harmless } = answer;
  return (
    <>
      <dl className="dispute-sums">
        <div>
          <dt>{t('rebates.dispute.ours')}</dt>
          <dd>{exactAmount(ours)}</dd>
        </div>
        <div>
          <dt>{t('rebates.dispute.theirs')}</dt>
          <dd>{exactAmount(claimed)}</dd>
        </div>
        <div>
          <dt>{t('rebates.dispute.gap')}</dt>
          <dd>{exactAmount(gap)}</dd>
        </div>
      </dl>
      {lines !== null && (
        <p className="quiet">
          {t('rebates.dispute.lines', { ...lines, basis: t(`rebates.dispute.bases.${lines.basis}`) })}
        </p>
      )}
      <table className="dispute-table">
        <caption>{t(causes.length === 0 ? 'rebates.dispute.noCauses' : 'rebates.dispute.causesTitle')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('rebates.dispute.cause')}</th>
            <th scope="col">{t('rebates.dispute.evidence')}</th>
            <th scope="col" className="number">
              {t('rebates.dispute.effect')}
            </th>
          </tr>
        </thead>
        <tbody>
          {causes.map((cause) => (
            <tr key={`${cause.kind} ${cause.what} ${cause.place}`} data-cause={cause.kind}>
              <td>{causeText(cause, t)}</td>
              <td>{cause.place ?? t(cause.seen ? 'rebates.dispute.seen' : 'rebates.dispute.supposed')}</td>
              <td className="number">{exactAmount(cause.effect)}</td>
            </tr>
          ))}
          <tr data-cause="rest">
            <td>{t('rebates.dispute.rest')}</td>
            <td />
            <td className="number">{exactAmount(rest)}</td>
          </tr>
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2}>{t('rebates.dispute.gap')}</td>
            <td className="number">{exactAmount(gap)}</td>
          </tr>
        </tfoot>
      </table>
      {harmless > 0 && <p className="quiet">{t('rebates.dispute.harmless', { n: harmless })}</p>}
      {!complete && <p className="quiet">{t('rebates.dispute.incomplete')}</p>}
      {alternatives.length > 0 && (
        <details>
          <summary>{t('rebates.dispute.alternatives', { n: alternatives.length })}</summary>
          <ul>
            {alternatives.map((other) => {
              const text = other.map((cause) => `${causeText(cause, t)} ${exactAmount(cause.effect)}`).join('；');
              return <li key={text}>{text}</li>;
            })}
          </ul>
        </details>
      )}
    </>
  );
}
