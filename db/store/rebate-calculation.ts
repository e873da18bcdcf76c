import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { AppError } from '../contract/errors.ts';
import { calculate, calculateOutcomes } from '../domain/rebates/calculate.ts';
import { type Problem, RebateProblems } from '../domain/rebates/problem.ts';
import { documentOf, type RebateDocument, snapshotTexts } from '../domain/rebates/rows/document.ts';
import { type AgreementGroup, groupsOf, knownAgreements } from '../domain/rebates/rows/groups.ts';
import { type Positions, positionsOf } from '../domain/rebates/rows/positions.ts';
import { type PostedRow, postedRows } from '../domain/rebates/rows/posted.ts';
import type { PeriodRow } from '../domain/rebates/rows/source.ts';
import type { CalculationDocument } from '../domain/rebates/schema/document.ts';
import type { ResultRun } from '../domain/rebates/schema/result.ts';
import { partlyVisible, readRebateBook, TradeReader } from './rebate-rows.ts';

/** What is to be calculated. */
export interface RebateQuestion {
  /** Dealers whose groups are meant; null for all that this laptop may see. */
  readonly dealerIds: readonly string[] | null;
  /** Last day that is known, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** `lines` brings the document and the whole result along, for what explains single lines: ask for few dealers. */
  readonly detail: 'positions' | 'lines';
}

/** SHA-256 of the snapshot texts, and of the three together. */
export interface SnapshotHashes {
  readonly agreements: string;
  readonly rows: string;
  readonly posted: string;
  readonly all: string;
}

/** What a group of agreements gives, or why it gives nothing. */
export type GroupResult = {
  /** See {@link AgreementGroup}. */
  readonly key: string;
  readonly dealerIds: readonly string[];
  readonly agreementIds: readonly string[];
} & (
  | {
      readonly state: 'calculated';
      readonly hashes: SnapshotHashes;
      readonly positions: Positions;
      /** Only with detail `lines`. */
      readonly lines: { readonly document: CalculationDocument; readonly run: ResultRun } | null;
    }
  /** Some of the dealers belonged to regions that this laptop's person may not see. */
  | { readonly state: 'partly_visible' }
  | { readonly state: 'refused'; readonly problems: readonly Problem[] }
);

/** Results that need not be worked out again while their snapshot is the same. */
export class ResultCache {
  readonly #kept = new Map<string, { readonly hash: string; readonly positions: Positions }>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  find(key: string, hash: string): Positions | null {
    const found = this.#kept.get(key);
    return found?.hash === hash ? found.positions : null;
  }

  /** Keeps the newest; the oldest go first. */
  keep(key: string, hash: string, positions: Positions): void {
    this.#kept.delete(key);
    this.#kept.set(key, { hash, positions });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break;
      this.#kept.delete(oldest);
    }
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Hashes of what figures follow from. */
export function hashesOf(document: RebateDocument, posted: readonly PostedRow[]): SnapshotHashes {
  const texts = snapshotTexts(document, posted);
  const [agreements, rows, all] = [hashOf(texts.agreements), hashOf(texts.rows), hashOf(texts.posted)];
  return { agreements, rows, posted: all, all: hashOf(JSON.stringify([document.asOf, agreements, rows, all])) };
}

/**
 * Calculates groups one after the other, from one state of the replica. Lets other work in after each.
 * @param replica a connection of its own, in a read transaction for as long as this runs
 * @throws AppError cancelled
 */
export async function calculateGroups(
  replica: Database.Database,
  question: RebateQuestion,
  hooks: {
    readonly cache: ResultCache;
    readonly isCancelled: () => boolean;
    readonly onProgress: (done: number, total: number) => void;
  },
): Promise<readonly GroupResult[]> {
  const { dealerIds, asOf } = question;
  const book = readRebateBook(replica);
  const wanted = dealerIds === null ? null : new Set(dealerIds);
  const groups = groupsOf(knownAgreements(book.agreements, book.versions, asOf)).filter(
    (group) => wanted === null || group.dealerIds.some((dealerId) => wanted.has(dealerId)),
  );
  const dealers = groups.flatMap((group) => group.dealerIds);
  const hidden = partlyVisible(replica, dealers, asOf);
  const reader = new TradeReader(replica, wanted === null ? null : dealers);
  const results: GroupResult[] = [];
  for (const [n, group] of groups.entries()) {
    results.push(groupResult(group, reader, book.periods, hidden, question, hooks.cache));
    hooks.onProgress(n + 1, groups.length);
    await setImmediate();
    if (hooks.isCancelled()) throw new AppError('cancelled');
  }
  return results;
}

function groupResult(
  group: AgreementGroup,
  reader: TradeReader,
  periods: readonly PeriodRow[],
  hidden: ReadonlySet<string>,
  { asOf, detail }: RebateQuestion,
  cache: ResultCache,
): GroupResult {
  const { key, dealerIds, agreements } = group;
  const common = { key, dealerIds, agreementIds: agreements.map(({ id }) => id) };
  if (dealerIds.some((dealerId) => hidden.has(dealerId))) return { ...common, state: 'partly_visible' };
  const problems = agreements.flatMap((agreement) => agreement.problems);
  if (problems.length > 0) return { ...common, state: 'refused', problems };
  const made = documentOf(group, reader.tradeOf(dealerIds), asOf);
  const posted = postedRows(reader.legsOf(dealerIds), asOf);
  const hashes = hashesOf(made, posted);
  const { document } = made;
  try {
    const place = `${asOf} ${key}`;
    const positions = cache.find(place, hashes.all) ?? positionsOf(calculateOutcomes(document), posted, periods, asOf);
    cache.keep(place, hashes.all, positions);
    if (detail === 'positions') return { ...common, state: 'calculated', hashes, positions, lines: null };
    const [run] = calculate(document).runs;
    return { ...common, state: 'calculated', hashes, positions, lines: run === undefined ? null : { document, run } };
  } catch (error) {
    if (error instanceof RebateProblems) return { ...common, state: 'refused', problems: error.problems };
    throw error;
  }
}
