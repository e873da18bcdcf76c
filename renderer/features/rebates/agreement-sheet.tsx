import './policy.css';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgreementToEdit } from '../../../db/contract/rebate-policy.ts';
import { problemInWords } from '../../../db/domain/rebates/policy/tell-lint.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { newId } from '../../client/new-id.ts';
import { useAsk } from '../../client/queries.ts';
import { useRuleLanguage } from '../../components/rules/rule-language.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { AgreementBeside } from './agreement-beside.tsx';
import { checkDraft, type Draft, isObject, type Json, useDraft } from './agreement-draft.ts';
import { AgreementForm } from './agreement-form.tsx';
import { contentOf, type ProposedKind, proposedKind } from './agreement-proposal.ts';
import { SimulationPanel } from './simulation-panel.tsx';

/** Changes an agreement: terms, what they say, what they would have cost; ends in a proposal that finance decides on. */
export function AgreementSheet({
  agreementId,
  onClose,
}: {
  readonly agreementId: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['agreements', 'errors']);
  const { data, error, isPlaceholderData } = useAsk('rebates.getAgreement', (client) => client.rebates.getAgreement, {
    agreementId,
  });
  if (data === undefined || isPlaceholderData) {
    return (
      <Sheet place="wide" title={t('editor.title', { name: '' })} closeText={t('frame:close')} onClose={onClose}>
        <p role="status" className={error === null ? 'quiet' : 'wrong'}>
          {error === null ? '…' : errorSentence(error, t)}
        </p>
      </Sheet>
    );
  }
  return <Editor key={`${data.agreement.id} ${data.lastVersion}`} toEdit={data} onClose={onClose} />;
}

/** Local date of today, which is when a proposal is signed unless somebody says otherwise. */
const today = (): string => new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });

function firstDraft({ version }: AgreementToEdit): Draft {
  const terms = JSON.parse(JSON.stringify(version.terms)) as Json;
  return {
    terms: isObject(terms) ? terms : {},
    effectiveFrom: version.effectiveFrom,
    effectiveTo: version.effectiveTo,
    signedOn: today(),
  };
}

function Editor({ toEdit, onClose }: { readonly toEdit: AgreementToEdit; readonly onClose: () => void }) {
  const { t } = useTranslation(['agreements', 'errors']);
  const { agreement, version } = toEdit;
  const language = useRuleLanguage(version.currency);
  const [first] = useState(() => firstDraft(toEdit));
  const { draft, change, undo, redo } = useDraft(first);
  const checked = useMemo(() => checkDraft(draft), [draft]);
  const wrongs = useMemo(
    () => new Map(checked.problems.map((problem) => [problem.path, problemInWords(problem, language)] as const)),
    [checked, language],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    const step = event.shiftKey ? redo : undo;
    if (step === null) return;
    event.preventDefault();
    step();
  };
  return (
    <Sheet
      place="wide"
      title={t('editor.title', { name: agreement.name })}
      closeText={t('frame:close')}
      onClose={onClose}
      footer={
        <Propose
          toEdit={toEdit}
          draft={draft}
          kind={proposedKind(checked)}
          isChanged={JSON.stringify(draft) !== JSON.stringify(first)}
        />
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the fields inside, which have the focus */}
      <div className="agreement-editor" onKeyDown={onKeyDown}>
        <div className="agreement-form">
          <div className="row">
            <span className="quiet">
              {t('editor.of', { dealer: agreement.dealerName, code: agreement.code, version: version.version })}
            </span>
            <span className="spread">
              <button type="button" className="button" disabled={undo === null} onClick={() => undo?.()} title="Ctrl Z">
                {t('editor.undo')}
              </button>{' '}
              <button
                type="button"
                className="button"
                disabled={redo === null}
                onClick={() => redo?.()}
                title="Ctrl Shift Z"
              >
                {t('editor.redo')}
              </button>
            </span>
          </div>
          <h3>{t('editor.form')}</h3>
          <AgreementForm editing={{ draft, change, wrongAt: (path) => wrongs.get(path) ?? null }} />
          <SimulationPanel
            agreementId={agreement.id}
            sameName={toEdit.sameName}
            terms={checked.problems.length === 0 ? checked.terms : null}
            currency={version.currency}
          />
        </div>
        <div className="agreement-beside">
          <AgreementBeside checked={checked} language={language} />
        </div>
      </div>
    </Sheet>
  );
}

interface ProposeProps {
  readonly toEdit: AgreementToEdit;
  readonly draft: Draft;
  readonly kind: ProposedKind;
  readonly isChanged: boolean;
}

/** Hands the draft to whoever decides on it. */
function Propose({ toEdit, draft, kind, isChanged }: ProposeProps) {
  const { t } = useTranslation(['agreements', 'errors']);
  const client = useClient();
  const [state, setState] = useState<'idle' | 'busy' | 'done' | { readonly error: unknown }>('idle');
  const propose = async (): Promise<void> => {
    if (kind.state !== 'sound') return;
    setState('busy');
    try {
      const content = contentOf(toEdit, draft, kind, newId());
      await client.ledger.propose({ id: newId(), regionId: toEdit.agreement.regionId, content });
      setState('done');
    } catch (error) {
      setState({ error });
    }
  };
  const hint = kind.state === 'sound' ? (isChanged ? '' : t('editor.unchanged')) : t(`editor.${kind.state}`);
  return (
    <div className="row">
      <span role="status" className={typeof state === 'object' ? 'wrong' : 'quiet'}>
        {typeof state === 'object' ? errorSentence(state.error, t) : state === 'done' ? t('editor.proposed') : hint}
      </span>
      <button
        type="button"
        className="button primary spread"
        disabled={kind.state !== 'sound' || !isChanged || state === 'busy' || state === 'done'}
        onClick={() => void propose()}
      >
        {t('editor.propose')}
      </button>
    </div>
  );
}
