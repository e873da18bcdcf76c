import './parameters.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParametersAnswer } from '../../../../db/contract/diversion-parameters.ts';
import type { ContractClient } from '../../../../db/contract/index.ts';
import { errorSentence } from '../../../client/error-sentence.ts';
import { useSyncStatus } from '../../../client/sync-status.ts';
import { count, moment } from '../../../components/format/format.ts';
import { RunProgress } from '../run/run-progress.tsx';
import { useRun } from '../run/use-run.ts';
import { backToBase, type ParameterDraft, readDraft, UNTOUCHED } from './parameter-draft.ts';
import { ParametersTable } from './parameters-table.tsx';
import { ReplayView } from './replay-view.tsx';
import { SaveForm } from './save-form.tsx';
import { useParameters, useRefreshParameters } from './use-parameters.ts';
import { VersionsTable } from './versions-table.tsx';

/** 检测参数: what the detector is set to, region by region; a change is tried on past scans before it can be saved. */
export function ParametersPanel() {
  const { t } = useTranslation('parameters');
  const [regionId, setRegionId] = useState<string | null>(null);
  const { data, error } = useParameters(regionId);
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined) return <p className="quiet">{t('frame:loading')}</p>;
  return (
    <>
      <p className="quiet">{t('about')}</p>
      <div className="row">
        <label className="row">
          <span className="quiet">{t('region')}</span>
          <select
            className="input region-choice"
            value={data.regionId}
            onChange={({ target }) => setRegionId(target.value)}
          >
            {data.regions.map(({ id, name, depth, isTuned, mayChange }) => (
              <option key={id} value={id}>
                {`${'\u3000'.repeat(depth)}${depth === 0 ? t('headOffice', { name }) : name}${isTuned && depth > 0 ? ` · ${t('tuned')}` : ''}${mayChange ? '' : ` · ${t('readOnly')}`}`}
              </option>
            ))}
          </select>
        </label>
        <span data-tuned={data.tunedAtName ?? ''}>{statusText(data, t)}</span>
      </div>
      <Workplace key={data.regionId} held={data} />
    </>
  );
}

type T = ReturnType<typeof useTranslation<'parameters'>>['t'];

function statusText({ isHeadOffice, tunedAtName, regionName }: ParametersAnswer, t: T): string {
  if (isHeadOffice) return t('status.base');
  if (tunedAtName === null) return t('status.follows');
  return tunedAtName === regionName ? t('status.own') : t('status.above', { name: tunedAtName });
}

function Workplace({ held }: { readonly held: ParametersAnswer }) {
  const { t } = useTranslation('parameters');
  const isUnreachable = (useSyncStatus()?.error ?? null) !== null;
  const [draft, setDraft] = useState<ParameterDraft>(UNTOUCHED);
  const [isSaved, setSaved] = useState(false);
  const { run: replay, start, stop, forget } = useRun(replayParameters);
  const refresh = useRefreshParameters();
  const read = readDraft(held, draft);
  const question = { regionId: held.regionId, change: read.change, bounds: read.bounds };
  const isFresh = replay.state === 'ready' && JSON.stringify(replay.of) === JSON.stringify(question);
  const edit = (next: ParameterDraft): void => {
    setDraft(next);
    setSaved(false);
  };
  const { pending } = held;
  return (
    <>
      {pending !== null && (
        <p className={pending.status === 'refused' ? 'wrong' : 'pending'} role="status" data-pending={pending.status}>
          {pending.status === 'waiting'
            ? t('pending.waiting', { at: moment(pending.claimedAt, new Date()) })
            : `${t('pending.refused')} ${t([`frame:reasons.${pending.refusal}`, 'frame:reasons.unknown'], { code: pending.refusal })}`}
        </p>
      )}
      {isUnreachable && <p className="quiet">{t('offline')}</p>}
      <ParametersTable held={held} draft={draft} faults={read.faults} onChange={edit} />
      <div className="row">
        {replay.state === 'working' ? (
          <button type="button" className="button" onClick={stop}>
            {t('replay.stop')}
          </button>
        ) : (
          <button
            type="button"
            className={isFresh ? 'button' : 'button primary'}
            disabled={read.faults.size > 0}
            onClick={() => start(question)}
          >
            {t(read.isChanged ? 'replay.start' : 'replay.startAsIs')}
          </button>
        )}
        {held.mayChange && (
          <>
            <button type="button" className="button" onClick={() => edit(backToBase(held))}>
              {t(held.isHeadOffice ? 'toBuiltIn' : 'toBase')}
            </button>
            <button
              type="button"
              className="button"
              disabled={draft === UNTOUCHED}
              onClick={() => {
                edit(UNTOUCHED);
                forget();
              }}
            >
              {t('discard')}
            </button>
          </>
        )}
        {read.faults.size > 0 && (
          <span className="wrong" role="status">
            {t('faulty', { n: read.faults.size })}
          </span>
        )}
      </div>
      <RunProgress
        run={replay}
        name={t('replay.title')}
        stopped={t('replay.stopped')}
        step={({ step, done, total }) =>
          t(`replay.steps.${step}`, { done: count(step === 'reading' ? done : done + 1), total: count(total) })
        }
      />
      {replay.state === 'ready' && <ReplayView result={replay.result} isStale={!isFresh} />}
      {isSaved && <p role="status">{t(pending === null ? 'save.inForce' : 'save.saved')}</p>}
      {held.mayChange && !isSaved && (
        <SaveForm
          replayId={isFresh && read.isChanged ? replay.result.replayId : null}
          why={whyNot(held, read.isChanged, isFresh)}
          onSaved={async () => {
            await refresh();
            setDraft(UNTOUCHED);
            forget();
            setSaved(true);
          }}
        />
      )}
      {!held.mayChange && <p className="quiet">{t(held.isHeadOffice ? 'mayNotBase' : 'mayNot')}</p>}
      <VersionsTable held={held} />
    </>
  );
}

const replayParameters = (client: ContractClient) => client.diversion.replayParameters;

/** Which word says why saving has to wait. */
const whyNot = (
  { pending }: ParametersAnswer,
  isChanged: boolean,
  isFresh: boolean,
): 'pending' | 'unchanged' | 'notReplayed' | null => {
  if (pending?.status === 'waiting') return 'pending';
  if (!isChanged) return 'unchanged';
  return isFresh ? null : 'notReplayed';
};
