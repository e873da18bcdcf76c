import { CalculationDocument, type SourceLine } from '../../../db/domain/rebates/schema/document.ts';
import { createSequence } from '../../../db/domain/statistics/sequence.ts';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';

/** A line in whole numbers, as a column store would have it. Days since 1970-01-01, amounts in 分. */
export interface PlainLine {
  readonly day: number;
  readonly productLine: number;
  readonly netFen: number;
  readonly grossFen: number;
  readonly invoicedDay: number;
  /** -1 while it is not paid. */
  readonly paidDay: number;
}

/** What the five agreements of a dealer say, in whole numbers. */
export interface PlainTerms {
  /** Thresholds of the year's tables, 分, and rates of their steps. */
  readonly tiersFen: readonly number[];
  readonly ratesPpm: readonly number[];
  readonly percentPpm: number;
  readonly percentLine: number;
  readonly bands: readonly { readonly upToDays: number; readonly ratePpm: number }[];
  /** Of a quarter, 分; from 90 % and from 100 % of it. */
  readonly targetFen: number;
  readonly targetPpm: readonly [number, number];
}

export interface PlainDealer {
  readonly no: number;
  readonly terms: PlainTerms;
  readonly lines: readonly PlainLine[];
}

const FIRST = toDay('2026-01-01');
const LAST = toDay('2026-12-31');
export const AS_OF = fromDay(LAST);

/** A dealer of a company of `dealers` that sold `lines` lines in a year; the same for the same seed. */
export function plainDealer(no: number, linesOfDealer: number, seed: number): PlainDealer {
  const next = createSequence(seed * 7919 + no);
  const below = (n: number): number => next() % n;
  const lines = Array.from({ length: linesOfDealer }, (): PlainLine => {
    const day = FIRST + below(365);
    const netFen = (1 + below(4_000)) * 100;
    const invoicedDay = day + 1 + below(5);
    const paidDay = invoicedDay + below(80);
    return {
      ...{ day, netFen, invoicedDay, productLine: below(4) },
      grossFen: netFen + Math.floor((netFen * 13) / 100),
      paidDay: paidDay > LAST ? -1 : paidDay,
    };
  });
  const yearFen = linesOfDealer * 200_000;
  return {
    no,
    lines,
    terms: {
      tiersFen: [0.4, 0.9, 1.1].map((share) => Math.round(yearFen * share)),
      ratesPpm: [8_000, 15_000, 22_000],
      percentPpm: 8_000 + below(5) * 1_000,
      percentLine: below(4),
      bands: [
        { upToDays: 30, ratePpm: 12_000 },
        { upToDays: 60, ratePpm: 6_000 },
      ],
      targetFen: Math.round(yearFen / 4),
      targetPpm: [9_000, 14_000],
    },
  };
}

const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

/** The same dealer as the product's document: five agreements, paid beside each other. */
export function documentOfDealer({ no, terms, lines }: PlainDealer): CalculationDocument {
  const dealer = `D${no}`;
  const steps = terms.tiersFen.map((fen, n) => ({ from: yuan(fen), ratePpm: terms.ratesPpm[n] ?? 0 }));
  const year = { taxBasis: 'net', period: { unit: 'year' } };
  const quarter = { taxBasis: 'net', period: { unit: 'quarter' } };
  const rules: readonly object[] = [
    { ...year, rule: { kind: 'whole_volume', tiers: steps } },
    { ...year, rule: { kind: 'marginal', tiers: steps } },
    {
      ...quarter,
      scope: { include: [{ match: { productLine: [`P${terms.percentLine}`] } }] },
      rule: { kind: 'percent', ratePpm: terms.percentPpm },
    },
    { ...quarter, taxBasis: 'gross', dateBasis: 'receipt', rule: { kind: 'payment', bands: terms.bands } },
    {
      ...quarter,
      rule: {
        kind: 'target',
        targets: [{ value: yuan(terms.targetFen) }],
        tiers: terms.targetPpm.map((ratePpm, n) => ({ from: n === 0 ? 900_000 : 1_000_000, ratePpm })),
      },
    },
  ];
  const agreements = rules.map((rule, n) => ({
    ...{ id: `A${n + 1}`, from: '2026-01-01', to: '2027-01-01', dealers: [dealer] },
    ...rule,
  }));
  const edges = agreements.flatMap(({ id }, n) =>
    agreements.slice(0, n).map((before) => ({ from: before.id, to: id, basis: 'gross' })),
  );
  const read = CalculationDocument.parse({
    ...{ schema: 'rebates/1', agreements, stacking: { edges }, lines: [], outsideLines: 'ignore' },
    runs: [{ asOf: AS_OF }],
  });
  return { ...read, lines: lines.map((line, n) => sourceLine(dealer, line, n)) };
}

export function sourceLine(dealer: string, line: PlainLine, n: number): SourceLine {
  return {
    ...{ id: `${dealer}-${n}`, dealer, date: fromDay(line.day), kind: 'sale', net: yuan(line.netFen) },
    ...{ gross: yuan(line.grossFen), productLine: `P${line.productLine}`, invoicedOn: fromDay(line.invoicedDay) },
    ...(line.paidDay < 0 ? {} : { paidOn: fromDay(line.paidDay) }),
  };
}
