import { useTranslation } from 'react-i18next';
import { errorSentence } from '../../../client/error-sentence.ts';
import type { RunAnswer, RunState, Working } from './use-run.ts';

/** How far a run is, that it was stopped, or what went wrong; nothing before it and once there is a result. */
export function RunProgress<Question, Answer extends RunAnswer>({
  run,
  name,
  stopped,
  step,
}: {
  readonly run: RunState<Question, Answer>;
  readonly name: string;
  /** What is said of a run that was stopped. */
  readonly stopped: string;
  readonly step: (progress: Working<Answer>) => string;
}) {
  const { t } = useTranslation();
  if (run.state === 'failed') {
    return (
      <p className="wrong" role="alert">
        {errorSentence(run.error, t)}
      </p>
    );
  }
  if (run.state === 'stopped') return <p role="status">{stopped}</p>;
  if (run.state !== 'working') return null;
  const { progress } = run;
  return (
    <div className="row" role="status">
      <span>{progress === null ? t('frame:loading') : step(progress)}</span>
      <progress
        {...(progress === null || progress.total === 0 ? {} : { value: progress.done / progress.total })}
        aria-label={name}
      />
    </div>
  );
}
