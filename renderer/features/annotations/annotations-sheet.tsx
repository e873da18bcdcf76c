import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelectionStore } from '../../client/selection.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { AnnotationForm } from './annotation-form.tsx';
import { AnnotationList } from './annotation-list.tsx';
import { DealerFacts } from './dealer-facts.tsx';

interface Props {
  /** Null for the first dealer of the selection. */
  readonly dealerId: string | null;
  readonly onClose: () => void;
  readonly onFindDealer: () => void;
}

/** What is known of a dealer, and what people have noted on him. */
export function AnnotationsSheet({ dealerId, onClose, onFindDealer }: Props) {
  const { t } = useTranslation('frame');
  const { selection, names } = useSelectionStore();
  const dealers = selection?.dealerIds ?? [];
  const [chosen, setChosen] = useState(dealerId ?? dealers[0] ?? null);
  if (chosen === null) {
    return (
      <Sheet place="side" title={t('rail.notes')} closeText={t('close')} onClose={onClose}>
        <p>{t('notes.noDealer')}</p>
        <button type="button" className="button primary" onClick={onFindDealer}>
          {t('notes.findDealer')}
        </button>
      </Sheet>
    );
  }
  return (
    <Sheet
      place="side"
      title={names[chosen] ?? t('rail.notes')}
      closeText={t('close')}
      onClose={onClose}
      footer={<AnnotationForm key={chosen} dealerId={chosen} />}
    >
      {dealers.length > 1 && (
        <fieldset className="row" aria-label={t('notes.dealers')}>
          {dealers.map((id) => (
            <button
              key={id}
              type="button"
              className="choice"
              aria-pressed={id === chosen}
              onClick={() => setChosen(id)}
            >
              {names[id] ?? id}
            </button>
          ))}
        </fieldset>
      )}
      <DealerFacts dealerId={chosen} />
      <AnnotationList dealerId={chosen} />
    </Sheet>
  );
}
