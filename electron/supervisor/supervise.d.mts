/** A running child program. */
export interface ChildHandle {
  /** Resolves when the child is gone, however it ended; never rejects. */
  readonly exited: Promise<unknown>;
  /** Asks it to save and end. */
  requestStop(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Calls `act` after `ms`; the result cancels. */
  after(ms: number, act: () => void): () => void;
}

export interface SupervisionPolicy {
  /** Endings that are forgiven within {@link windowMs}. */
  readonly restartsMax: number;
  readonly windowMs: number;
  readonly pauseFirstMs: number;
  readonly pauseLongestMs: number;
  /** How long a child may take to end in order. */
  readonly stopMs: number;
}

export type SupervisionState =
  | { readonly kind: 'running' }
  | { readonly kind: 'pausing'; readonly pauseMs: number }
  /** It ended too often; {@link Supervision.retry} begins anew. */
  | { readonly kind: 'gave_up' }
  | { readonly kind: 'stopped' };

export interface Supervision {
  readonly state: SupervisionState;
  retry(): void;
  stop(): Promise<void>;
}

export function endChild(child: ChildHandle, stopMs?: number, clock?: Clock): Promise<void>;

export function supervise(options: {
  readonly start: () => ChildHandle;
  readonly onState?: (state: SupervisionState) => void;
  readonly policy?: Partial<SupervisionPolicy>;
  readonly clock?: Clock;
}): Supervision;
