import { createHash } from 'node:crypto';
import type { Accrual, AccrualRun } from '../contract/ledger.ts';
import { Currency } from '../contract/primitives.ts';
import { type Balance, NO_BALANCE } from '../domain/ledger/balances.ts';
import { keyText } from '../domain/ledger/bodies.ts';
import { parseDecimal, roundTo } from '../domain/money/rational.ts';
import type { Due, PeriodPosition } from '../domain/rebates/rows/positions.ts';
import { fromDay, toDay } from '../domain/time/days.ts';
import {
  type BalanceNames,
  readApprovedVersions,
  readBalanceNames,
  readBalances,
  readDealersOf,
  readPeriods,
  type StoredPeriod,
  type StoredVersionDates,
} from '../store/ledger.ts';
import type { GroupResult } from '../store/rebate-calculation.ts';
import { asOfOf, cut, readReplica, type ServiceParts } from './parts.ts';
import { rebateResults } from './rebate-results.ts';

const ACCRUALS_LIMIT = 20_000;
const sha256 = (texts: readonly string[]): string => createHash('sha256').update(JSON.stringify(texts)).digest('hex');

type Calculated = Extract<GroupResult, { state: 'calculated' }>;

/** What lines are made from, read once. */
interface Book {
  readonly balances: ReadonlyMap<string, Balance>;
  readonly names: BalanceNames;
  readonly periods: readonly StoredPeriod[];
  readonly versions: ReadonlyMap<string, readonly StoredVersionDates[]>;
}

/** The base (计返基数) of a ledger period: what the amounts measured came to, of agreement periods that end in it; in 分. */
function baseOf(due: Due, positions: readonly PeriodPosition[], period: StoredPeriod): number {
  let fen = 0n;
  for (const position of positions) {
    const lastDay = fromDay(toDay(position.period.to) - 1);
    const isOwn = position.agreementId === due.agreementId && position.account === due.dealerId;
    if (!isOwn || position.qualifierOf !== 'amount' || lastDay < period.starts_on || lastDay >= period.ends_on)
      continue;
    // A fraction that does not end is no amount of documents.
    if (!position.measure.includes('/')) fen += roundTo(parseDecimal(position.measure), 2, 'HALF_UP');
  }
  return Number(fen);
}

function accrualOf(due: Due, group: Calculated, book: Book): Accrual | null {
  const period = book.periods.find(({ code }) => code === due.periodCode);
  if (period === undefined) return null;
  const key = { agreementId: due.agreementId, dealerId: due.dealerId, periodCode: period.code };
  const version = book.versions
    .get(due.agreementId)
    ?.find((one) => one.effective_from < period.ends_on && period.starts_on < one.effective_to);
  const balance = book.balances.get(keyText(key)) ?? NO_BALANCE;
  const deltaFen = due.payableFen - balance.postedFen;
  if (version === undefined || deltaFen === 0) return null;
  const fall = Math.max(0, -deltaFen);
  const accruedFen = Math.min(fall, Math.max(0, balance.accruedOpenFen));
  const payableFen = Math.min(fall - accruedFen, Math.max(0, balance.payableOpenFen));
  const agreement = book.names.agreements.get(due.agreementId);
  const dealer = book.names.dealers.get(due.dealerId);
  return {
    line: {
      ...key,
      agreementVersionId: version.id,
      baseFen: baseOf(due, group.positions.periods, period) - balance.baseFen,
      payableFen: due.payableFen,
      postedFen: balance.postedFen,
      postedSeq: balance.postedSeq,
      deltaFen,
    },
    proposal: fall > accruedFen ? 'claw_back' : 'accrue',
    takenFrom: { accruedFen, payableFen, chargedFen: fall - accruedFen - payableFen },
    agreementCode: agreement?.code ?? '',
    agreementName: agreement?.name ?? '',
    dealerCode: dealer?.code ?? '',
    dealerName: dealer?.name ?? '',
    currency: Currency.parse(book.names.currencies.get(due.agreementId)),
  };
}

