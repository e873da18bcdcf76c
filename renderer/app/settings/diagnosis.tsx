import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { AppError } from '../../../db/contract/errors.ts';
import type { system } from '../../../db/contract/system.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';

type Check = z.output<typeof system.diagnose.output>['checks'][number];

const SIGNS: Readonly<Record<Check['outcome'], string>> = { ok: '✓', warning: '!', failed: '✕' };

/** The checks as an administrator wants them in a message. */
const reportOf = (checks: readonly Check[]): string =>
  checks
    .map(({ name, outcome, detail, error }) =>
      [outcome, name, detail, error?.code].filter((part) => part !== undefined && part !== '').join('\t'),
    )
    .join('\n');

/** Looks whether everything on this laptop is well, and gives the findings to be passed on. */
export function Diagnosis() {
  const { t } = useTranslation('frame');
  const client = useClient();
  const [checks, setChecks] = useState<readonly Check[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);
  const diagnose = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    setCopied(null);
    try {
      setChecks((await client.system.diagnose({})).checks);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const copy = (): void => {
    navigator.clipboard.writeText(reportOf(checks ?? [])).then(
      () => setCopied('yes'),
      () => setCopied('no'),
    );
  };
  return (
    <>
      <p className="quiet">{t('diagnosis.hint')}</p>
      <div className="row">
        <button type="button" className="button" disabled={isBusy} aria-busy={isBusy} onClick={() => void diagnose()}>
          {t(isBusy ? 'diagnosis.busy' : 'diagnosis.run')}
        </button>
        {checks !== null && (
          <button type="button" className="button" onClick={copy}>
            {t(copied === 'yes' ? 'diagnosis.copied' : 'diagnosis.copy')}
          </button>
        )}
      </div>
      {failure !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure, t)}
        </p>
      )}
      {copied === 'no' && (
        <textarea className="input report" readOnly aria-label={t('diagnosis.copy')} value={reportOf(checks ?? [])} />
      )}
      {checks !== null && (
        <ul className="checks" aria-label={t('diagnosis.title')}>
          {checks.map(({ name, outcome, error }) => (
            <li key={name} className={outcome}>
              <span className="check-sign" aria-hidden="true">
                {SIGNS[outcome]}
              </span>
              <strong>{t([`diagnosis.checks.${name.replace('.', '_')}`, 'diagnosis.checks.other'], { name })}</strong>
              <span>{t(`diagnosis.${outcome}`)}</span>
              {error !== null && <p>{errorSentence(new AppError(error.code, error.params), t)}</p>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
