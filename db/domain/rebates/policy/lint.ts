import { compare, divide, isZero, multiply, ONE, type Rational, sum, ZERO } from '../../money/rational.ts';
import type { Problem } from '../problem.ts';
import { checkAgreements } from '../read/check-agreements.ts';
import { checkStacking } from '../read/check-stacking.ts';
import { openReport } from '../read/report.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import { concerns } from '../straight/accounts.ts';
import { NO_UPSTREAM, totalsOf } from '../straight/entries.ts';
import { measuresOf } from '../straight/rules/situation.ts';
import { weigh } from '../straight/scope.ts';
import { lineAmount } from '../straight/values.ts';
import { ownRatios, type Ratios } from './curve.ts';
import type { Finding } from './findings.ts';
import { lintSet } from './lint-set.ts';
import { lintLines, lintUnits } from './lint-slips.ts';
import { type Known, lintTerms } from './lint-terms.ts';

/** What the linter answers: what contradicts itself or cannot be calculated, and what is to be known before signing. */
export interface Lint {
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
}

const RANK = { error: 0, warning: 1, notice: 2 } as const;

/**
 * Looks through agreements and their stacking by their breakpoints, exactly. Lines, where the document has some, say how
 * much money and how many units come with the qualifier, so that jumps can be told in money, and whether some are there twice.
 */
export function lintPolicy(document: CalculationDocument): Lint {
  const { agreements, stacking, lines } = document;
  const { report, problems } = openReport();
  checkAgreements(document, report);
  checkStacking(document, report);
  const findings: Finding[] = [];
  const find = (
    code: Finding['code'], severity: Finding['severity'], path: Finding['path'], figures: Finding['figures'],
    sentence: string = code,
  ): void => void findings.push({ code, severity, path, sentence, figures }); // biome-ignore format: one finding
  const readable = problems.every(({ code }) => code !== 'tiers_out_of_order');
  if (readable) {
    agreements.forEach((agreement, n) => {
      const known = lines.length === 0 ? knownOf(agreement) : knownFrom(agreement, lines);
      lintTerms(agreement, known, ['agreements', n], find);
      lintUnits(agreement, ['agreements', n], find);
    });
  }
  lintSet(agreements, stacking, find);
  lintLines(lines, find);
  const found = new Set(findings.map(({ code }) => code));
  return {
    // What the linter itself finds, with more to say about it, is not told twice.
    problems: problems.filter(
      ({ code }) =>
        !(code === 'overlap_without_stacking' && found.has('stacking_missing')) &&
        !(code === 'quarter_year_convention_missing' && found.has('period_convention_missing')),
    ),
    findings: findings
      .map((finding, n) => ({ finding, n }))
      .sort((a, b) => RANK[a.finding.severity] - RANK[b.finding.severity] || a.n - b.n)
      .map(({ finding }) => finding),
  };
}

/** What terms say of themselves. */
export function knownOf({ rule }: Pick<Agreement, 'rule'>): Known {
  return { ratios: ownRatios(rule), price: measuresOf(rule).qualifier === 'amount' ? ONE : null };
}

/** The same with the ratios of the lines that the agreement counts. */
function knownFrom(agreement: Agreement, lines: readonly SourceLine[]): Known {
  const own = knownOf(agreement);
  const entries = lines.flatMap((line) => {
    const weights = concerns(agreement, line.dealer) ? weigh(agreement.scope, line) : null;
    if (weights === null) return [];
    return [{ line, day: 0, payee: line.dealer, earns: true, weights, upstream: NO_UPSTREAM }];
  });
  const totals = totalsOf(entries, agreement, measuresOf(agreement.rule));
  if (compare(totals.q, ZERO) <= 0) return own;
  const per = (value: Rational): Rational | null => (isZero(value) ? null : divide(value, totals.q));
  const ratios: Ratios = { measure: own.ratios.measure ?? per(totals.m), units: own.ratios.units ?? per(totals.u) };
  const amount = sum(entries.map(({ line, weights }) => multiply(lineAmount(line, agreement.taxBasis) ?? ZERO, weights.qualifier))); // biome-ignore format: one sum
  return { ratios, price: own.price ?? per(amount) };
}
