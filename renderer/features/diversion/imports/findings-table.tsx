import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../../db/domain/diversion/schema/scan-import.ts';
import { count } from '../../../components/format/format.ts';

const OUTCOMES = ['refused', 'set_aside', 'noted'] as const;
const SIGNS = { refused: '✕', set_aside: '◌', noted: 'i' } as const;

/** What was found about the rows of a file: how many for which reason, and the first of each. */
export function FindingsTable({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useTranslation('imports');
  if (findings.length === 0) return <p role="status">{t('findings.none')}</p>;
  const sorted = OUTCOMES.flatMap((outcome) => findings.filter((one) => one.outcome === outcome));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="alerts-table" tabIndex={0} aria-label={t('findings.table')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('findings.outcome')}</th>
            <th scope="col">{t('findings.reason')}</th>
            <th scope="col" className="number">
              {t('findings.rows')}
            </th>
            <th scope="col">{t('findings.first')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ outcome, reason, rows, first }) => (
            <tr key={reason} data-reason={reason}>
              <td>
                <span className={`outcome ${outcome}`} title={t(`outcomeMeaning.${outcome}`)}>
                  <span aria-hidden="true">{SIGNS[outcome]}</span> {t(`outcomes.${outcome}`)}
                </span>
              </td>
              <td>{t(`reasons.${reason}`)}</td>
              <td className="number">{count(rows)}</td>
              <td className="first-rows">
                {first.map(({ row, detail }) => (
                  <span key={`${row} ${detail}`}>
                    {row > 0 && t('findings.row', { n: count(row) })}
                    {row > 0 && detail !== null && ' '}
                    {detail !== null && (
                      <span className="quiet">{reason === 'malformed' ? t(`fields.${detail}`, detail) : detail}</span>
                    )}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
