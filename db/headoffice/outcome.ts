import type { z } from 'zod';
import type { CommandAnswer } from '../contract/head-office.ts';

type Json = z.infer<typeof CommandAnswer>['result'];

/** How a command ended. A refused one has changed nothing; `detail` tells the laptop more than the code. */
export type Outcome =
  | { readonly status: 'accepted'; readonly regionId: string; readonly objectId: string; readonly detail?: Json }
  | { readonly status: 'rejected' | 'conflict'; readonly reasonCode: string; readonly detail?: Json };

export const rejected = (reasonCode: string, detail?: Json): Outcome =>
  detail === undefined ? { status: 'rejected', reasonCode } : { status: 'rejected', reasonCode, detail };
