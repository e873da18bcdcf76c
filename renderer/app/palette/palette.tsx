import { SearchOutlined } from '@ant-design/icons';
import { Command as Menu } from 'cmdk';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../../../db/contract/directory.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import type { Frame } from '../../client/first-questions.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelectionStore } from '../../client/selection.ts';
import { useChangeSettings, useSettings } from '../../client/settings.ts';
import { Icon } from '../../components/icon/icon.tsx';
import type { Command } from '../commands.ts';
import { isMac, keysText } from '../keys.ts';
import { byKind, idOf, narrowingOf, withRecent } from './hits.ts';
import { type Action, actionsFor, useActions } from './palette-actions.ts';

const LIMIT = 30;
const GROUPS = ['commands', 'productLines', 'periods'] as const;

interface Props {
  readonly commands: readonly Command[];
  readonly frame: Frame | null;
  readonly onClose: () => void;
}

/** What was found for a text; `isCurrent` only when it answers just that text. */
function useFinds(text: string) {
  const answer = useAsk('directory.search', (from) => from.directory.search, { text, limit: LIMIT }, text !== '');
  const isCurrent = text !== '' && !answer.isPlaceholderData && answer.data !== undefined;
  return {
    hits: isCurrent ? answer.data.hits : [],
    isWaiting: text !== '' && !isCurrent && answer.error === null,
    answer,
  };
}

/** Finds anything by name, code or initials, and does anything by its name. Choosing narrows the selection. */
export function Palette({ commands, frame, onClose }: Props) {
  const { t } = useTranslation('frame');
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [marked, setMarked] = useState('');
  /** Enter was pressed before the answer was there: the best find is taken when it is. */
  const [isEntered, setEntered] = useState(false);
  const recent = useSettings((settings) => settings.recent);
  const change = useChangeSettings();
  const narrow = useSelectionStore((state) => state.narrow);
  const text = typed.trim();
  const { hits: found, isWaiting, answer } = useFinds(text);
  const actions = actionsFor(text, useActions(commands, frame));
  const hits = text === '' ? recent : found;

  // Closed while it is still in the page, so that the focus goes back to where it came from.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.querySelector('input')?.focus();
    return () => shown?.close();
  }, []);

  const choose = (hit: SearchHit): void => {
    const narrowing = narrowingOf(hit);
    if (narrowing === null) return;
    onClose();
    narrow(narrowing.change, narrowing.names);
    void change({ recent: withRecent(recent, hit) });
  };
  const act = (action: Action): void => {
    onClose();
    action.run();
  };

  const groups = byKind(hits);
  const best = groups[0]?.[1][0];
  const firstId = best !== undefined ? idOf(best) : (actions[0]?.id ?? '');
  useEffect(() => setMarked(firstId), [firstId]);
  useEffect(() => {
    if (!isEntered || isWaiting) return;
    setEntered(false);
    if (best !== undefined) choose(best);
    else if (actions[0] !== undefined) act(actions[0]);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !isWaiting || event.nativeEvent.isComposing) return;
    event.preventDefault();
    setEntered(true);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it, which the browser tells as `cancel`
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('palette.open')}
      onClick={({ target }) => {
        if (target === dialog.current) onClose();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <Menu
        shouldFilter={false}
        loop
        label={t('palette.open')}
        value={marked}
        onValueChange={setMarked}
        onKeyDown={onKeyDown}
      >
        <div className="palette-field">
          <Icon of={SearchOutlined} />
          <Menu.Input value={typed} onValueChange={setTyped} placeholder={t('palette.placeholder')} />
          <kbd>Esc</kbd>
        </div>
        <Menu.List label={t('palette.results')} aria-busy={isWaiting}>
          {answer.error !== null && text !== '' && (
            <p className="palette-word wrong" role="alert">
              {errorSentence(answer.error, t)}
            </p>
          )}
          {!isWaiting && answer.error === null && <Menu.Empty className="palette-word">{t('palette.none')}</Menu.Empty>}
          {text === '' && recent.length > 0 && (
            <Menu.Group heading={t('palette.recent')}>
              {recent.map((hit) => (
                <HitItem key={idOf(hit)} hit={hit} frame={frame} isRecent onChoose={choose} />
              ))}
            </Menu.Group>
          )}
          {text !== '' &&
            groups.map(([kind, ofKind]) => (
              <Menu.Group key={kind} heading={t(`kinds.${kind}`)}>
                {ofKind.map((hit) => (
                  <HitItem key={idOf(hit)} hit={hit} frame={frame} onChoose={choose} />
                ))}
              </Menu.Group>
            ))}
          {GROUPS.map((group) => {
            const ofGroup = actions.filter((action) => action.group === group);
            if (ofGroup.length === 0) return null;
            return (
              <Menu.Group key={group} heading={t(`palette.${group}`)}>
                {ofGroup.map((action) => (
                  <Menu.Item key={action.id} value={action.id} onSelect={() => act(action)}>
                    <span>{action.name}</span>
                    {action.keys !== null && <kbd>{keysText(action.keys, isMac())}</kbd>}
                  </Menu.Item>
                ))}
              </Menu.Group>
            );
          })}
        </Menu.List>
        <p className="palette-foot quiet">{t('palette.foot')}</p>
      </Menu>
    </dialog>
  );
}

interface HitProps {
  readonly hit: SearchHit;
  readonly frame: Frame | null;
  readonly isRecent?: boolean;
  readonly onChoose: (hit: SearchHit) => void;
}

function HitItem({ hit, frame, isRecent = false, onChoose }: HitProps) {
  const { t, i18n } = useTranslation('frame');
  const { kind, label, labelEn, detail, dealer, productLineId } = hit;
  const english = i18n.language === 'en';
  const line = frame?.productLines.find(({ id }) => id === productLineId);
  const details = [
    isRecent ? t(`kinds.${kind}`) : null,
    dealer?.name,
    line === undefined ? null : english ? line.nameEn : line.name,
    kind === 'region' ? null : detail,
    narrowingOf(hit) === null ? t('palette.nowhere') : null,
  ].filter((part) => part != null && part !== '');
  return (
    <Menu.Item value={idOf(hit)} disabled={narrowingOf(hit) === null} onSelect={() => onChoose(hit)}>
      <span>{english ? (labelEn ?? label) : label}</span>
      <span className="quiet">{details.join(' · ')}</span>
    </Menu.Item>
  );
}
