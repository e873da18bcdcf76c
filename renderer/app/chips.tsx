import { ArrowLeftOutlined, ArrowRightOutlined, CloseOutlined, CommentOutlined } from '@ant-design/icons';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../db/contract/selection.ts';
import type { Frame } from '../client/first-questions.ts';
import { useSelectionStore } from '../client/selection.ts';
import { Icon } from '../components/icon/icon.tsx';
import type { Command } from './commands.ts';
import { isMac, keysText } from './keys.ts';
import { periodText } from './period/period-text.ts';
import { useShell } from './shell-state.ts';

interface Chip {
  readonly key: string;
  readonly kind: 'dealer' | 'place' | 'region' | 'period' | 'productLine';
  readonly name: string;
  readonly without: Partial<Selection>;
}

interface Narrowed {
  readonly selection: Selection;
  readonly whole: Selection;
  readonly names: Readonly<Record<string, string>>;
  readonly frame: Frame;
}

/** One chip for each way in which the selection is narrower than the whole. */
function chipsOf({ selection, whole, names, frame }: Narrowed, t: TFunction, english: boolean): Chip[] {
  const chips: Chip[] = selection.dealerIds.map((id) => ({
    key: id,
    kind: 'dealer',
    name: names[id] ?? id,
    without: { dealerIds: selection.dealerIds.filter((other) => other !== id) },
  }));
  const { place, period } = selection;
  if (place !== null) chips.push({ key: place, kind: 'place', name: names[place] ?? place, without: { place: null } });
  const region = frame.regions.find(({ id }) => id === selection.regionId);
  if (region !== undefined && region.id !== whole.regionId) {
    const name = english ? region.nameEn : region.name;
    chips.push({ key: region.id, kind: 'region', name, without: { regionId: whole.regionId } });
  }
  if (period.from !== whole.period.from || period.to !== whole.period.to) {
    chips.push({ key: 'period', kind: 'period', name: periodText(period, t), without: { period: whole.period } });
  }
  const line = frame.productLines.find(({ id }) => id === selection.productLineId);
  if (line !== undefined) {
    const name = english ? line.nameEn : line.name;
    chips.push({ key: line.id, kind: 'productLine', name, without: { productLineId: null } });
  }
  return chips;
}

interface Props {
  readonly frame: Frame | null;
  readonly commands: readonly Command[];
}

/** What the panes are narrowed to, each removable, with the ways back and forth. A dealer's chip opens his notes. */
export function Chips({ frame, commands }: Props) {
  const { t, i18n } = useTranslation();
  const { selection, whole, names, narrow } = useSelectionStore();
  const openNotes = useShell((state) => state.openNotes);
  if (frame === null || selection === null || whole === null) return <div className="chips" />;
  const chips = chipsOf({ selection, whole, names, frame }, t, i18n.language === 'en');
  const step = (id: 'undo' | 'redo', icon: ReactNode) => {
    const { keys, run, isUseful } = commands.find((command) => command.id === id) as Command;
    const name = t(`frame:commands.${id}`);
    return (
      <button
        type="button"
        className="icon-button"
        aria-label={name}
        title={`${name} (${keysText(keys ?? '', isMac())})`}
        disabled={!isUseful}
        onClick={run}
      >
        {icon}
      </button>
    );
  };
  return (
    <section className="chips" aria-label={t('linked')}>
      <span className="quiet">{t('linked')}</span>
      {step('undo', <Icon of={ArrowLeftOutlined} />)}
      {step('redo', <Icon of={ArrowRightOutlined} />)}
      {chips.map(({ key, kind, name, without }) => (
        <span key={key} className="chip">
          {kind === 'dealer' ? (
            <button
              type="button"
              aria-haspopup="dialog"
              aria-label={`${t('frame:kinds.dealer')} ${t('frame:chips.notesOf', { name })}`}
              title={t('frame:chips.notesOf', { name })}
              onClick={() => openNotes(key)}
            >
              <span className="chip-kind">{t('frame:kinds.dealer')}</span> {name} <Icon of={CommentOutlined} />
            </button>
          ) : (
            <span className="chip-text">
              <span className="chip-kind">{t(`frame:kinds.${kind}`)}</span> {name}
            </span>
          )}
          <button
            type="button"
            className="chip-remove"
            aria-label={t('remove', { name })}
            title={t('remove', { name })}
            onClick={() => narrow(without)}
          >
            <Icon of={CloseOutlined} />
          </button>
        </span>
      ))}
      {chips.length > 0 ? (
        <button type="button" className="link" onClick={commands.find(({ id }) => id === 'clear')?.run}>
          {t('frame:commands.clear')}
        </button>
      ) : (
        <span className="quiet spread hint">{t('linkedHint')}</span>
      )}
    </section>
  );
}
