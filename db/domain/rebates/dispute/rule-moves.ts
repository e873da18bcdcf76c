import { divide, isZero, type Rational, roundTo } from '../../money/rational.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument } from '../schema/document.ts';
import type { Rule } from '../schema/rule.ts';
import type { AmountBasis } from './claim.ts';
import type { CauseKind, Move } from './moves.ts';

type Change = (agreement: Agreement) => Agreement;

/**
 * What a dealer may have understood otherwise about an agreement: suppositions, each of which must give his amount when it
 * is calculated before it is told.
 * @param basis in which his amounts are; `null` when he sent none
 */
export function ruleMoves(
  document: CalculationDocument,
  about: ReadonlySet<string>,
  basis: AmountBasis | null,
): Move[] {
  const agreements = document.agreements.filter(({ id }) => about.has(id));
  return [
    ...agreements.flatMap((agreement) => movesOf(agreement, basis)),
    ...versionMoves(agreements),
    ...document.adjustments.filter(({ agreement }) => about.has(agreement)).map(({ id, amount }): Move => ({
      ...plain('adjustment', id), ours: String(amount), theirs: null,
      apply: (before) => ({ ...before, adjustments: before.adjustments.filter((one) => one.id !== id) }),
    })),
    ...stackingMoves(document, about),
  ]; // biome-ignore format: a kind a block
}

const plain = (kind: CauseKind, of: string) => ({ kind, seen: false, of, place: null });

function movesOf(agreement: Agreement, basis: AmountBasis | null): Move[] {
  const { id, version, rule, taxBasis, dateBasis, scope, gate, cap, minimum, negative, rounding } = agreement;
  const moves: Move[] = [];
  const change = (kind: CauseKind, ours: string | null, theirs: string | null, to: Change): void => {
    moves.push({
      ...plain(kind, id), ours, theirs,
      apply: (before) => ({
        ...before,
        agreements: before.agreements.map((one) => (one.id === id && one.version === version ? to(one) : one)),
      }),
    });
  }; // biome-ignore format: one move
  for (const other of ['net', 'gross'] as const) {
    if (taxBasis === 'as_given' || other === taxBasis) continue;
    change('tax_basis', taxBasis, other, (one) => ({ ...one, taxBasis: other }));
    const last = moves.at(-1);
    // His amounts are in that basis: that much is seen.
    if (basis === other && last !== undefined) moves[moves.length - 1] = { ...last, seen: true };
  }
  if ('edge' in rule) {
    const other = rule.edge === '>=' ? '>' : '>=';
    change('edge', rule.edge, other, (one) => ({ ...one, rule: { ...one.rule, edge: other } as Rule }));
  }
  for (const kind of METHODS) {
    if (METHODS.some((own) => own === rule.kind) && kind !== rule.kind) {
      change('method', rule.kind, kind, (one) => ({ ...one, rule: { ...one.rule, kind } as Rule }));
    }
  }
  rateMoves(rule).forEach(({ ours, theirs, to }) => {
    change('rate', ours, theirs, (one) => ({ ...one, rule: to }));
  });
  scope?.exclude?.forEach((entry, n) => {
    const without = scope.exclude?.filter((_, m) => m !== n) ?? [];
    change('exclusion', JSON.stringify(entry.match), null, (one) => ({ ...one, scope: { ...one.scope, exclude: without } }));
  });
  if (scope?.include !== undefined) {
    const { include: _, ...open } = scope;
    change('scope', null, null, (one) => ({ ...one, scope: open }));
  }
  for (const other of ['order', 'shipment', 'invoice', 'receipt'] as const) {
    if (other !== dateBasis) change('date_basis', dateBasis, other, (one) => ({ ...one, dateBasis: other }));
  }
  if (gate !== undefined && gate.length > 0) change('gate', null, null, ({ gate: _, ...one }) => one);
  if (cap !== undefined) change('cap', String(cap.amount ?? cap.ratePpm ?? ''), null, ({ cap: _, ...one }) => one);
  if (minimum !== undefined) change('minimum', String(minimum.amount), null, ({ minimum: _, ...one }) => one);
  if (negative !== 'floor') change('negative', negative, 'floor', (one) => ({ ...one, negative: 'floor' }));
  const mode = rounding?.mode ?? 'HALF_UP';
  const scale = rounding?.scale ?? 2;
  for (const other of ['HALF_UP', 'DOWN'] as const) {
    if (mode !== 'NONE' && other !== mode) change('rounding', mode, other, (one) => ({ ...one, rounding: { mode: other, scale } }));
  }
  if (mode !== 'NONE' && scale > 0) change('rounding', '2', '0', (one) => ({ ...one, rounding: { mode: 'HALF_UP', scale: 0 } }));
  if (mode !== 'NONE') moves.push({ ...plain('rounding_per_line', id), ours: null, theirs: null, apply: (before) => before, perLine: true });
  return moves;
} // biome-ignore format: a kind a line

