import { CaseEventBody } from '../../domain/diversion/cases/schema.ts';
import { deductible, deductionOf, differingDeductionFigure } from '../../domain/diversion/deduction/deduction.ts';
import { divertedLots, type LotsEntry } from '../../domain/diversion/deduction/lots.ts';
import type { BodyOf } from '../../domain/ledger/bodies.ts';
import type { Refusal } from '../../domain/ledger/draft.ts';
import { RebateProblems } from '../../domain/rebates/problem.ts';
import { groupsOf, knownAgreements } from '../../domain/rebates/rows/groups.ts';
import type { Queryable } from '../database.ts';
import { readRebateBook, readTrade } from '../rebate-rows.ts';
import { failed } from './figures.ts';

/** What the history of a case says about goods, oldest entry first. */
async function readLots(tx: Queryable, caseId: string): Promise<readonly LotsEntry[]> {
  const { rows } = await tx.query<{ kind: 'open' | 'merge'; body: string }>(
    `select kind, body from ho.diversion_case_event where case_id = $1 and kind in ('open', 'merge') order by no`,
    [caseId],
  );
  return rows.map(({ kind, body }) => CaseEventBody[kind].parse(JSON.parse(body)));
}

/**
 * Calculates what the diverted goods of a case earned again, by head office's own rows and both calculations. Null when the
 * proposal says the same and takes back no more, or cites the clause that allows it; otherwise the first difference.
 */
export async function differingDeduction(tx: Queryable, body: BodyOf<'diversion'>): Promise<Refusal | null> {
  const { caseId, dealerId, calculation, lines, penaltyClause } = body;
  if (calculation === null) return null;
  const { asOf, figures } = calculation;
  const { agreements, versions, periods } = await readRebateBook(tx);
  const group = groupsOf(knownAgreements(agreements, versions, asOf)).find(({ dealerIds }) =>
    dealerIds.includes(dealerId),
  );
  if (group === undefined) return { code: 'agreement_unknown' };
  try {
    const problems = group.agreements.flatMap((agreement) => agreement.problems);
    if (problems.length > 0) throw new RebateProblems(problems);
    const lots = divertedLots(await readLots(tx, caseId));
    const found = deductionOf(group, await readTrade(tx, group.dealerIds), lots, periods, asOf);
    const differs = differingDeductionFigure(found.figures, dealerId, figures);
    if (differs !== null) return { code: 'figures_differ', ...differs };
    if (penaltyClause !== null) return null;
    const most = deductible(found.figures, dealerId);
    for (const { amountFen, ...place } of lines) {
      const foundFen =
        most.find((one) => one.agreementId === place.agreementId && one.periodCode === place.periodCode)?.amountFen ??
        0;
      if (amountFen > foundFen) {
        return { code: 'diversion_exceeds_goods', at: { ...place, dealerId }, proposedFen: amountFen, foundFen };
      }
    }
    return null;
  } catch (error) {
    return failed(error);
  }
}
