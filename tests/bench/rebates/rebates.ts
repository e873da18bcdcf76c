import { deepStrictEqual } from 'node:assert';
import { roundTo } from '../../../db/domain/money/rational.ts';
import { calculateOutcomes } from '../../../db/domain/rebates/calculate.ts';
import { IncrementalCalculation } from '../../../db/domain/rebates/incremental/calculation.ts';
import type { CalculationDocument } from '../../../db/domain/rebates/schema/document.ts';
import { type Measured, ratioGoal, side } from '../report.ts';
import { askDuckDb, loadDuckDb } from './ask-duckdb.ts';
import { AS_OF, documentOfDealer, type PlainDealer, plainDealer, sourceLine } from './world.ts';

const SIZES = {
  small: { dealers: 20, lines: 2_000, growth: [1_000, 20_000] },
  full: { dealers: 600, lines: 600_000, growth: [100_000, 2_000_000] },
} as const;
/** Lines of a dealer: as many as the company has on average. */
const LINES_OF_DEALER = 1_000;

/** Payable 分 by `agreement dealer period`, where there is any. */
function calculateAll(documents: readonly CalculationDocument[]): Map<string, number> {
  const payable = new Map<string, number>();
  for (const document of documents) {
    for (const { agreement, account, span, payable: amount } of calculateOutcomes(document)) {
      const fen = Number(roundTo(amount, 2, 'HALF_UP'));
      if (fen !== 0) payable.set(`${agreement.id} ${account} ${span.key}`, fen);
    }
  }
  return payable;
}

const payableOf = (calculation: IncrementalCalculation): number[] =>
  calculation.figures().map(({ payable }) => Number(roundTo(payable, 2, 'HALF_UP')));

const timed = async (work: () => unknown): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

/** Milliseconds of calculating a company of so many lines, dealer by dealer; making the documents is not counted. */
async function timeOf(lines: number, linesOfDealer: number, seed: number): Promise<number> {
  let spent = 0;
  for (let no = 0; no < lines / linesOfDealer; no += 1) {
    const documents = [documentOfDealer(plainDealer(no, linesOfDealer, seed))];
    spent += await timed(() => calculateAll(documents));
  }
  return spent;
}

/** A year of a company: all of it against SQL, one changed order against all of it, and how the cost grows. */
export async function rebates(size: 'small' | 'full', seed: number, runs: number): Promise<readonly Measured[]> {
  const { dealers, lines, growth } = SIZES[size];
  const plain: PlainDealer[] = Array.from({ length: dealers }, (_, no) => plainDealer(no, lines / dealers, seed));
  const documents = plain.map(documentOfDealer);
  const db = await loadDuckDb(plain);
  deepStrictEqual(new Map([...calculateAll(documents)].sort()), new Map([...(await askDuckDb(db))].sort()));
  const times = { product: [] as number[], sql: [] as number[], change: [] as number[] };
  const [first] = documents;
  const [firstLine] = plain[0]?.lines ?? [];
  if (first === undefined || firstLine === undefined) throw new Error('a company without lines');
  const kept = new IncrementalCalculation(first, { asOf: AS_OF, kind: 'by_date' });
  kept.figures();
  for (let run = 0; run < runs; run += 1) {
    times.sql.push(await timed(() => askDuckDb(db)));
    times.product.push(await timed(() => calculateAll(documents)));
    const changed = sourceLine('D0', { ...firstLine, netFen: firstLine.netFen + 100 * (run + 1) }, 0);
    times.change.push(
      await timed(() => {
        kept.apply({ added: [changed] });
        return kept.figures();
      }),
    );
    const now: CalculationDocument = {
      ...first,
      lines: first.lines.map((line) => (line.id === changed.id ? changed : line)),
    };
    deepStrictEqual(payableOf(kept), payableOf(new IncrementalCalculation(now, { asOf: AS_OF, kind: 'by_date' })));
  }
  const sizes = { dealers, lines, agreements: dealers * 5, runs };
  const product = side('product, both calculations', 'ms', times.product);
  const [few, many] = growth;
  const perLine = { few: [] as number[], many: [] as number[] };
  for (let run = 0; run < Math.min(runs, 3); run += 1) {
    perLine.few.push(((await timeOf(few, Math.min(LINES_OF_DEALER, few), seed)) / few) * 1_000_000);
    perLine.many.push(((await timeOf(many, Math.min(LINES_OF_DEALER, few), seed)) / many) * 1_000_000);
  }
  const fewSide = side(`a million lines, measured on ${few}`, 'ms', perLine.few);
  const manySide = side(`a million lines, measured on ${many}`, 'ms', perLine.many);
  const sql = side('DuckDB, totals only', 'ms', times.sql);
  return [
    {
      part: 'all',
      question: 'What does it cost to calculate all rebates of a year again, against the same totals in SQL?',
      sizes,
      sides: [product, sql],
      goal: ratioGoal(product, sql, 'at most', 1),
      equal: 'the payable 分 of every agreement, dealer and period',
      notes: [
        'the product checks every line and calculates twice, exactly; the part of a line is worked out when somebody asks; SQL sums whole numbers',
      ],
    },
    {
      part: 'one order',
      question: 'How soon is a position right again after one order changed, against calculating everything?',
      sizes,
      sides: [side('product, one changed line', 'ms', times.change), product],
      goal: ratioGoal(product, side('product, one changed line', 'ms', times.change), 'at least', 500),
      equal: 'the figures of the dealer, against a new calculation',
      notes: ['one of the two calculations; the other one is asked before anything posts'],
    },
    {
      part: 'growth',
      question: 'Does the cost grow with the lines, and no faster?',
      sizes: { few, many, runs: Math.min(runs, 3) },
      sides: [manySide, fewSide],
      goal: ratioGoal(manySide, fewSide, 'at most', 1.2),
      equal: 'the same dealers, more of them',
      notes: [],
    },
  ];
}