const METHODS = ['whole_volume', 'marginal', 'total', 'rolling'] as const;

/** Another tier's rate on everything, as who misreads the table takes it. */
function rateMoves(rule: Rule): { ours: string | null; theirs: string; to: Rule }[] {
  if (!('tiers' in rule)) return [];
  return rule.tiers.map((tier, n) => {
    const { from: _, ...pays } = tier;
    return { ours: null, theirs: String(n + 1), to: { ...rule, tiers: [pays] } as Rule };
  });
}

/** A rate that is in no table: one for everything, in whole hundredths of a percent, that brings the measure to an amount. */
export function otherRate(agreement: Agreement, measure: Rational, amount: Rational): Move | null {
  if (isZero(measure) || !('tiers' in agreement.rule || agreement.rule.kind === 'percent')) return null;
  const ppm = Number(roundTo(divide(amount, measure), 4, 'HALF_UP')) * 100;
  if (ppm <= 0 || ppm > 1_000_000) return null;
  const { id, version, rule } = agreement;
  const base = 'measure' in rule && rule.measure !== undefined ? { measure: rule.measure } : {};
  return {
    ...plain('rate', id), ours: rule.kind === 'percent' ? String(rule.ratePpm) : null, theirs: `${ppm} ppm`,
    apply: (before) => ({
      ...before,
      agreements: before.agreements.map((one) =>
        one.id === id && one.version === version ? { ...one, rule: { kind: 'percent', ratePpm: ppm, per: 'period', ...base } } : one,
      ),
    }),
  };
} // biome-ignore format: one move

/** An earlier version instead of the later one. */
function versionMoves(agreements: readonly Agreement[]): Move[] {
  return agreements
    .filter(({ version }) => version > 1)
    .filter(({ id, version }) => agreements.some((one) => one.id === id && one.version < version))
    .map(({ id, version }): Move => ({
      ...plain('version', id), ours: String(version), theirs: String(version - 1),
      apply: (before) => ({ ...before, agreements: before.agreements.filter((one) => one.id !== id || one.version !== version) }),
    }));
} // biome-ignore format: one move

/** Agreements that build on each other, taken as adding up. */
function stackingMoves({ stacking }: CalculationDocument, about: ReadonlySet<string>): Move[] {
  return (stacking?.edges ?? [])
    .filter(({ to, basis }) => about.has(to) && basis !== 'gross')
    .map(({ from, to, basis }): Move => ({
      ...plain('stacking', to), ours: basis, theirs: 'gross',
      apply: (before) => ({
        ...before,
        ...(before.stacking === undefined ? {} : {
          stacking: {
            ...before.stacking,
            edges: before.stacking.edges.map((edge) => (edge.from === from && edge.to === to ? { ...edge, basis: 'gross' as const } : edge)),
          },
        }),
      }),
    }));
} // biome-ignore format: one move
