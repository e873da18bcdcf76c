import {
  add,
  compare,
  fromPpm,
  isZero,
  multiply,
  negate,
  ONE,
  parseDecimal,
  ratio,
  signOf,
  subtract,
} from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import { yearEarlier } from '../../time/periods.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import { NEVER } from '../straight/calendar.ts';
import { dateOfLine } from '../straight/place-lines.ts';
import { weigh } from '../straight/scope.ts';
import { attributeOf, saysValue } from '../straight/values.ts';
import { INVOICE_TAX_SLACK_FEN } from '../tax-slack.ts';
import { agreementsBy } from './by-dealer.ts';
import { neededMeasures } from './needs.ts';
import type { Report } from './report.ts';

/** Lines by themselves, and whether they say all that the agreements they count in multiply or compare. */
export function checkLines(document: CalculationDocument, report: Report): void {
  const ids = new Set<string>();
  const readers = document.agreements.map((agreement) => ({
    agreement,
    from: toDay(agreement.from),
    to: agreement.to === undefined ? NEVER : toDay(agreement.to),
    measures: neededMeasures(agreement),
    units: new Set<string>(),
    onRebates: document.stacking?.edges.some(({ to, basis }) => to === agreement.id && basis === 'rebate') ?? false,
  }));
  const readersOf = agreementsBy(readers, ({ agreement }) => agreement);
  const windows = [...new Map(readers.map((reader) => [windowKey(reader), reader] as const)).values()];
  checkGrouping(document, report);
  document.lines.forEach((line, n) => {
    const at = (...keys: PropertyKey[]): PropertyKey[] => ['lines', n, ...keys];
    if (ids.has(line.id)) report('duplicate', at('id'), `There are two lines ${line.id}; was a file read twice?`);
    ids.add(line.id);
    checkSigns(line, at, report);
    checkTax(line, at, report);
    if (line.currency !== undefined && line.currency !== document.currency) {
      report('mixed_currencies', at('currency'), `The document is in ${document.currency}; amounts are never mixed`);
    }
    if (line.cancelledOn !== undefined && line.cancelledOn < (line.recordedOn ?? line.date)) {
      report('dates', at('cancelledOn'), 'A line cannot be cancelled before it was recorded');
    }
    for (const reader of readersOf(line.dealer)) {
      if (isWithin(line, reader) === true && counts(line, reader)) checkValues(line, reader, at, report);
    }
    if (
      document.outsideLines === 'refuse' &&
      windows.every((reader) => isWithin(line, reader) === false && !isHistory(line, reader))
    ) {
      report('date_outside_agreement', at('date'),
        'No agreement covers this date; correct it, or say outsideLines "ignore" to leave such lines out'); // biome-ignore format: one sentence
    }
  });
}

function checkGrouping({ groupBy, lines }: CalculationDocument, report: Report): void {
  groupBy?.forEach((by, n) => {
    if (lines.length === 0 || lines.some((line) => attributeOf(line, by) !== undefined)) return;
    report('missing_value', ['groupBy', n], `No line has ${by}`);
  });
}

interface Reader {
  readonly agreement: Agreement;
  readonly from: number;
  readonly to: number;
  readonly measures: ReadonlySet<string>;
  readonly units: Set<string>;
  readonly onRebates: boolean;
}

/** Equal for agreements that look at the same days by the same dates. */
const windowKey = ({ agreement, from, to }: Reader): string =>
  JSON.stringify([agreement.dateBasis, from, to, agreement.rule.kind === 'growth' && agreement.rule.baseline]);

/** Whether a line lies in the days of an agreement, or in those it compares with; null while it has no such date. */
function isWithin(line: SourceLine, { agreement, from, to }: Reader): boolean | null {
  const date = dateOfLine(line, agreement.dateBasis);
  if (date === undefined) return null;
  const day = toDay(date);
  if (day >= from && day < to) return true;
  if (agreement.rule.kind !== 'growth') return false;
  const before = yearEarlier({ from, to: Math.min(to, NEVER) });
  return day >= before.from && day < before.to;
}

