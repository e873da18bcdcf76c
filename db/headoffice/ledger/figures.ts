import type { AccrueLine } from '../../domain/ledger/bodies.ts';
import type { Refusal } from '../../domain/ledger/draft.ts';
import { calculateOutcomes } from '../../domain/rebates/calculate.ts';
import { RebateProblems } from '../../domain/rebates/problem.ts';
import { documentOf } from '../../domain/rebates/rows/document.ts';
import { type AgreementGroup, groupsOf, knownAgreements } from '../../domain/rebates/rows/groups.ts';
import { type Due, positionsOf } from '../../domain/rebates/rows/positions.ts';
import { postedRows } from '../../domain/rebates/rows/posted.ts';
import type { PeriodRow } from '../../domain/rebates/rows/source.ts';
import type { Queryable } from '../database.ts';
import { readLedgerLegs, readRebateBook, readTrade } from '../rebate-rows.ts';

/** What a group of agreements gives as of a day, by head office's own rows. @throws RebateProblems */
async function duesOf(
  tx: Queryable,
  group: AgreementGroup,
  periods: readonly PeriodRow[],
  asOf: string,
): Promise<readonly Due[]> {
  const problems = group.agreements.flatMap((agreement) => agreement.problems);
  if (problems.length > 0) throw new RebateProblems(problems);
  const { document } = documentOf(group, await readTrade(tx, group.dealerIds), asOf);
  const posted = postedRows(await readLedgerLegs(tx, group.dealerIds), asOf);
  return positionsOf(calculateOutcomes(document), posted, periods, asOf).dues;
}

const placeOf = (due: { agreementId: string; dealerId: string; periodCode: string | null }): string =>
  JSON.stringify([due.agreementId, due.dealerId, due.periodCode]);

/** Says where a calculation failed; anything else is thrown on. */
export function failed(error: unknown): Refusal {
  if (!(error instanceof RebateProblems)) throw error;
  const [first] = error.problems;
  return { code: 'calculation_failed', problem: `${first?.path ?? ''}: ${first?.message ?? ''}` };
}

/**
 * Calculates what lines of a run say again, both calculations included. Null when every line is right to the 分; otherwise
 * the first that is not, with both figures.
 */
export async function differingFigure(
  tx: Queryable,
  lines: readonly AccrueLine[],
  asOf: string,
): Promise<Refusal | null> {
  const { agreements, versions, periods } = await readRebateBook(tx);
  const wanted = new Set(lines.map(({ agreementId }) => agreementId));
  const groups = groupsOf(knownAgreements(agreements, versions, asOf)).filter((group) =>
    group.agreements.some(({ id }) => wanted.has(id)),
  );
  const payable = new Map<string, number>();
  try {
    for (const group of groups) {
      for (const due of await duesOf(tx, group, periods, asOf)) payable.set(placeOf(due), due.payableFen);
    }
  } catch (error) {
    return failed(error);
  }
  for (const line of lines) {
    const foundFen = payable.get(placeOf(line)) ?? 0;
    if (foundFen !== line.payableFen) {
      return { code: 'figures_differ', at: line, proposedFen: line.payableFen, foundFen };
    }
  }
  return null;
}

/** What all agreements give as of a day. @throws RebateProblems */
export async function allDues(tx: Queryable, asOf: string): Promise<readonly Due[]> {
  const { agreements, versions, periods } = await readRebateBook(tx);
  const dues: Due[] = [];
  for (const group of groupsOf(knownAgreements(agreements, versions, asOf))) {
    dues.push(...(await duesOf(tx, group, periods, asOf)));
  }
  return dues;
}

/** The first amount of a period that is earned and not posted, or posted and not earned; null when there is none. */
export async function outstandingAmount(tx: Queryable, periodCode: string, asOf: string): Promise<Refusal | null> {
  try {
    const due = (await allDues(tx, asOf)).find((one) => one.periodCode === periodCode && one.openFen !== 0);
    if (due === undefined) return null;
    const at = { agreementId: due.agreementId, dealerId: due.dealerId, periodCode };
    return { code: 'accruals_outstanding', at, proposedFen: due.postedFen, foundFen: due.payableFen };
  } catch (error) {
    return failed(error);
  }
}

/** What keeps the agreements that an agreement meets from being calculated on a day; null when nothing does. */
export async function agreementProblem(tx: Queryable, agreementId: string, asOf: string): Promise<Refusal | null> {
  const { agreements, versions, periods } = await readRebateBook(tx);
  try {
    for (const group of groupsOf(knownAgreements(agreements, versions, asOf))) {
      if (group.agreements.some(({ id }) => id === agreementId)) await duesOf(tx, group, periods, asOf);
    }
  } catch (error) {
    return failed(error);
  }
  return null;
}
