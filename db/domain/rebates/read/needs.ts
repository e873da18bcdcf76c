import type { AgreementTerms } from '../schema/agreement.ts';
import type { Decimal } from '../schema/primitives.ts';
import type { Rule } from '../schema/rule.ts';

const isSaid = (value: Decimal | undefined): boolean => value !== undefined && /[1-9]/.test(String(value));

/** The measures that lines must say for an agreement: those that its rule really multiplies or compares. */
export function neededMeasures({ rule, gate, cap, accrual }: AgreementTerms): ReadonlySet<string> {
  const needed = new Set<string>(gate?.map(({ measure }) => measure) ?? []);
  const { qualifier, measure, units } = namesOf(rule);
  if (qualifier !== null) needed.add(qualifier);
  const rates = partsOf(rule);
  if (rates.some(({ ratePpm }) => isSaid(ratePpm)) || cap?.ratePpm !== undefined) {
    needed.add(measure);
  }
  if (rates.some(({ perUnit }) => isSaid(perUnit))) needed.add(units);
  if (accrual !== undefined && isSaid(accrual.ratePpm)) needed.add(accrual.measure);
  if (accrual !== undefined && isSaid(accrual.perUnit)) needed.add(accrual.units);
  return needed;
}

function namesOf(rule: Rule): { readonly qualifier: string | null; readonly measure: string; readonly units: string } {
  const measure = 'measure' in rule ? (rule.measure ?? 'amount') : 'amount';
  const units = 'units' in rule ? (rule.units ?? 'quantity') : 'quantity';
  switch (rule.kind) {
    case 'percent':
    case 'payment':
    case 'over_time':
      return { qualifier: null, measure, units };
    case 'per_unit':
    case 'free_goods':
    case 'package':
      return { qualifier: units, measure, units };
    default:
      return { qualifier: rule.qualifier ?? 'amount', measure, units };
  }
}

function partsOf(
  rule: Rule,
): readonly { readonly ratePpm?: Decimal | undefined; readonly perUnit?: Decimal | undefined }[] {
  switch (rule.kind) {
    case 'percent':
      return [{ ratePpm: rule.ratePpm }];
    case 'per_unit':
      return [{ perUnit: rule.perUnit }];
    case 'payment':
      return rule.bands;
    case 'target':
      return [...rule.tiers, ...(rule.excess === undefined ? [] : [rule.excess])];
    case 'lump_sum':
    case 'free_goods':
    case 'package':
    case 'over_time':
      return [];
    default:
      return rule.tiers;
  }
}
