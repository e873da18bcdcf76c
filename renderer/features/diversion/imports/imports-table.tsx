import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportRecord } from '../../../../db/contract/diversion-imports.ts';
import { useClient } from '../../../client/client-context.tsx';
import { errorSentence } from '../../../client/error-sentence.ts';
import { reasonText } from '../../../client/reason-text.ts';
import { count, stamp } from '../../../components/format/format.ts';
import { FindingsTable } from './findings-table.tsx';
import { useImports, useRefreshImports } from './use-imports.ts';

const COLUMNS = ['at', 'file', 'by', 'region', 'rows', 'taken', 'state', 'more'] as const;

/** Every import of this laptop's regions with what came of it; each can be taken back. */
export function ImportsTable() {
  const { t } = useTranslation('imports');
  const { data, error } = useImports();
  const [shown, setShown] = useState<string | null>(null);
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined) return <p className="quiet">{t('frame:loading')}</p>;
  const { rows } = data.imports;
  if (rows.length === 0) return <p role="status">{t('records.empty')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="alerts-table" tabIndex={0} aria-label={t('records.table')}>
      <table className="data-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={column === 'rows' || column === 'taken' ? 'number' : undefined}>
                {t(`records.columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((record) => (
            <Fragment key={record.id}>
              <tr data-import={record.id} data-state={record.state}>
                <td>{stamp(record.importedAt)}</td>
                <td>{record.fileName}</td>
                <td>{record.byName}</td>
                <td>{record.regionName}</td>
                <td className="number">{count(record.fileRows)}</td>
                <td className="number">{record.taken === null ? '—' : count(record.taken)}</td>
                <td>
                  <StateText record={record} />
                </td>
                <td>
                  <button
                    type="button"
                    className="link"
                    aria-expanded={shown === record.id}
                    aria-label={t('records.moreOf', { file: record.fileName })}
                    onClick={() => setShown(shown === record.id ? null : record.id)}
                  >
                    {t(shown === record.id ? 'records.less' : 'records.more')}
                  </button>
                </td>
              </tr>
              {shown === record.id && (
                <tr>
                  <td colSpan={COLUMNS.length}>
                    <FindingsTable findings={record.findings} />
                    <Undo record={record} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function StateText({ record }: { readonly record: ImportRecord }) {
  const { t } = useTranslation('imports');
  const { state, sent, parts, refusal, undoneAt, undoneByName } = record;
  return (
    <>
      <strong>{t(`states.${state}`)}</strong>
      {state === 'sending' && (
        <progress value={sent} max={Math.max(1, parts)} aria-label={t('records.sent', { sent, parts })} />
      )}
      {undoneAt !== null && (
        <span className="quiet"> {t('records.undoneBy', { by: undoneByName ?? '', at: stamp(undoneAt) })}</span>
      )}
      {refusal !== null && (
        <span className="wrong">
          {' '}
          {state === 'taken' && t('records.notUndone')}
          {reasonText(refusal, t)}
        </span>
      )}
    </>
  );
}

/** Takes an import back, asked twice: also while it is on its way, which is how it is cancelled. */
function Undo({ record }: { readonly record: ImportRecord }) {
  const { t } = useTranslation('imports');
  const client = useClient();
  const refresh = useRefreshImports();
  const [isAsked, setAsked] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { state, taken } = record;
  if (state !== 'taken' && state !== 'sending' && state !== 'arriving') return null;
  const kind = state === 'taken' ? 'undo' : 'cancel';
  const undo = async (): Promise<void> => {
    setAsked(false);
    try {
      await client.diversion.undoImport({ importId: record.id });
      refresh();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <div className="row">
      {isAsked ? (
        <>
          <span role="alert">{t(`${kind}.sure`, { n: count(taken ?? 0) })}</span>
          <button type="button" className="button primary" onClick={() => void undo()}>
            {t(`${kind}.yes`)}
          </button>
          <button type="button" className="button" onClick={() => setAsked(false)}>
            {t('undo.no')}
          </button>
        </>
      ) : (
        <button type="button" className="button" onClick={() => setAsked(true)}>
          {t(`${kind}.ask`)}
        </button>
      )}
      {failure !== null && (
        <span className="wrong" role="alert">
          {errorSentence(failure, t)}
        </span>
      )}
    </div>
  );
}
