import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../db/contract/selection.ts';
import { useSelectionStore } from '../client/selection.ts';
import type { Frame } from './top-bar.tsx';

interface Chip {
  readonly key: string;
  readonly name: string;
  readonly without: Partial<Selection>;
}

function chipsOf(
  selection: Selection,
  names: Readonly<Record<string, string>>,
  frame: Frame,
  english: boolean,
): Chip[] {
  const chips: Chip[] = selection.dealerIds.map((id) => ({
    key: id,
    name: names[id] ?? id,
    without: { dealerIds: selection.dealerIds.filter((other) => other !== id) },
  }));
  if (selection.place !== null) {
    chips.push({ key: selection.place, name: names[selection.place] ?? selection.place, without: { place: null } });
  }
  const region = frame.regions.find(({ id }) => id === selection.regionId);
  if (region !== undefined && region.id !== frame.homeRegionId) {
    const name = english ? region.nameEn : region.name;
    chips.push({ key: region.id, name, without: { regionId: frame.homeRegionId } });
  }
  const line = frame.productLines.find(({ id }) => id === selection.productLineId);
  if (line !== undefined) {
    chips.push({ key: line.id, name: english ? line.nameEn : line.name, without: { productLineId: null } });
  }
  return chips;
}

/** What the panes are narrowed to, each removable. Alt+← takes the last step back. */
export function Chips({ frame }: { readonly frame: Frame | null }) {
  const { t, i18n } = useTranslation();
  const { selection, names, past, narrow, undo } = useSelectionStore();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey && event.key === 'ArrowLeft') {
        event.preventDefault();
        undo();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [undo]);
  if (frame === null || selection === null) return <div className="chips" />;
  const chips = chipsOf(selection, names, frame, i18n.language === 'en');
  return (
    <nav className="chips" aria-label={t('linked')}>
      <span className="quiet">{t('linked')}</span>
      {chips.map(({ key, name, without }) => (
        <button
          key={key}
          type="button"
          className="pill on"
          aria-label={t('remove', { name })}
          onClick={() => narrow(without)}
        >
          {name} <span aria-hidden="true">×</span>
        </button>
      ))}
      {past.length > 0 && (
        <button type="button" className="pill" onClick={undo} title="Alt ←">
          {t('undo')}
        </button>
      )}
      <span className="quiet spread">{t('linkedHint')}</span>
    </nav>
  );
}
