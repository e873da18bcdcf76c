import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import type { RebateChange } from '../contract/rebate-change.ts';
import { explainChange } from '../domain/rebates/changes/explain-change.ts';
import type { ResultRun } from '../domain/rebates/schema/result.ts';
import type { GroupResult } from '../store/rebate-calculation.ts';
import { asOfOf, cut, type ServiceParts } from './parts.ts';
import { rebateResults } from './rebate-results.ts';

const LINES_LIMIT = 200;
/** A day on which nothing was agreed yet. */
const NOTHING: ResultRun = {
  asOf: null,
  totals: { payable: '0', goods: '0', posted: '0' },
  periods: [],
  results: [],
  postings: [],
  uncounted: [],
  retiered: [],
};

const runOf = (group: GroupResult | undefined): ResultRun =>
  group?.state === 'calculated' ? (group.lines?.run ?? NOTHING) : NOTHING;

/** Why the rebates of a dealer are not what they were. @throws AppError not_found, input_invalid, cancelled */
export async function rebateChange(
  parts: ServiceParts,
  { dealerId, from, to }: { readonly dealerId: string; readonly from: string; readonly to: string },
  signal: AbortSignal,
): Promise<z.input<typeof RebateChange>> {
  const analytics = await parts.analytics.current();
  if (!analytics.dimensions.dealers.some(({ id }) => id === dealerId)) throw new AppError('not_found');
  if (from > to) throw new AppError('input_invalid', { field: 'from', reason: 'from must not lie after to' });
  const ask = (asOf: string) => rebateResults(parts, { dealerIds: [dealerId], asOf, detail: 'lines' }, { signal });
  const [[before], [after]] = await Promise.all([ask(from), ask(to)]);
  const common = { asOf: asOfOf(parts, analytics), dealerId, from, to };
  for (const group of [before, after]) {
    if (group?.state === 'partly_visible') return { ...common, state: 'partly_visible' };
    if (group?.state === 'refused') return { ...common, state: 'refused', problems: [...group.problems] };
  }
  const { agreements } = analytics.dimensions;
  return {
    ...common,
    state: 'calculated',
    changes: explainChange(runOf(before), runOf(after)).flatMap((change) => {
      const agreement = agreements.find(({ id }) => id === change.agreement);
      if (agreement === undefined) return [];
      const { agreement: agreementId, dealer: account, causes, ...rest } = change;
      return [
        {
          ...rest,
          agreementId,
          agreementCode: agreement.code,
          agreementName: agreement.name,
          account,
          causes: causes.map(({ lines, ...cause }) => ({ ...cause, lines: cut(lines, LINES_LIMIT) })),
        },
      ];
    }),
  };
}
