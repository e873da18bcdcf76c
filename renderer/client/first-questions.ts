import type { QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { directory } from '../../db/contract/directory.ts';
import type { ContractClient } from '../../db/contract/index.ts';
import type { Selection } from '../../db/contract/selection.ts';
import type { SyncStatus } from '../../db/contract/sync.ts';
import { askAhead, type Question } from './queries.ts';

const question = <I, O>(...asked: Question<I, O>): Question<I, O> => asked;

export const FRAME = question('directory.getFrame', (client) => client.directory.getFrame);
export const OVERVIEW = question('diversion.getOverview', (client) => client.diversion.getOverview);
export const DASHBOARD = question('performance.getDashboard', (client) => client.performance.getDashboard);
export const LEDGER = question('rebates.getLedger', (client) => client.rebates.getLedger);

/** What the workstation opens with: regions, product lines, person, dates. */
export type Frame = z.output<typeof directory.getFrame.output>;

/** What nothing is narrowed in: the period and the region that the laptop begins with; null while it has no data. */
export const wholeOf = ({ defaultPeriod, homeRegionId }: Frame): Selection | null =>
  defaultPeriod && {
    period: defaultPeriod,
    regionId: homeRegionId,
    dealerIds: [],
    place: null,
    productLineId: null,
  };

/** Asks what the linked view will show first, so that the service works while the page is still put together. */
export async function askFirst(queries: QueryClient, client: ContractClient, status: SyncStatus): Promise<void> {
  const { syncedAt, dataVersion, lease } = status;
  if (syncedAt === null || lease?.expired === true) return;
  const whole = wholeOf(await askAhead(queries, client, FRAME, {}, dataVersion));
  if (whole === null) return;
  const input = { selection: whole };
  await Promise.all([
    askAhead(queries, client, DASHBOARD, input, dataVersion),
    askAhead(queries, client, LEDGER, input, dataVersion),
    askAhead(queries, client, OVERVIEW, input, dataVersion),
  ]);
}
