import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { AppError } from '../contract/errors.ts';
import { mergeSimulations } from '../domain/rebates/policy/merge-simulations.ts';
import { simulate } from '../domain/rebates/policy/simulate.ts';
import { standingOf, type ThoughtOrder, type ToldStanding } from '../domain/rebates/policy/standing.ts';
import { tellSimulation } from '../domain/rebates/policy/tell-simulation.ts';
import { type Problem, RebateProblems } from '../domain/rebates/problem.ts';
import { readDocument, readTerms } from '../domain/rebates/read/read-document.ts';
import { documentOf } from '../domain/rebates/rows/document.ts';
import { type AgreementGroup, groupsOf, knownAgreements } from '../domain/rebates/rows/groups.ts';
import type { Agreement } from '../domain/rebates/schema/agreement.ts';
import { SimulationDocument, type SimulationResult } from '../domain/rebates/schema/simulation.ts';
import { partlyVisible, readRebateBook, TradeReader } from './rebate-rows.ts';

/** Where a dealer stands, and what an order would bring. */
export interface StandingQuestion {
  readonly dealerId: string;
  readonly asOf: string;
  readonly order: ThoughtOrder | null;
}

/** Other terms tried on what happened since the version in effect began. */
export interface SimulationQuestion {
  readonly agreementIds: readonly string[];
  readonly terms: unknown;
  readonly asOf: string;
  readonly pullForwardDays: number;
}

type Refused = { readonly state: 'refused'; readonly problems: readonly Problem[] };
export type StandingAnswer =
  | ({ readonly state: 'calculated' } & ToldStanding)
  | { readonly state: 'partly_visible' }
  | Refused;
export type SimulationAnswer =
  | {
      readonly state: 'calculated';
      readonly result: SimulationResult;
      readonly from: string;
      /** Dealers whose agreements could not be calculated, or not be seen in full. */
      readonly leftOut: number;
    }
  | Refused;

/** What a long task is told by whoever waits for it. */
export interface TaskHooks {
  readonly isCancelled: () => boolean;
  readonly onProgress: (done: number, total: number) => void;
}

function refusal(error: unknown): Refused {
  if (error instanceof RebateProblems) return { state: 'refused', problems: error.problems };
  throw error;
}

const problemsOf = ({ agreements }: AgreementGroup): Problem[] => agreements.flatMap(({ problems }) => problems);

/** Where a dealer stands under each of his agreements, told from one state of the replica. */
export function calculateStanding(replica: Database.Database, question: StandingQuestion): StandingAnswer {
  const { dealerId, asOf, order } = question;
  const book = readRebateBook(replica);
  const group = groupsOf(knownAgreements(book.agreements, book.versions, asOf)).find(({ dealerIds }) =>
    dealerIds.includes(dealerId),
  );
  if (group === undefined) return { state: 'calculated', periods: [], order: null };
  if (partlyVisible(replica, group.dealerIds, asOf).size > 0) return { state: 'partly_visible' };
  const problems = problemsOf(group);
  if (problems.length > 0) return { state: 'refused', problems };
  try {
    const { document } = documentOf(group, new TradeReader(replica, group.dealerIds).tradeOf(group.dealerIds), asOf);
    return { state: 'calculated', ...standingOf(readDocument(document), dealerId, asOf, order) };
  } catch (error) {
    return refusal(error);
  }
}

/**
 * Tries terms on history, group by group of dealers: the versions in effect on a day as they are, and the same with these
 * terms for some agreements, on all lines known by then. Lets other work in after each step.
 * @throws AppError cancelled
 */
export async function calculateSimulation(
  replica: Database.Database,
  question: SimulationQuestion,
  hooks: TaskHooks,
): Promise<SimulationAnswer> {
  const { asOf, pullForwardDays } = question;
  const wanted = new Set(question.agreementIds);
  const book = readRebateBook(replica);
  const groups = groupsOf(knownAgreements(book.agreements, book.versions, asOf)).filter(({ agreements }) =>
    agreements.some(({ id }) => wanted.has(id)),
  );
  const dealers = groups.flatMap(({ dealerIds }) => dealerIds);
  const hidden = partlyVisible(replica, dealers, asOf);
  const reader = new TradeReader(replica, dealers);
  const results: SimulationResult[] = [];
  let [leftOut, from, currency] = [0, asOf, 'CNY'];
  try {
    const terms = readTerms(question.terms);
    for (const [n, group] of groups.entries()) {
      hooks.onProgress(n, groups.length);
      if (problemsOf(group).length > 0 || group.dealerIds.some((id) => hidden.has(id))) {
        leftOut += group.dealerIds.length;
        continue;
      }
      const { document } = documentOf(group, reader.tradeOf(group.dealerIds), asOf);
      const inEffect = document.agreements.filter((one) => one.from <= asOf && (one.to ?? '9999') > asOf);
      const changed = inEffect.map((one): Agreement => (wanted.has(one.id) ? { ...one, ...terms } : one));
      for (const one of changed) if (wanted.has(one.id) && one.from < from) ({ from } = one);
      if (!changed.some(({ id }) => wanted.has(id))) continue;
      const ids = new Set(inEffect.map(({ id }) => id));
      const edges = document.stacking?.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)) ?? [];
      const choices =
        document.stacking?.choices.filter(({ agreements }) => agreements.every((id) => ids.has(id))) ?? [];
      const stacking = { edges, choices };
      ({ currency } = document);
      const input = SimulationDocument.parse({
        schema: 'rebates-simulation/1', currency, asOf, pullForwardDays, lines: document.lines,
        current: { agreements: inEffect, stacking }, proposed: { agreements: changed, stacking },
      }); // biome-ignore format: one document
      const running = simulate(input);
      let state = running.next();
      for (; state.done !== true; state = running.next()) {
        await setImmediate();
        if (hooks.isCancelled()) throw new AppError('cancelled');
      }
      results.push(tellSimulation(input, state.value));
    }
  } catch (error) {
    return refusal(error);
  }
  return { state: 'calculated', result: mergeSimulations(results, currency), from, leftOut };
}
