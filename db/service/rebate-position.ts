import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import type { RebatePosition } from '../contract/rebate-position.ts';
import { fromDay } from '../domain/time/days.ts';
import { asOfOf, type ServiceParts } from './parts.ts';
import { rebateResults } from './rebate-results.ts';

/** Where a dealer stands under each of his agreements. @throws AppError not_found, cancelled */
export async function rebatePosition(
  parts: ServiceParts,
  input: { readonly dealerId: string; readonly asOf: string | null },
  signal: AbortSignal,
): Promise<z.input<typeof RebatePosition>> {
  const { dealerId } = input;
  const analytics = await parts.analytics.current();
  if (!analytics.dimensions.dealers.some(({ id }) => id === dealerId)) throw new AppError('not_found');
  const lastDay = analytics.lastDay === null ? null : fromDay(analytics.lastDay);
  const calculatedAsOf = input.asOf ?? lastDay;
  const common = { asOf: asOfOf(parts, analytics), dealerId, calculatedAsOf };
  if (calculatedAsOf === null) return { ...common, state: 'calculated', snapshot: null, agreements: [] };
  const [group] = await rebateResults(parts, { dealerIds: [dealerId], asOf: calculatedAsOf }, { signal });
  if (group === undefined) return { ...common, state: 'calculated', snapshot: null, agreements: [] };
  if (group.state === 'partly_visible') return { ...common, state: 'partly_visible' };
  if (group.state === 'refused') return { ...common, state: 'refused', problems: [...group.problems] };
  const { agreements } = analytics.dimensions;
  return {
    ...common,
    state: 'calculated',
    snapshot: group.hashes.all,
    agreements: group.agreementIds.flatMap((id) => {
      const agreement = agreements.find((one) => one.id === id);
      const periods = group.positions.periods.filter(({ agreementId }) => agreementId === id);
      const dues = group.positions.dues.filter((due) => due.agreementId === id && due.dealerId === dealerId);
      const concerned = periods.filter(({ account }) => account === dealerId || dues.length > 0);
      if (agreement === undefined || concerned.length + dues.length === 0) return [];
      return [
        {
          agreementId: id,
          agreementCode: agreement.code,
          agreementName: agreement.name,
          periods: concerned.map(({ agreementId: _, ...period }) => period),
          dues: dues.map(({ agreementId: _, dealerId: __, ...due }) => due),
        },
      ];
    }),
  };
}
