import { Alert, Button, Empty, Skeleton } from 'antd';
import type { ReactNode } from 'react';

export interface PaneProps {
  readonly title: string;
  /** One line beside the title: the pane's own totals and from when they are. */
  readonly summary?: string;
  readonly state: 'loading' | 'empty' | 'error' | 'ready';
  readonly emptyText: string;
  readonly errorText?: string;
  readonly retryText?: string;
  readonly onRetry?: () => void;
  readonly children: ReactNode;
}

/** A pane of the workstation with its four states. */
export function Pane(props: PaneProps) {
  const { title, summary, state, emptyText, errorText, retryText, onRetry, children } = props;
  return (
    <section className="pane" aria-label={title} aria-busy={state === 'loading'}>
      <header>
        <h2>{title}</h2>
        <span className="quiet">{summary}</span>
      </header>
      <div className="pane-body">
        {state === 'loading' && (
          <div className="centre">
            <Skeleton active paragraph={{ rows: 4 }} />
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
