/** What can be wrong with a calculation document or an agreement; each has a sentence that says what to write instead. */
export type ProblemCode =
  | 'file_unreadable'
  | 'not_utf8'
  | 'not_json'
  | 'schema'
  | 'tiers_out_of_order'
  | 'rule_incomplete'
  | 'duplicate'
  | 'sign'
  | 'mixed_currencies'
  | 'mixed_units'
  | 'missing_value'
  | 'missing_tax_rate'
  | 'tax_mismatch'
  | 'missing_baseline'
  | 'missing_target'
  | 'unknown_agreement'
  | 'unknown_dealer'
  | 'unknown_period'
  | 'dates'
  | 'date_outside_agreement'
  | 'groups'
  | 'stacking_cycle'
  | 'stacking_edge'
  | 'overlap_without_stacking'
  | 'quarter_year_convention_missing'
  | 'beyond_range'
  | 'disagreement';

export interface Problem {
  readonly code: ProblemCode;
  /** JSON path of the place, such as `$.agreements[0].rule.tiers[1].from`. */
  readonly path: string;
  /** What is wrong and what to do, in a sentence. */
  readonly message: string;
}

/** A document that cannot be calculated. Nothing of it was calculated. */
export class RebateProblems extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ code, path, message }) => `${code} at ${path}: ${message}`).join('\n'));
    this.name = 'RebateProblems';
    this.problems = problems;
  }
}

/** JSON path of a place. */
export const pathOf = (keys: readonly PropertyKey[]): string =>
  keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return /^[A-Za-z_]\w*$/.test(String(key)) ? `${path}.${String(key)}` : `${path}[${JSON.stringify(String(key))}]`;
  }, '$');

/** A problem as an error, for places where there is nothing to go on with. */
export const refuse = (code: ProblemCode, keys: readonly PropertyKey[], message: string): RebateProblems =>
  new RebateProblems([{ code, path: pathOf(keys), message }]);