/** What a run would post, with how far it has come before. @throws AppError cancelled, replica_corrupt */
export async function* accrualRun(
  parts: ServiceParts,
  input: { readonly dealerId: string | null; readonly asOf: string | null },
  regionIds: ReadonlySet<string> | null,
  signal: AbortSignal,
): AsyncGenerator<AccrualRun> {
  const analytics = await parts.analytics.current();
  const day = input.asOf ?? (analytics.lastDay === null ? null : fromDay(analytics.lastDay));
  const asOf = asOfOf(parts, analytics);
  if (day === null) {
    yield { state: 'done', asOf, run: null, accruals: cut([], ACCRUALS_LIMIT), withoutPeriod: 0, unavailable: [] };
    return;
  }
  const ofRegions = readReplica(parts, (replica) => readDealersOf(replica, regionIds, day));
  const isMeant = (dealerId: string): boolean =>
    (input.dealerId === null || input.dealerId === dealerId) && (ofRegions === null || ofRegions.has(dealerId));
  const dealerIds = input.dealerId !== null ? [input.dealerId] : ofRegions === null ? 'all' : [...ofRegions];

  // The newest progress is told; what came before it while nobody looked is not news.
  let progress: { done: number; total: number } | null = null;
  let wake: (() => void) | null = null;
  const onProgress = (done: number, total: number): void => {
    progress = { done, total };
    wake?.();
  };
  let groups: readonly GroupResult[] | null = null;
  const calculation = rebateResults(parts, { dealerIds, asOf: day }, { signal, onProgress }).then((result) => {
    groups = result;
  });
  // Whoever stops looking does not hear of it.
  calculation.catch(() => undefined);
  while (groups === null) {
    const news = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([news, calculation]);
    if (groups === null && progress !== null)
      yield { state: 'running', ...(progress as { done: number; total: number }) };
  }
  yield { state: 'done', asOf, ...resultOf(parts, groups, isMeant, day) };
}

function resultOf(
  parts: ServiceParts,
  groups: readonly GroupResult[],
  isMeant: (dealerId: string) => boolean,
  day: string,
): Omit<Extract<AccrualRun, { state: 'done' }>, 'state' | 'asOf'> {
  const book = readReplica(parts, (replica): Book => {
    const all = { regionIds: null, dealerId: null, agreementId: null, periodCode: null };
    return {
      balances: new Map(readBalances(replica, all).map((balance) => [keyText(balance), balance])),
      names: readBalanceNames(replica),
      periods: readPeriods(replica),
      versions: Map.groupBy(readApprovedVersions(replica), ({ agreement_id: id }) => id),
    };
  });
  const calculated = groups.filter((group): group is Calculated => group.state === 'calculated');
  const meant = calculated.flatMap((group) =>
    group.positions.dues.filter(({ dealerId }) => isMeant(dealerId)).map((due) => ({ due, group })),
  );
  const accruals = meant
    .flatMap(({ due, group }) => accrualOf(due, group, book) ?? [])
    .sort((a, b) => compareTexts(orderOf(a), orderOf(b)));
  return {
    run: {
      asOf: day,
      sourceHash: sha256(calculated.map(({ hashes }) => hashes.rows)),
      agreementsHash: sha256(calculated.map(({ hashes }) => hashes.agreements)),
    },
    accruals: cut(accruals, ACCRUALS_LIMIT),
    withoutPeriod: meant.filter(({ due }) => due.periodCode === null && due.openFen !== 0).length,
    unavailable: groups.flatMap((group) =>
      group.state === 'calculated'
        ? []
        : [
            {
              dealerIds: [...group.dealerIds],
              reason: group.state,
              problems: group.state === 'refused' ? [...group.problems] : [],
            },
          ],
    ),
  };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const orderOf = ({ dealerCode, agreementCode, line }: Accrual): string =>
  [dealerCode, agreementCode, line.periodCode].join('\u0000');
