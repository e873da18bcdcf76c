import { FullscreenExitOutlined, FullscreenOutlined } from '@ant-design/icons';
import { type MouseEvent, type ReactNode, useId } from 'react';
import { Icon } from '../icon/icon.tsx';
import { usePanePlace } from './pane-place.ts';

interface Props {
  readonly title: string;
  /** One line beside the title: the pane's own totals and from when they are. */
  readonly summary?: string | undefined;
  /** The pane's own buttons, before the one that maximises it. */
  readonly tools?: ReactNode;
}

/** Title, totals and buttons of a pane. A double click on it maximises the pane, as on a window. */
export function PaneHeader({ title, summary, tools }: Props) {
  const place = usePanePlace();
  const heading = useId();
  const onDoubleClick = (event: MouseEvent<HTMLElement>): void => {
    if (!(event.target instanceof Element) || event.target.closest('button, a, input, select') !== null) return;
    place?.toggle();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse; the button does the same by keyboard
    <header className="pane-header" onDoubleClick={onDoubleClick}>
      <h2 id={heading}>{title}</h2>
      <span className="quiet" title={summary}>
        {summary}
      </span>
      <span className="pane-tools">
        {tools}
        {place !== null && (
          <button
            type="button"
            className="icon-button"
            aria-label={place.label}
            aria-describedby={heading}
            aria-pressed={place.isMaximised}
            title={`${place.label} (${place.shortcut})`}
            onClick={place.toggle}
          >
            {place.isMaximised ? <Icon of={FullscreenExitOutlined} /> : <Icon of={FullscreenOutlined} />}
          </button>
        )}
      </span>
    </header>
  );
}
