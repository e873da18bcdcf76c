import './why-drawer.css';
import { Alert, Button, Skeleton } from 'antd';
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type WhyCheck, type WhyContent, type WhyTable, whyText } from './why-text.ts';

interface Props {
  /** What the figure is called. */
  readonly title: string;
  /** Null while it is asked for. */
  readonly content: WhyContent | null;
  /** What happened, what is safe, what to do; null when nothing did. */
  readonly errorText: string | null;
  readonly onRetry: () => void;
  readonly onClose: () => void;
  /** What can be done about the figure, below the heading. */
  readonly actions?: ReactNode;
}

const MARKS: Readonly<Record<WhyCheck['outcome'], string>> = { agrees: '✓', part: '…', differs: '✗' };

function Table({ table }: { readonly table: WhyTable }) {
  const side = (at: number) => (table.columns[at]?.isNumber === true ? 'number' : undefined);
  return (
    <section className="why-table">
      <h3>
        {table.title} {table.cut !== undefined && <span className="why-cut">{table.cut}</span>}
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="why-scroll" tabIndex={0} aria-label={table.title}>
        <table>
          <thead>
            <tr>
              {table.columns.map(({ title }, at) => (
                <th key={title} scope="col" className={side(at)}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(({ id, cells }) => (
              <tr key={id}>
                {cells.map((cell, at) => (
                  <td key={table.columns[at]?.title} className={side(at)} data-negative={cell.startsWith('−')}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          {table.totals !== undefined && (
            <tfoot>
              <tr>
                {table.totals.map((cell, at) => (
                  <td key={table.columns[at]?.title} className={side(at)}>
                    {cell}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </section>
    </section>
  );
}

/** Copies the explanation, and says whether it worked. */
function CopyButton({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<'idle' | 'done' | 'failed'>('idle');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('done'),
      () => setOutcome('failed'),
    );
  };
  return (
    <Button size="small" onClick={copy}>
      <span aria-live="polite">{t(`why.copy.${outcome}`)}</span>
    </Button>
  );
}

/**
 * Why a figure is what it is: formula, inputs, the rows behind it and from when they are. A native modal dialog: it keeps
 * the focus, closes with Esc, and gives the focus back to the figure. Mount it to open it.
 */
export function WhyDrawer({ title, content, errorText, onRetry, onClose, actions }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Closed while it is still in the page, so that the focus goes back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the drawer; by keyboard Esc does the same
    <dialog
      ref={dialog}
      className="why"
      aria-labelledby={heading}
      aria-busy={content === null && errorText === null}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="why-sheet">
        <header>
          <h2 id={heading}>{t('why.title', { name: title })}</h2>
          {content !== null && <CopyButton text={whyText(title, content)} />}
          <Button size="small" onClick={onClose} aria-label={t('why.close')}>
            ×
          </Button>
        </header>
        {actions !== undefined && <div className="why-actions">{actions}</div>}
        {errorText !== null && (
          <Alert type="error" showIcon title={errorText} action={<Button onClick={onRetry}>{t('retry')}</Button>} />
        )}
        {errorText === null && content === null && <Skeleton paragraph={{ rows: 8 }} />}
        {errorText === null && content !== null && <Content content={content} />}
      </div>
    </dialog>
  );
}

function Content({ content }: { readonly content: WhyContent }) {
  return (
    <>
      <p className="why-figure">{content.figure}</p>
      <p className="why-formula">{content.formula}</p>
      <dl>
        {content.inputs.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className="why-checks">
        {content.checks.map(({ outcome, text }) => (
          <li key={text} data-outcome={outcome}>
            <span aria-hidden="true">{MARKS[outcome]}</span> {text}
          </li>
        ))}
      </ul>
      <p className="quiet">{content.asOf}</p>
      {content.tables.map((table) => (
        <Table key={table.title} table={table} />
      ))}
    </>
  );
}
