import type { Accrual, Proposal } from '../../../db/contract/ledger.ts';
import { LINES_MAX, type ProposalContent, type VatShare } from '../../../db/domain/ledger/bodies.ts';
import { chunksOf, placeOf } from './proposal-sums.ts';

/** Above it a line is pointed out: 10,000 yuan. */
export const LARGE_FEN = 1_000_000;

/** What a person should look at before a line is proposed. */
export type Flag = 'asked' | 'claw_back' | 'falls' | 'large' | 'corrects';

export interface ReviewRow {
  readonly id: string;
  readonly accrual: Accrual;
  readonly flags: readonly Flag[];
}

/**
 * Every line with what to look at; one that is proposed already cannot be proposed again.
 * @param closed codes of the periods that are closed
 */
export function reviewRows(
  accruals: readonly Accrual[],
  asked: ReadonlyMap<string, Proposal>,
  closed: ReadonlySet<string>,
): readonly ReviewRow[] {
  return accruals.map((accrual) => {
    const { line, proposal } = accrual;
    const id = placeOf(line);
    const flags: Flag[] = [
      ...(asked.has(id) ? ['asked' as const] : []),
      ...(proposal === 'claw_back' ? ['claw_back' as const] : line.deltaFen < 0 ? ['falls' as const] : []),
      ...(Math.abs(line.deltaFen) >= LARGE_FEN ? ['large' as const] : []),
      ...(closed.has(line.periodCode) ? ['corrects' as const] : []),
    ];
    return { id, accrual, flags };
  });
}

export interface Checks {
  readonly lines: number;
  readonly sumFen: number;
  readonly falls: number;
  readonly clawBacks: number;
  readonly large: number;
}

export function checksOf(rows: readonly ReviewRow[]): Checks {
  const having = (flag: Flag): number => rows.filter(({ flags }) => flags.includes(flag)).length;
  return {
    lines: rows.length,
    sumFen: rows.reduce((sum, { accrual }) => sum + accrual.line.deltaFen, 0),
    falls: having('falls'),
    clawBacks: having('claw_back'),
    large: having('large'),
  };
}

/** The proposals of chosen lines: accruals and claw-backs apart, each small enough to be looked through. */
export function contentsOf(
  rows: readonly ReviewRow[],
  run: { readonly asOf: string; readonly sourceHash: string; readonly agreementsHash: string },
  reason: string,
  /** VAT of what claw-backs charge, by {@link placeOf}. */
  vat: ReadonlyMap<string, VatShare[]>,
): ProposalContent[] {
  const lines = (proposal: Accrual['proposal']) =>
    rows.filter(({ accrual }) => accrual.proposal === proposal).map(({ accrual }) => accrual.line);
  const accruals = chunksOf(lines('accrue'), LINES_MAX).map(
    (part): ProposalContent => ({ kind: 'accrue', body: { ...run, lines: part } }),
  );
  const clawBacks = chunksOf(lines('claw_back'), LINES_MAX).map(
    (part): ProposalContent => ({
      kind: 'claw_back',
      body: { ...run, reason, lines: part.map((line) => ({ ...line, vat: vat.get(placeOf(line)) ?? [] })) },
    }),
  );
  return [...accruals, ...clawBacks];
}
