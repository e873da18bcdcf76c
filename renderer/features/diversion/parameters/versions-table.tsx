import { useTranslation } from 'react-i18next';
import type { ParametersAnswer, ParameterVersionRow } from '../../../../db/contract/diversion-parameters.ts';
import { count, stamp } from '../../../components/format/format.ts';

/** Who changed what when and why, and what he had seen it would have done. */
export function VersionsTable({ held }: { readonly held: ParametersAnswer }) {
  const { t } = useTranslation('parameters');
  const { rows, totalRows, truncated } = held.history;
  return (
    <section aria-label={t('history.title')}>
      <h3>{t('history.title')}</h3>
      {rows.length === 0 ? (
        <p className="quiet">{t(held.isHeadOffice ? 'history.noneBase' : 'history.none')}</p>
      ) : (
        <>
          {truncated && (
            <p className="quiet">{t('history.cut', { shown: count(rows.length), total: count(totalRows) })}</p>
          )}
          <table className="data-table versions">
            <thead>
              <tr>
                {(['no', 'at', 'who', 'what', 'seen', 'why'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`history.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((version) => (
                <VersionRow key={version.id} version={version} isHeadOffice={held.isHeadOffice} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function VersionRow({
  version,
  isHeadOffice,
}: {
  readonly version: ParameterVersionRow;
  readonly isHeadOffice: boolean;
}) {
  const { t } = useTranslation('parameters');
  const { no, setAt, setByName, reason, changes, boundChanges, before, after, gained, lost } = version;
  const untold = t(isHeadOffice ? 'history.builtIn' : 'history.base');
  return (
    <tr data-version={no}>
      <th scope="row">{no}</th>
      <td>{stamp(setAt)}</td>
      <td>{setByName}</td>
      <td>
        <ul>
          {changes.map(({ name, from, to }) => (
            <li key={name}>{`${t(`names.${name}`)} ${from ?? untold} → ${to ?? untold}`}</li>
          ))}
          {boundChanges.map(({ name, to }) => (
            <li key={name}>
              {t('history.bounds', { name: t(`names.${name}`), to: to === null ? t('history.builtIn') : to.join('–') })}
            </li>
          ))}
        </ul>
      </td>
      <td>
        {t('history.seen', {
          before: count(before.cases),
          after: count(after.cases),
          gained: count(gained),
          lost: count(lost),
        })}
      </td>
      <td>{reason}</td>
    </tr>
  );
}
