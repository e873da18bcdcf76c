import type { Contract } from '../contract/index.ts';
import type { Handlers } from '../contract/procedure.ts';

/** What a call brings along besides its input. */
export interface CallContext {
  /** Aborted when the caller no longer wants the answer. */
  readonly signal: AbortSignal;
}

/** One function for every procedure of the contract. */
export type ServiceHandlers = { readonly [F in keyof Contract]: Handlers<Contract[F], CallContext> };

/** The handlers of one feature. */
export type FeatureHandlers<F extends keyof Contract> = Handlers<Contract[F], CallContext>;

export interface Service {
  readonly handlers: ServiceHandlers;
  close(): Promise<void>;
}
