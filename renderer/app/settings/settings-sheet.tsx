import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../db/contract/settings.ts';
import { CONTRACT_VERSION } from '../../../db/contract/version.ts';
import { useClient } from '../../client/client-context.tsx';
import { connectionState } from '../../client/connect.ts';
import { tell } from '../../client/notices.ts';
import { useAsk } from '../../client/queries.ts';
import { useChangeSettings, useSettings } from '../../client/settings.ts';
import { useSyncStatus } from '../../client/sync-status.ts';
import { moment } from '../../components/format/format.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { Diagnosis } from './diagnosis.tsx';

const LOCALES = ['zh-CN', 'en'] as const;
/** Each language in its own words, so that it is found by those who read no other. */
const LOCALE_NAMES = { 'zh-CN': '中文', en: 'English' } as const;
const THEMES = ['system', 'light', 'dark', 'projector'] as const;
const INTERVALS = [15, 30, 60, 120, 240, 480, 1440] as const;

interface ChoiceProps<T extends string | number> {
  readonly name: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string; readonly lang?: string }[];
  readonly onChange: (value: T) => void;
}

function Choice<T extends string | number>({ name, value, options, onChange }: ChoiceProps<T>) {
  return (
    <fieldset className="segments">
      <legend>{name}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value} lang={option.lang}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What the user may choose on this laptop, what it is, and whether it is well. Every choice is saved at once. */
export function SettingsSheet({ onClose, onEnrol }: { readonly onClose: () => void; readonly onEnrol: () => void }) {
  const { t } = useTranslation('frame');
  const client = useClient();
  const settings = useSettings((all) => all);
  const change = useChangeSettings();
  const changeInterval = async (syncEveryMinutes: number): Promise<void> => {
    await change({ syncEveryMinutes });
    // The next sync is planned anew at the end of one.
    await client.sync.start({}).catch(tell);
  };
  const interval = (minutes: number): string =>
    minutes < 60 ? t('settings.minutes', { n: minutes }) : t('settings.hours', { n: minutes / 60 });
  // An interval set by other means is kept and shown.
  const intervals = [...new Set<number>([...INTERVALS, settings.syncEveryMinutes])].sort((one, other) => one - other);
  return (
    <Sheet place="side" title={t('rail.settings')} closeText={t('close')} onClose={onClose}>
      <section>
        <Choice<Settings['locale']>
          name={t('settings.language')}
          value={settings.locale}
          options={LOCALES.map((value) => ({ value, text: LOCALE_NAMES[value], lang: value }))}
          onChange={(locale) => void change({ locale })}
        />
        <Choice<Settings['theme']>
          name={t('settings.theme')}
          value={settings.theme}
          options={THEMES.map((value) => ({ value, text: t(`settings.themes.${value}`) }))}
          onChange={(theme) => void change({ theme })}
        />
        <p className="quiet">{t(`settings.themeHint.${settings.theme}`)}</p>
        <Choice
          name={t('settings.interval')}
          value={settings.syncEveryMinutes}
          options={intervals.map((value) => ({ value, text: interval(value) }))}
          onChange={(minutes) => void changeInterval(minutes)}
        />
      </section>
      <DeviceFacts onEnrol={onEnrol} />
      <section>
        <h3>{t('settings.data')}</h3>
        <Rebuild />
      </section>
      <section>
        <h3>{t('diagnosis.title')}</h3>
        <Diagnosis />
      </section>
      <About />
    </Sheet>
  );
}

function DeviceFacts({ onEnrol }: { readonly onEnrol: () => void }) {
  const { t } = useTranslation('frame');
  const device = useAsk('sync.getDevice', (from) => from.sync.getDevice, {}).data?.device;
  const status = useSyncStatus();
  const now = new Date();
  const none = t('sync.none');
  return (
    <section>
      <h3>{t('settings.device')}</h3>
      <dl className="facts">
        <dt>{t('sync.headOffice')}</dt>
        <dd className="address">{device?.headOffice ?? none}</dd>
        <dt>{t('settings.person')}</dt>
        <dd>{device?.personName ?? none}</dd>
        <dt>{t('settings.enrolledAt')}</dt>
        <dd>{device?.enrolledAt == null ? none : moment(device.enrolledAt, now)}</dd>
        <dt>{t('settings.deviceId')}</dt>
        <dd className="address">{device?.id ?? none}</dd>
        <dt>{t('sync.dataOf')}</dt>
        <dd>{moment(status?.syncedAt ?? null, now)}</dd>
      </dl>
      <button type="button" className="button" onClick={onEnrol}>
        {t('enrolment.again')}…
      </button>
    </section>
  );
}

/** Fetching everything anew takes a while, so it is asked for twice. */
function Rebuild() {
  const { t } = useTranslation('frame');
  const client = useClient();
  const [isAsked, setAsked] = useState(false);
  const isRebuilding = useSyncStatus()?.state === 'rebuilding';
  const rebuild = async (): Promise<void> => {
    setAsked(false);
    await client.sync.rebuild({}).catch(tell);
  };
  if (!isAsked) {
    return (
      <>
        <p className="quiet">{t('settings.rebuildHint')}</p>
        <button type="button" className="button" disabled={isRebuilding} onClick={() => setAsked(true)}>
          {t(isRebuilding ? 'sync.states.rebuilding' : 'settings.rebuild')}
        </button>
      </>
    );
  }
  return (
    <fieldset className="confirm" aria-label={t('settings.rebuild')}>
      <p>{t('settings.rebuildSure')}</p>
      <div className="row">
        <button type="button" className="button primary" onClick={() => void rebuild()}>
          {t('settings.rebuildYes')}
        </button>
        {/* biome-ignore lint/a11y/noAutofocus: the question replaces the button that had the focus */}
        <button type="button" className="button" autoFocus onClick={() => setAsked(false)}>
          {t('cancel')}
        </button>
      </div>
    </fieldset>
  );
}

function About() {
  const { t } = useTranslation('frame');
  const connection = useSyncExternalStore(connectionState.subscribe, connectionState.get);
  return (
    <section>
      <h3>{t('settings.about')}</h3>
      <dl className="facts">
        <dt>{t('app:product')}</dt>
        <dd>{connection.kind === 'open' ? t('settings.version', { version: connection.service.appVersion }) : '—'}</dd>
        <dt>{t('settings.contract')}</dt>
        <dd>{CONTRACT_VERSION}</dd>
        <dt>{t('settings.licence')}</dt>
        <dd>Apache-2.0</dd>
      </dl>
    </section>
  );
}
