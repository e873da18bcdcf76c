import { useTranslation } from 'react-i18next';
import { count } from '../../components/format/format.ts';
import type { AccrualsShown } from './use-accruals.ts';

/** How far a run has come, and its end before the time: cancelling is safe, and it can be begun again. Nothing once it is done. */
export function RunProgress({
  shown,
  onCancel,
  onAgain,
}: {
  readonly shown: AccrualsShown;
  readonly onCancel: () => void;
  readonly onAgain: () => void;
}) {
  const { t } = useTranslation('finance');
  if (shown.state === 'running') {
    return (
      <div className="finance-progress" role="status">
        <p>
          {shown.total === 0
            ? t('review.reading')
            : t('review.running', { done: count(shown.done), total: count(shown.total) })}
        </p>
        <progress
          aria-label={t('review.progress')}
          {...(shown.total === 0 ? {} : { value: shown.done, max: shown.total })}
        />
        <button type="button" className="button" onClick={onCancel}>
          {t('cancel', { ns: 'frame' })}
        </button>
        <p className="quiet">{t('review.cancelIsSafe')}</p>
      </div>
    );
  }
  if (shown.state !== 'cancelled') return null;
  return (
    <div className="finance-progress" role="status">
      <p>{t('review.cancelled')}</p>
      <button type="button" className="button primary" onClick={onAgain}>
        {t('review.again')}
      </button>
    </div>
  );
}
