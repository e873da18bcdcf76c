import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { saveFile } from '../../client/save-file.ts';

/** Saves a dealer's statement, and says what it holds or why there is none. */
export function ProofButton({ dealerId }: { readonly dealerId: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const [said, setSaid] = useState<{ readonly text: string; readonly isWrong: boolean } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    setSaid(null);
    try {
      const sheet = await client.rebates.makeProof({ dealerId, asOf: null });
      if (sheet.state === 'made') {
        saveFile(sheet.name, sheet.mediaType, sheet.bytes);
        setSaid({ text: t('rebates.proof.saved', { name: sheet.name, hash: sheet.contentHash }), isWrong: false });
      } else {
        const reason = sheet.state === 'refused' ? (sheet.problems[0]?.message ?? '') : t('rebates.proof.hidden');
        setSaid({ text: t('rebates.proof.refused', { reason }), isWrong: true });
      }
    } catch (error) {
      setSaid({ text: errorSentence(error, t), isWrong: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="button" disabled={isBusy} onClick={() => void save()}>
        {t('rebates.proof.export')}
      </button>
      <span className={said?.isWrong === true ? 'wrong proof-said' : 'quiet proof-said'} role="status">
        {said?.text}
      </span>
    </>
  );
}
