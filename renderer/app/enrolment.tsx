import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sync } from '../../db/contract/sync.ts';
import { useClient } from '../client/client-context.tsx';
import { errorSentence } from '../client/error-sentence.ts';
import { useAsk } from '../client/queries.ts';
import { useChangeSettings, useSettings } from '../client/settings.ts';

const FIELDS = ['address', 'code', 'deviceName'] as const;
type Field = (typeof FIELDS)[number];
const isField = (name: unknown): name is Field => FIELDS.some((field) => field === name);

/** An address as people write it, with the scheme that they leave out. */
const completed = (address: string): string =>
  /^\w+:\/\//.test(address.trim()) ? address.trim() : `https://${address.trim()}`;

/**
 * Ties this laptop to a head office: its address, the one-time code of its administrator, and a name for the laptop.
 * @param onDone after an enrolment that replaced another one; the first one changes the screen by itself
 */
export function Enrolment({ onDone }: { readonly onDone?: () => void }) {
  const { t } = useTranslation('frame');
  const client = useClient();
  const known = useAsk('sync.getDevice', (from) => from.sync.getDevice, {}).data?.device?.headOffice ?? '';
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const [wrong, setWrong] = useState<ReadonlySet<Field>>(new Set());
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const values: Record<Field, string> = { address: known, code: '', deviceName: t('enrolment.laptop'), ...typed };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(null);
    const asked = sync.enrol.input.safeParse({ ...values, address: completed(values.address) });
    const faults = asked.success ? [] : asked.error.issues.map(({ path }) => path[0]).filter(isField);
    setWrong(new Set(faults));
    if (!asked.success) {
      document.getElementById(`enrolment-${faults[0] ?? 'address'}`)?.focus();
      return;
    }
    setBusy(true);
    try {
      await client.sync.enrol(asked.data);
      onDone?.();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="enrolment" onSubmit={(event) => void submit(event)} noValidate>
      {onDone === undefined && <Welcome />}
      <p className="quiet">{t(onDone === undefined ? 'enrolment.intro' : 'enrolment.introAgain')}</p>
      {FIELDS.map((field) => (
        <EnrolmentField
          key={field}
          field={field}
          value={values[field]}
          isWrong={wrong.has(field)}
          onChange={(value) => setTyped({ ...typed, [field]: value })}
        />
      ))}
      {failure !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure, t)}
        </p>
      )}
      <button type="submit" className="button primary" disabled={isBusy} aria-busy={isBusy}>
        {t(isBusy ? 'enrolment.busy' : 'enrolment.submit')}
      </button>
    </form>
  );
}

function Welcome() {
  const { t } = useTranslation();
  const locale = useSettings((settings) => settings.locale);
  const change = useChangeSettings();
  return (
    <div className="welcome">
      <h1>{t('product')}</h1>
      <button
        type="button"
        className="link"
        lang={locale === 'en' ? 'zh-CN' : 'en'}
        onClick={() => void change({ locale: locale === 'en' ? 'zh-CN' : 'en' })}
      >
        {t('language')}
      </button>
    </div>
  );
}

interface FieldProps {
  readonly field: Field;
  readonly value: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

function EnrolmentField({ field, value, isWrong, onChange }: FieldProps) {
  const { t } = useTranslation('frame');
  const hint = useId();
  return (
    <label className="labelled" htmlFor={`enrolment-${field}`}>
      <span>{t(`enrolment.${field}`)}</span>
      <input
        id={`enrolment-${field}`}
        className="input"
        value={value}
        maxLength={field === 'address' ? 300 : 100}
        autoComplete="off"
        spellCheck={false}
        inputMode={field === 'address' ? 'url' : 'text'}
        placeholder={field === 'address' ? 'https://' : undefined}
        aria-invalid={isWrong}
        aria-describedby={hint}
        onChange={({ target }) => onChange(target.value)}
      />
      <span id={hint} className={isWrong ? 'wrong' : 'quiet'}>
        {t(isWrong ? `enrolment.wrong.${field}` : `enrolment.hint.${field}`)}
      </span>
    </label>
  );
}
