import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { saveFile } from '../../client/save-file.ts';
import { count } from '../../components/format/format.ts';

type Said = { readonly text: string; readonly isWrong: boolean };

/** Saves the evidence pack of a case; tells how far it is, what is in it or why there is none, and can be stopped. */
export function PackButton({ caseId }: { readonly caseId: string }) {
  const { t } = useTranslation('cases');
  const client = useClient();
  const [said, setSaid] = useState<Said | null>(null);
  const [isBusy, setBusy] = useState(false);
  const work = useRef<AbortController | null>(null);
  useEffect(() => () => work.current?.abort(), []);
  const save = async (): Promise<void> => {
    const stop = new AbortController();
    work.current = stop;
    setBusy(true);
    try {
      for await (const answer of client.diversion.makePack({ caseId }, { signal: stop.signal })) {
        if (answer.state === 'working') {
          const { done, total } = answer;
          const text =
            total === 0 ? t('pack.working') : t('pack.files', { done: count(done + 1), total: count(total) });
          setSaid({ text, isWrong: false });
          continue;
        }
        saveFile(answer.name, answer.mediaType, answer.bytes);
        const { name, head, filesLeftOut } = answer;
        const text = [
          t('pack.saved', { name, hash: head.slice(0, 12) }),
          ...(filesLeftOut === 0 ? [] : [t('pack.leftOut', { n: count(filesLeftOut) })]),
        ].join(' ');
        setSaid({ text, isWrong: false });
      }
    } catch (error) {
      const wasStopped = stop.signal.aborted;
      setSaid({ text: wasStopped ? t('pack.stopped') : errorSentence(error, t), isWrong: !wasStopped });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="row pack-row">
      {isBusy ? (
        <button type="button" className="button" onClick={() => work.current?.abort()}>
          {t('pack.stop')}
        </button>
      ) : (
        <button type="button" className="button" title={t('pack.hint')} onClick={() => void save()}>
          {t('pack.save')}
        </button>
      )}
      <span className={said?.isWrong === true ? 'wrong' : 'quiet'} role="status">
        {said?.text}
      </span>
    </div>
  );
}
