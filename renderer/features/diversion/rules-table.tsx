import { useTranslation } from 'react-i18next';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { count } from '../../components/format/format.ts';

const COLUMNS = ['rule', 'confirmed', 'dismissed', 'precision', 'interval', 'dismissals'] as const;
const NUMBERS: ReadonlySet<string> = new Set(['confirmed', 'dismissed', 'precision', 'interval']);
const percent = (ppm: number): string => `${(ppm / 10_000).toFixed(1)}%`;

/** How often each rule of the detector was right, by the cases that were decided. */
export function RulesTable() {
  const { t } = useTranslation('cases');
  const { data, error } = useAsk('diversion.getRulePrecision', (client) => client.diversion.getRulePrecision, {});
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined) return <p className="quiet">{t('frame:loading')}</p>;
  if (data.decided === 0) return <p role="status">{t('rules.none')}</p>;
  return (
    <>
      <p className="quiet">{t('rules.basis', { n: count(data.decided) })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="alerts-table" tabIndex={0} aria-label={t('rules.table')}>
        <table className="data-table">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className={NUMBERS.has(column) ? 'number' : undefined}>
                  {t(`rules.columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.rules.map(({ rule, confirmed, dismissed, precisionPpm, interval, dismissals }) => (
              <tr key={rule} data-rule={rule}>
                <th scope="row">{t(`rules.names.${rule}`)}</th>
                <td className="number">{count(confirmed)}</td>
                <td className="number">{count(dismissed)}</td>
                <td className="number">{precisionPpm === null ? '—' : percent(precisionPpm)}</td>
                <td className="number">
                  {interval === null ? '—' : `${percent(interval.lowPpm)}–${percent(interval.highPpm)}`}
                </td>
                <td>
                  {dismissals
                    .map(({ reasonCode, cases }) => `${t(`cases.reasons.${reasonCode}`)} ${count(cases)}`)
                    .join(' · ') || '—'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
