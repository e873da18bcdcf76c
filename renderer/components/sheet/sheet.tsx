import { CloseOutlined } from '@ant-design/icons';
import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Icon } from '../icon/icon.tsx';

interface Props {
  readonly title: string;
  readonly closeText: string;
  /** At the side, or broad there: beside the work. In the middle: before it. Wide: a workplace of its own. */
  readonly place: 'side' | 'broad' | 'middle' | 'wide';
  readonly onClose: () => void;
  /** Below the scrolling part. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/**
 * Something that lies over the workstation until it is closed: by its button, by Esc, by a click beside it. The browser
 * keeps the focus inside and gives it back.
 */
export function Sheet({ title, closeText, place, onClose, footer, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Closed while it is still in the page, so that the focus goes back to where it came from.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const onClick = (event: MouseEvent): void => {
    if (event.target === dialog.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it, which the browser tells as `cancel`
    <dialog
      ref={dialog}
      className={`sheet ${place}`}
      aria-labelledby={heading}
      onClick={onClick}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="sheet-box">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" className="icon-button" aria-label={closeText} title={closeText} onClick={onClose}>
            <Icon of={CloseOutlined} />
          </button>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="sheet-body" tabIndex={0} aria-labelledby={heading}>
          {children}
        </section>
        {footer !== undefined && <footer>{footer}</footer>}
      </div>
    </dialog>
  );
}
