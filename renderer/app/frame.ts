import type { z } from 'zod';
import type { directory } from '../../db/contract/directory.ts';

/** What the workstation opens with: regions, product lines, person, dates. */
export type Frame = z.output<typeof directory.getFrame.output>;
