import { SyncOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../db/contract/errors.ts';
import type { OpenCommand, SyncStatus } from '../../../db/contract/sync.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { tell } from '../../client/notices.ts';
import { useNow } from '../../client/now.ts';
import { useAsk } from '../../client/queries.ts';
import { reasonText } from '../../client/reason-text.ts';
import { ageText } from '../../components/format/age.ts';
import { moment } from '../../components/format/format.ts';
import { Icon } from '../../components/icon/icon.tsx';
import { useShell } from '../shell-state.ts';
import { SyncProgress } from './sync-progress.tsx';

/** Failures that only another enrolment ends. */
const ENROL_AGAIN: readonly string[] = ['token_rejected', 'device_revoked', 'device_wiped', 'not_enrolled'];

interface Props {
  readonly status: SyncStatus;
  readonly onDone: () => void;
}

/** All there is to know about the sync: how far, how old, what waits, what was refused and why. */
export function SyncPanel({ status, onDone }: Props) {
  const { t, i18n } = useTranslation('frame');
  const client = useClient();
  const open = useShell((state) => state.open);
  const now = useNow();
  const { state, progress, syncedAt, nextSyncAt, headOffice, error, waitingCommands, refusedCommands } = status;
  const instant = (at: string | null): string =>
    at === null ? t('sync.never') : `${moment(at, now)} · ${ageText(at, now, i18n.language)}`;
  const mayEnrol = error !== null && ENROL_AGAIN.includes(error.code);
  return (
    <div className="sync-panel">
      <h2>{t('sync.title')}</h2>
      {error !== null && (
        <p className="wrong" role="alert">
          {errorSentence(new AppError(error.code, error.params), t)}
        </p>
      )}
      {progress !== null && <SyncProgress progress={progress} />}
      <dl className="facts">
        <dt>{t('sync.state')}</dt>
        <dd>{t(`sync.states.${state}`)}</dd>
        <dt>{t('sync.dataOf')}</dt>
        <dd>{instant(syncedAt)}</dd>
        <dt>{t('sync.nextAt')}</dt>
        <dd>{nextSyncAt === null ? t('sync.notPlanned') : instant(nextSyncAt)}</dd>
        <dt>{t('sync.headOffice')}</dt>
        <dd className="address">{headOffice ?? t('sync.none')}</dd>
      </dl>
      <OpenCommands counts={`${waitingCommands}/${refusedCommands}`} />
      <div className="row">
        <button
          type="button"
          className="button primary"
          data-autofocus=""
          onClick={() => void client.sync.start({}).catch(tell)}
        >
          <Icon of={SyncOutlined} /> {t('commands.sync')}
        </button>
        {mayEnrol && (
          <button
            type="button"
            className="button"
            onClick={() => {
              onDone();
              open('enrolment');
            }}
          >
            {t('enrolment.again')}
          </button>
        )}
      </div>
    </div>
  );
}

/** What was decided here and has not been taken over by head office. `counts` changes when the list may have. */
function OpenCommands({ counts }: { readonly counts: string }) {
  const { t } = useTranslation('frame');
  const client = useClient();
  const { data, error } = useAsk(`sync.listCommands ${counts}`, (from) => from.sync.listCommands, {});
  if (error !== null) return <p className="wrong">{errorSentence(error, t)}</p>;
  const commands = data?.commands.rows ?? [];
  const waiting = commands.filter(({ status }) => status === 'waiting');
  const refused = commands.filter(({ status }) => status !== 'waiting');
  if (commands.length === 0) return <p className="quiet">{t('sync.nothingOpen')}</p>;
  return (
    <>
      {refused.length > 0 && (
        <section>
          <h3>{t('sync.refused', { n: refused.length })}</h3>
          <CommandList commands={refused} />
          <button type="button" className="link" onClick={() => void client.sync.markRefusalsSeen({}).catch(tell)}>
            {t('sync.markSeen')}
          </button>
        </section>
      )}
      {waiting.length > 0 && (
        <section>
          <h3>{t('sync.waiting', { n: waiting.length })}</h3>
          <CommandList commands={waiting} />
        </section>
      )}
    </>
  );
}

function CommandList({ commands }: { readonly commands: readonly OpenCommand[] }) {
  const { t, i18n } = useTranslation('frame');
  const now = new Date();
  const nameOf = (kind: string): string => t([`sync.kinds.${kind.replace('.', '_')}`, 'sync.kinds.other']);
  return (
    <ul className="open-commands">
      {commands.map(({ id, kind, dealerName, text, status, reasonCode, claimedAt }) => (
        <li key={id}>
          <strong>
            {nameOf(kind)}
            {dealerName !== null && ` · ${dealerName}`}
          </strong>
          <span className="quiet">{ageText(claimedAt, now, i18n.language)}</span>
          {text !== null && <p>{text}</p>}
          {status !== 'waiting' && <p className="wrong">{reasonText(reasonCode, t)}</p>}
        </li>
      ))}
    </ul>
  );
}
