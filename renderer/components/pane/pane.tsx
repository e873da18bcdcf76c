import { Alert, Button, Empty, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { PaneHeader } from './pane-header.tsx';

export interface PaneProps {
  readonly title: string;
  /** One line beside the title: the pane's own totals and from when they are. */
  readonly summary?: string;
  /** The pane's own buttons, at the end of its header. */
  readonly tools?: ReactNode;
  readonly state: 'loading' | 'empty' | 'error' | 'ready';
  readonly emptyText: string;
  readonly errorText?: string;
  readonly retryText?: string;
  readonly onRetry?: () => void;
  readonly children: ReactNode;
}

/** A pane of the workstation with its four states. */
export function Pane(props: PaneProps) {
  const { title, summary, tools, state, emptyText, errorText, retryText, onRetry, children } = props;
  return (
    <section className="pane" aria-label={title} aria-busy={state === 'loading'} tabIndex={-1}>
      <PaneHeader title={title} summary={summary} tools={tools} />
      <div className="pane-body">
        {state === 'loading' && (
          <div className="centre">
            <Skeleton paragraph={{ rows: 4 }} />
          </div>
        )}
        {state === 'empty' && (
          <div className="centre">
            <Empty description={emptyText} image={Empty.PRESENTED_IMAGE_SIMPLE} />
          </div>
        )}
        {state === 'error' && (
          <div className="centre">
            <Alert type="error" showIcon title={errorText} action={<Button onClick={onRetry}>{retryText}</Button>} />
          </div>
        )}
        {state === 'ready' && children}
      </div>
    </section>
  );
}
