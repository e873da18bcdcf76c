import { useTranslation } from 'react-i18next';
import type { VatLine } from '../../../db/domain/ledger/red-invoice.ts';
import { rate, yuan } from '../../components/format/format.ts';

const AMOUNTS = ['netFen', 'taxFen', 'grossFen'] as const;

/** What an invoice states: net, tax and gross of each rate, and their sums. */
export function TaxTable({ lines }: { readonly lines: readonly VatLine[] }) {
  const { t } = useTranslation('finance');
  return (
    <table className="finance-table">
      <thead>
        <tr>
          <th scope="col">{t('settle.taxRate')}</th>
          {AMOUNTS.map((key) => (
            <th key={key} scope="col" className="amount">
              {t(`settle.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.ratePpm}>
            <td>{rate(line.ratePpm)}</td>
            {AMOUNTS.map((key) => (
              <td key={key} className="amount">
                {yuan(line[key])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('sum')}</th>
          {AMOUNTS.map((key) => (
            <td key={key} className="amount">
              {yuan(lines.reduce((sum, line) => sum + line[key], 0))}
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
