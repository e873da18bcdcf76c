import { Alert, Button } from 'antd';
import { Component, type ReactNode } from 'react';
import { PaneHeader } from './pane-header.tsx';

interface Props {
  readonly title: string;
  readonly message: string;
  readonly retryText: string;
  readonly children: ReactNode;
}

/** Keeps the failure of one pane inside it: the others stay in use, and a click draws it anew. React logs the cause. */
export class PaneBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    const { title, message, retryText, children } = this.props;
    if (!this.state.failed) return children;
    const retry = <Button onClick={() => this.setState({ failed: false })}>{retryText}</Button>;
    return (
      <section className="pane" aria-label={title} tabIndex={-1}>
        <PaneHeader title={title} />
        <div className="centre">
          <Alert type="error" showIcon title={message} action={retry} />
        </div>
      </section>
    );
  }
}
