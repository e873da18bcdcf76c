import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPreview } from '../../../../db/contract/diversion-imports.ts';
import { count, stamp } from '../../../components/format/format.ts';
import { FindingsTable } from './findings-table.tsx';

interface Props {
  readonly preview: ImportPreview;
  readonly isSaving: boolean;
  readonly onImport: (regionId: string) => void;
  readonly onCancel: () => void;
}

/** What would become of a file, and the two ways on from here. */
export function PreviewView({ preview, isSaving, onImport, onCancel }: Props) {
  const { t } = useTranslation('imports');
  const { regions, rows, fileRows, before, feeds, columns, from, to } = preview;
  const [chosen, setChosen] = useState(regions[0]?.id ?? '');
  const refused = fileRows - rows;
  const unread = columns.filter(({ field, title }) => field === null && title !== '').length;
  return (
    <section aria-label={t('preview.title')} data-preview={preview.fileName}>
      <h3>{t('preview.heading', { file: preview.fileName, format: t(`formats.${preview.format}`) })}</h3>
      <p>
        <strong data-rows={rows}>{t('preview.sum', { rows: count(rows), total: count(fileRows) })}</strong>
        {refused > 0 && ` ${t('preview.refused', { n: count(refused) })}`}
        {from !== null && to !== null && ` ${t('preview.span', { from: stamp(from), to: stamp(to) })}`}
      </p>
      {before !== null && (
        <p className="wrong" role="status">
          {t('preview.before', { file: before.fileName, by: before.byName, at: stamp(before.importedAt) })}
        </p>
      )}
      {feeds.map(({ source, tagged, likely, readings }) => (
        <p key={`${source} ${tagged}`} role="status">
          {t('preview.feed', { source: source ?? t('preview.unnamed'), tagged, likely, n: count(readings) })}
        </p>
      ))}
      <FindingsTable findings={preview.findings} />
      {columns.length > 0 && (
        <details>
          <summary>{t('preview.columns', { n: count(columns.length - unread), unread: count(unread) })}</summary>
          <ul className="column-list">
            {columns.map(({ title, field }, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name; titles may come twice
              <li key={n}>
                {title} → {field === null ? t('preview.unread') : t(`fields.${field}`, field)}
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="quiet">{t('preview.headOffice')}</p>
      {regions.length === 0 && (
        <p className="wrong" role="alert">
          {t('preview.forbidden')}
        </p>
      )}
      <div className="row">
        {regions.length > 1 && (
          <label>
            {t('preview.region')}{' '}
            <select className="field" value={chosen} onChange={({ target }) => setChosen(target.value)}>
              {regions.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button
          type="button"
          className="button primary"
          disabled={isSaving || rows === 0 || regions.length === 0}
          onClick={() => onImport(chosen)}
        >
          {t(isSaving ? 'preview.saving' : 'preview.import', { n: count(rows) })}
        </button>
        <button type="button" className="button" disabled={isSaving} onClick={onCancel}>
          {t('preview.discard')}
        </button>
      </div>
    </section>
  );
}
