import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncStatus } from '../../../db/contract/sync.ts';
import { count } from '../../components/format/format.ts';
import { type Mark, secondsLeft } from './time-left.ts';

/** How far the download is, in a bar, as a count, and how long it still takes. */
export function SyncProgress({ progress }: { readonly progress: NonNullable<SyncStatus['progress']> }) {
  const { t } = useTranslation('frame');
  const first = useRef<Mark | null>(null);
  const mark = { at: performance.now(), done: progress.done };
  first.current ??= mark;
  const left = secondsLeft(first.current, mark, progress.total);
  return (
    <div className="sync-progress">
      <progress value={progress.done} max={Math.max(progress.total, 1)} aria-label={t('sync.progress')} />
      <span className="quiet">
        {t('sync.count', { done: count(progress.done), total: count(progress.total) })}
        {left !== null &&
          ` · ${left < 60 ? t('sync.secondsLeft', { n: left }) : t('sync.minutesLeft', { n: Math.ceil(left / 60) })}`}
      </span>
    </div>
  );
}
