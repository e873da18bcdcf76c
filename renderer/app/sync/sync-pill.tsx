import { useTranslation } from 'react-i18next';
import type { SyncStatus } from '../../../db/contract/sync.ts';
import { useSyncStatus } from '../../client/sync-status.ts';
import { moment } from '../../components/format/format.ts';
import { Popover } from '../../components/popover/popover.tsx';
import { SyncPanel } from './sync-panel.tsx';

type Tone = 'good' | 'busy' | 'bad';
const TONES: Readonly<Record<SyncStatus['state'], Tone>> = {
  idle: 'good',
  connecting: 'busy',
  downloading: 'busy',
  applying: 'busy',
  rebuilding: 'busy',
  offline: 'bad',
  failed: 'bad',
  not_enrolled: 'bad',
};

/** State of the sync in words; opens what there is to know about it. */
export function SyncPill() {
  const { t } = useTranslation();
  const status = useSyncStatus();
  if (status === null) return null;
  const now = new Date();
  const { state, progress, syncedAt, nextSyncAt, waitingCommands, refusedCommands } = status;
  const words = t(`sync.${state}`, {
    at: moment(syncedAt, now),
    done: progress?.done ?? 0,
    total: progress?.total ?? 0,
  });
  return (
    <>
      <span className="only-read" role="status">
        {words}
      </span>
      <Popover
        className="pill sync-pill"
        title={t('frame:sync.open')}
        name={t('frame:sync.title')}
        align="end"
        button={
          <>
            <span className={`dot ${TONES[state]}`} aria-hidden="true" />
            <span data-sync-state={state}>{words}</span>
            {state === 'idle' && nextSyncAt !== null && (
              <span className="quiet next-sync">{t('sync.next', { at: moment(nextSyncAt, now) })}</span>
            )}
            {waitingCommands > 0 && (
              <span className="badge waiting">{t('frame:sync.waitingBadge', { n: waitingCommands })}</span>
            )}
            {refusedCommands > 0 && (
              <span className="badge breach">{t('frame:sync.refusedBadge', { n: refusedCommands })}</span>
            )}
          </>
        }
      >
        {(close) => <SyncPanel status={status} onDone={close} />}
      </Popover>
    </>
  );
}
