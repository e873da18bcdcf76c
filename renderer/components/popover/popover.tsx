import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';

interface Props {
  /** What the button says to those who do not see it; its text otherwise. */
  readonly label?: string;
  readonly title?: string;
  readonly className?: string;
  readonly button: ReactNode;
  /** Name of what opens. */
  readonly name: string;
  readonly align?: 'start' | 'end';
  /** Made when it is opened, thrown away when it is closed. */
  readonly children: (close: () => void) => ReactNode;
}

const GAP = 6;

/**
 * A button that opens something small below itself. Esc, a click elsewhere or a choice closes it, and the focus goes back
 * to the button.
 */
export function Popover({ label, title, className = 'pill', button, name, align = 'start', children }: Props) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);

  useLayoutEffect(() => {
    if (!isOpen || opener.current === null || box.current === null) return;
    const { left, right, bottom } = opener.current.getBoundingClientRect();
    const { style, offsetWidth } = box.current;
    const wanted = align === 'start' ? left : right - offsetWidth;
    style.top = `${bottom + GAP}px`;
    style.left = `${Math.max(GAP, Math.min(wanted, innerWidth - offsetWidth - GAP))}px`;
  }, [isOpen, align]);

  return (
    <>
      <button
        ref={opener}
        type="button"
        className={className}
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={label}
        title={title}
      >
        {button}
      </button>
      <div
        ref={box}
        id={id}
        className="popover"
        popover="auto"
        role="dialog"
        aria-label={name}
        onToggle={({ newState }) => {
          setOpen(newState === 'open');
          if (newState === 'open') box.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
        }}
      >
        {isOpen && children(() => box.current?.hidePopover())}
      </div>
    </>
  );
}
