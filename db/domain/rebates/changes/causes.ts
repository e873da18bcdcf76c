/**
 * Why a line, or something that no line brought, changed what is payable; the first that holds:
 * - `line_added`, `line_removed`: it counts in one of the results only (new, cancelled, moved, paid by now);
 * - `version`: another version of the agreement governs;
 * - `line_changed`: what it brings to the measure is another amount (corrected, other weight, other upstream rebate);
 * - `tier`: the line itself is as it was, another tier applies to it;
 * - `limits`: minimum, cap, gate, better deal, floor, accrual or release took or gave something else;
 * - `pooled`: its part of what all lines earn together moved (slices of a marginal table, growth over the year before);
 * - `beside`: no line brought it: adjustments, deductions, carried balances, what another agreement paid;
 * - `rounding`: the one rounding came out otherwise.
 */
export const CHANGE_CAUSES = [
  'line_added',
  'line_removed',
  'version',
  'line_changed',
  'tier',
  'limits',
  'pooled',
  'beside',
  'rounding',
] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];