/** Before an agreement that looks back at lines everything is history, whether it needs it or not. */
function isHistory({ date }: SourceLine, { agreement: { rule, from } }: Reader): boolean {
  return rule.kind === 'growth' && rule.baseline === 'lines_a_year_earlier' && date < from;
}

function counts(line: SourceLine, { agreement }: Reader): boolean {
  const weights = weigh(agreement.scope, line);
  return weights !== null && !(isZero(weights.qualifier) && isZero(weights.measure));
}

/** The path of a field of a line, made only for a problem. */
type Place = (...keys: PropertyKey[]) => PropertyKey[];

const SIGNED = ['amount', 'net', 'gross', 'quantity'] as const;

function checkSigns(line: SourceLine, at: Place, report: Report): void {
  for (const field of SIGNED) {
    const value = line[field];
    const sign = value === undefined ? 0 : signOf(value);
    if (sign === 0) continue;
    if (line.kind === 'return' && sign > 0) {
      report('sign', at(field), `A return takes off: write -${value}`);
    }
    if ((line.kind === 'sale' || line.kind === 'receipt') && sign < 0) {
      report(
        'sign',
        at(field),
        `A ${line.kind} must not be negative; goods that came back are a line of kind "return"`,
      );
    }
    if (line.kind === 'price_adjustment' && field === 'quantity') {
      report('sign', at(field), 'A price adjustment moves money, not goods: leave the quantity out');
    }
  }
}

/** In yuan: what is a line here may be an invoice there. */
const TAX_SLACK = ratio(INVOICE_TAX_SLACK_FEN, 100);

function checkTax({ net, gross, vatPpm }: SourceLine, at: Place, report: Report): void {
  if (net === undefined || gross === undefined || vatPpm === undefined) return;
  // Floating point only says where the exact look is not needed: of most lines.
  if (Math.abs(Number(gross) - Number(net) * (1 + vatPpm / 1_000_000)) < 1 && Math.abs(Number(gross)) < 1e12) return;
  const off = subtract(parseDecimal(gross), multiply(parseDecimal(net), add(ONE, fromPpm(vatPpm))));
  if (compare(off, TAX_SLACK) <= 0 && compare(off, negate(TAX_SLACK)) >= 0) return;
  report(
    'tax_mismatch',
    at('gross'),
    `${gross} is not ${net} with ${vatPpm / 10_000} % VAT: one of the three is wrong`,
  );
}

function checkValues(line: SourceLine, reader: Reader, at: Place, report: Report): void {
  const { agreement, measures, units, onRebates } = reader;
  const { rule } = agreement;
  if (
    rule.kind === 'mix' &&
    rule.by === 'distinct_skus' &&
    line.sku === undefined &&
    line.kind !== 'price_adjustment'
  ) {
    report('missing_value', at('sku'), `Agreement ${agreement.id} counts SKUs: say which one this line is of`);
  }
  for (const measure of measures) {
    if (saysValue(line, measure, agreement.taxBasis)) continue;
    if (measure === 'amount' && onRebates) continue;
    if (measure !== 'amount') {
      const place = measure === 'quantity' ? ['quantity'] : ['measures', measure];
      report('missing_value', at(...place), `Agreement ${agreement.id} needs ${measure} of this line`);
    } else if (agreement.taxBasis === 'as_given') {
      report('missing_value', at('amount'), `Agreement ${agreement.id} needs the amount of this line`);
    } else {
      report('missing_tax_rate', at(agreement.taxBasis),
        `Agreement ${agreement.id} is on ${agreement.taxBasis} amounts: give it, or the other one with vatPpm`); // biome-ignore format: one sentence
    }
  }
  if (measures.has('quantity') && line.quantity !== undefined && signOf(line.quantity) !== 0) {
    units.add(line.unit ?? '');
    if (units.size > 1) {
      report('mixed_units', at('unit'),
        `Agreement ${agreement.id} would add quantities in different units; use an own measure`); // biome-ignore format: one sentence
    }
  }
}
