import '../cases.css';
import './imports.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CRS, type Crs } from '../../../../db/domain/geo/crs.ts';
import { errorSentence } from '../../../client/error-sentence.ts';
import { FilePicker } from '../../../components/file-picker/file-picker.tsx';
import { count } from '../../../components/format/format.ts';
import { Sheet } from '../../../components/sheet/sheet.tsx';
import { ImportsTable } from './imports-table.tsx';
import { PreviewView } from './preview-view.tsx';
import { type ImportFile, useImportFile } from './use-import-file.ts';
import { useRefreshImports } from './use-imports.ts';

/** 导入扫码: a file is chosen, looked at, imported; below it what became of earlier ones. */
export function ImportsSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('imports');
  const { file, look, cancel, take } = useImportFile(useRefreshImports());
  const [crs, setCrs] = useState<Crs>('GCJ02');
  const [chosen, setChosen] = useState<File | null>(null);
  const choose = (next: File | null, system: Crs): void => {
    setChosen(next);
    setCrs(system);
    if (next !== null) void look(next, system);
  };
  return (
    <Sheet place="wide" title={t('title')} closeText={t('frame:close')} onClose={onClose}>
      <section aria-label={t('choose.title')}>
        <div className="row">
          <FilePicker
            label={t('choose.file')}
            accept=".csv,.txt,.tsv,.xlsx,.json,.jsonld"
            name={chosen?.name ?? null}
            onChoose={(next) => choose(next, crs)}
          />
          <label>
            {t('choose.crs')}{' '}
            <select className="field" value={crs} onChange={({ target }) => choose(chosen, target.value as Crs)}>
              {CRS.map((one) => (
                <option key={one} value={one}>
                  {t(`crs.${one}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <p className="quiet">{t('choose.hint')}</p>
      </section>
      <Progress file={file} onCancel={cancel} />
      {(file.state === 'ready' || file.state === 'saving') && (
        <PreviewView
          key={file.preview.fileName}
          preview={file.preview}
          isSaving={file.state === 'saving'}
          onImport={(regionId) => void take(regionId)}
          onCancel={() => {
            setChosen(null);
            cancel();
          }}
        />
      )}
      <section aria-label={t('records.title')}>
        <h3>{t('records.title')}</h3>
        <ImportsTable />
      </section>
    </Sheet>
  );
}

function Progress({ file, onCancel }: { readonly file: ImportFile; readonly onCancel: () => void }) {
  const { t } = useTranslation('imports');
  if (file.state === 'failed') {
    return (
      <p className="wrong" role="alert">
        {errorSentence(file.error, t)}
      </p>
    );
  }
  if (file.state !== 'sending' && file.state !== 'working') return null;
  const { done, total } = file.state === 'sending' ? file : file.progress;
  const step = file.state === 'sending' ? 'sending' : file.progress.step;
  return (
    <div className="row" role="status">
      <span>{t(`steps.${step}`, { done: count(done), total: count(total) })}</span>
      <progress {...(total > 0 ? { value: done, max: total } : {})} aria-label={t('preview.title')} />
      <button type="button" className="button" onClick={onCancel}>
        {t('choose.cancel')}
      </button>
    </div>
  );
}
