import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import { Currency } from '../contract/primitives.ts';
import type {
  AgreementToEdit,
  SimulationEvent,
  SimulationOrder,
  Standing,
  ThoughtOrder,
} from '../contract/rebate-policy.ts';
import { fromDay } from '../domain/time/days.ts';
import { readAgreement, type StoredAgreement } from '../store/agreement-to-edit.ts';
import type { Analytics } from '../store/analytics.ts';
import { asOfOf, readReplica, type ServiceParts } from './parts.ts';

const json = (text: string): z.core.util.JSONType => JSON.parse(text) as z.core.util.JSONType;

/** Currency of a dealer's money: that of the region he stands in. */
function currencyOf({ dimensions }: Analytics, regionId: string): z.output<typeof Currency> {
  return dimensions.regions.find(({ id }) => id === regionId)?.currency ?? 'CNY';
}

/** Where a dealer stands on the last business date. @throws AppError not_found, cancelled */
export async function rebateStanding(
  parts: ServiceParts,
  input: { readonly dealerId: string; readonly order: z.output<typeof ThoughtOrder> | null },
  signal: AbortSignal,
): Promise<z.input<typeof Standing>> {
  const { dealerId, order } = input;
  const analytics = await parts.analytics.current();
  if (!analytics.dimensions.dealers.some(({ id }) => id === dealerId)) throw new AppError('not_found');
  const calculatedAsOf = analytics.lastDay === null ? null : fromDay(analytics.lastDay);
  const regionId = readReplica(parts, (replica) =>
    replica
      .prepare<[string], { region_id: string }>('select region_id from agreement where dealer_id = ? limit 1')
      .get(dealerId),
  )?.region_id;
  const common = {
    state: 'calculated' as const,
    asOf: asOfOf(parts, analytics),
    calculatedAsOf,
    currency: currencyOf(analytics, regionId ?? ''),
  };
  if (calculatedAsOf === null) return { ...common, periods: [], order: null };
  const answer = await parts.rebates.standing({ dealerId, asOf: calculatedAsOf, order }, { signal });
  if (answer.state === 'partly_visible') return answer;
  if (answer.state === 'refused') return { state: 'refused', problems: [...answer.problems] };
  const { agreements } = analytics.dimensions;
  return {
    ...common,
    order: answer.order,
    periods: answer.periods.flatMap((period) => {
      const agreement = agreements.find(({ id }) => id === period.agreementId);
      if (agreement === undefined) return [];
      return [{ ...period, agreementCode: agreement.code, agreementName: agreement.name }];
    }),
  };
}

/** @throws AppError not_found */
async function storedAgreement(parts: ServiceParts, agreementId: string) {
  const analytics = await parts.analytics.current();
  const day = fromDay(analytics.lastDay ?? 0);
  const stored = readReplica(parts, (replica) => readAgreement(replica, agreementId, day));
  if (stored === null) throw new AppError('not_found');
  return { analytics, stored, day };
}

const dealerName = ({ dimensions }: Analytics, dealerId: string): string =>
  dimensions.dealers.find(({ id }) => id === dealerId)?.name ?? dealerId;

/** An agreement as it is to be changed. @throws AppError not_found */
export async function agreementToEdit(
  parts: ServiceParts,
  agreementId: string,
): Promise<z.input<typeof AgreementToEdit>> {
  const { analytics, stored } = await storedAgreement(parts, agreementId);
  const { version } = stored;
  return {
    agreement: {
      id: stored.id,
      code: stored.code,
      name: stored.name,
      dealerId: stored.dealer_id,
      dealerName: dealerName(analytics, stored.dealer_id),
      productLineId: stored.product_line_id,
      regionId: stored.region_id,
    },
    lastVersion: stored.last_version,
    version: {
      version: version.version,
      effectiveFrom: version.effective_from,
      effectiveTo: version.effective_to,
      signedOn: version.signed_on,
      currency: Currency.parse(version.currency),
      terms: json(version.rule),
      relations: json(version.relations),
    },
    sameName: stored.same_name.length,
  };
}

/** Tries terms on history and tells how far it has come. @throws AppError not_found, cancelled */
export async function* simulateTerms(
  parts: ServiceParts,
  input: z.output<typeof SimulationOrder>,
  signal: AbortSignal,
): AsyncGenerator<z.input<typeof SimulationEvent>> {
  const { analytics, stored, day } = await storedAgreement(parts, input.agreementId);
  let progress: { done: number; total: number } | null = null;
  let wake: () => void = () => undefined;
  const question = {
    agreementIds: input.across === 'agreement' ? [stored.id] : stored.same_name,
    terms: input.terms,
    asOf: day,
    pullForwardDays: input.pullForwardDays,
  };
  let settled = false;
  const running = parts.rebates
    .simulate(question, {
      signal,
      onProgress: (done, total) => {
        progress = { done, total };
        wake();
      },
    })
    .finally(() => {
      settled = true;
      wake();
    });
  // Whether it failed is seen below, where it is awaited.
  running.catch(() => undefined);
  while (!settled) {
    const told: { done: number; total: number } | null = progress;
    progress = null;
    if (told !== null) yield { kind: 'progress', ...(told as { done: number; total: number }) };
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  const answer = await running;
  if (answer.state === 'refused') yield { kind: 'refused', problems: [...answer.problems] };
  else {
    const { result, from, leftOut } = answer;
    yield {
      kind: 'done',
      from,
      to: day,
      currency: currencyOf(analytics, stored.region_id),
      result,
      leftOut,
      ...namesIn(analytics, stored, result),
    };
  }
}

/** Names of the dealers and agreements that a result speaks of. */
function namesIn(
  analytics: Analytics,
  stored: StoredAgreement,
  result: Extract<z.input<typeof SimulationEvent>, { kind: 'done' }>['result'],
) {
  const { agreements } = analytics.dimensions;
  const names = new Map(agreements.map(({ id, code, name }) => [id, `${code} ${name}`] as const));
  const dealers = new Set([stored.dealer_id, ...result.dealers.map(({ dealer }) => dealer)]);
  return {
    dealers: Object.fromEntries([...dealers].map((id) => [id, dealerName(analytics, id)])),
    agreements: Object.fromEntries(
      result.agreements.map(({ agreement }) => [agreement, names.get(agreement) ?? agreement]),
    ),
  };
}
