import { foundation } from './001-foundation.ts';
import { lease } from './002-lease.ts';

/** One step of `local.db`. Frozen once released: a later step mends an earlier one, nobody edits it. */
export interface Migration {
  /** `user_version` after the step. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** All steps, in order, numbered from 1 without holes. */
export const MIGRATIONS: readonly Migration[] = [foundation, lease];
