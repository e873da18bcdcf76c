import type { GroupResult, RebateQuestion } from '../store/rebate-calculation.ts';
import type { RebateAsking } from '../store/rebate-runs.ts';
import type { ServiceParts } from './parts.ts';

/**
 * What agreements give their dealers, as of a day, group by group (see `db/domain/rebates/rows/groups.ts`): calculated from
 * the replica by both calculations, off this thread, remembered by the hash of what it follows from. Offline like
 * everything that reads the replica. The one way to rebate figures in the data service.
 * @param question.dealerIds dealers whose groups are meant, or `all` that this laptop may see
 * @throws AppError cancelled, replica_corrupt
 */
export function rebateResults(
  parts: Pick<ServiceParts, 'rebates'>,
  question: {
    readonly dealerIds: readonly string[] | 'all';
    readonly asOf: string;
    readonly detail?: RebateQuestion['detail'];
  },
  asking: RebateAsking = {},
): Promise<readonly GroupResult[]> {
  const { dealerIds, asOf, detail = 'positions' } = question;
  return parts.rebates.ask({ dealerIds: dealerIds === 'all' ? null : dealerIds, asOf, detail }, asking);
}
