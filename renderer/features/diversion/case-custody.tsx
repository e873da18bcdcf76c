import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../db/contract/diversion-cases.ts';
import { count, orNone, stamp } from '../../components/format/format.ts';

const COLUMNS = ['code', 'sku', 'batch', 'shipment', 'shipped', 'warehouse', 'actor', 'scanned', 'terminal', 'place'] as const; // biome-ignore format: one line

/** Each code of a case from its shipment to the scan, as head office has it. */
export function CaseCustody({ detail: { custody, withheldPlaces } }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('cases');
  if (custody.rows.length === 0) return null;
  return (
    <section>
      <h3>{t('case.custody')}</h3>
      {withheldPlaces > 0 && <p className="quiet">{t('case.withheld', { n: count(withheldPlaces) })}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="alerts-table" tabIndex={0} aria-label={t('case.custody')}>
        <table className="data-table">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`case.custodyColumns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {custody.rows.map((row) => (
              <tr key={row.scanId}>
                <td>{row.code}</td>
                <td>{orNone(row.sku)}</td>
                <td>{orNone(row.batch)}</td>
                <td>{orNone(row.shipment)}</td>
                <td>{orNone(row.shippedOn)}</td>
                <td>{orNone(row.warehouse)}</td>
                <td>{t(`app:diversion.actors.${row.actor}`)}</td>
                <td>{row.scannedAt === null ? row.scannedOn : stamp(row.scannedAt)}</td>
                <td>{orNone(row.terminal)}</td>
                <td>
                  {row.longitude === null || row.latitude === null
                    ? t('case.noPlace')
                    : `${row.longitude.toFixed(3)}, ${row.latitude.toFixed(3)}${row.actor === 'consumer' ? ` · ${t('case.cell')}` : ''}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
