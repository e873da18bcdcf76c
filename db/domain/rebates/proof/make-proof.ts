import { canonicalJson } from '../../hash/canonical-json.ts';
import { sha256Hex } from '../../hash/sha256.ts';
import {
  add, divide, multiply, parseDecimal, ratio, toDecimal, toFraction, unitsToDecimal, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import { calculate } from '../calculate.ts';
import { RebateProblems } from '../problem.ts';
import { readDocument } from '../read/read-document.ts';
import type { CalculationResult, ResultRun } from '../schema/result.ts';
import { type Carved, carve } from './carve.ts';
import type { Proof, ProofContent } from './schema.ts';

export interface ProofRequest {
  readonly dealer: { readonly id: string; readonly name: string };
  readonly issuer: string;
  /** Version of the program. */
  readonly program: string;
  /** Local date on which the sheet is made. */
  readonly preparedOn: string;
  /** Names by code. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Also lines of those he shares a tier with; see {@link carve}. */
  readonly withGroup?: boolean;
}

/** SHA-256 over the canonical JSON of everything a sheet states. */
export const contentHashOf = (content: ProofContent): string => {
  const { schema, dealer, program, issuer, preparedOn, labels, document, result } = content;
  return sha256Hex(canonicalJson({ schema, dealer, program, issuer, preparedOn, labels, document, result }));
};

/**
 * The content of a dealer's sheet: his part of a calculation document, as of its last run, with what the engine finds.
 * @throws RebateProblems when the document cannot be calculated, or no sheet can be made for the dealer
 */
export function makeProof(value: unknown, request: ProofRequest): Proof {
  const whole = calculate(value);
  const read = readDocument(value);
  const carved = carve(read, request.dealer.id, request.withGroup ?? false);
  const { document } = carved;
  const result = resultFor(document, carved.accounts, request.dealer.id);
  const [run] = result.runs;
  const last = whole.runs.at(-1);
  if (last === undefined || run === undefined || !sameResults(run, ownPart(last, carved.accounts, request.dealer.id))) {
    throw new RebateProblems([
      {
        code: 'disagreement',
        path: '$.lines',
        message: `The lines of ${request.dealer.id} alone do not give the rebate that all lines give. No sheet was made.`,
      },
    ]);
  }
  const content: ProofContent = {
    schema: 'rebate-proof/1',
    dealer: request.dealer,
    program: request.program,
    issuer: request.issuer,
    preparedOn: request.preparedOn,
    labels: labelsFor(request.labels ?? {}, document),
    document,
    result,
  };
  return { ...content, contentHash: contentHashOf(content) };
}

const COUNTED = ['dealer', 'sku', 'brand', 'category', 'productLine'] as const;

/** Only names of what stands in the document. */
function labelsFor(labels: Readonly<Record<string, string>>, { lines }: Carved['document']): Record<string, string> {
  const codes = new Set(lines.flatMap((line) => COUNTED.flatMap((field) => line[field] ?? [])));
  return Object.fromEntries(Object.entries(labels).filter(([code]) => codes.has(code)));
}

/** What the engine finds for a dealer in his own document, in its last run. @throws RebateProblems */
export function resultFor(
  document: Carved['document'],
  accounts: ReadonlySet<string>,
  dealer: string,
): CalculationResult {
  const result = calculate(document);
  return { ...result, runs: result.runs.slice(-1).map((run) => ownPart(run, accounts, dealer)) };
}

/** The part of a run that concerns some accounts; totals are what is paid to the dealer. */
function ownPart(run: ResultRun, accounts: ReadonlySet<string>, dealer: string): ResultRun {
  const results = run.results.filter((entry) => accounts.has(entry.dealer));
  const keys = new Set(results.map(({ agreement, period }) => JSON.stringify([agreement, period.key])));
  const postings = run.postings.filter((posting) => accounts.has(posting.dealer));
  return {
    ...run,
    results,
    postings,
    periods: run.periods.filter(({ agreement, period }) => keys.has(JSON.stringify([agreement, period]))),
    retiered: [],
    totals: {
      payable: paidTo(results, dealer, 'money'),
      goods: paidTo(results, dealer, 'goods'),
      posted: sumText(postings.filter((one) => one.dealer === dealer && one.unit === 'money').map((one) => one.amount)),
    },
  };
}

const paidTo = (results: ResultRun['results'], dealer: string, unit: 'money' | 'goods'): string =>
  sumText(
    results
      .filter((entry) => entry.unit === unit)
      .flatMap(({ payees }) => payees.filter((one) => one.dealer === dealer).map(({ payable }) => payable)),
  );

/** The sum of amounts told as text; of an amount in fractions too. */
function sumText(amounts: readonly string[]): string {
  const total = amounts.reduce((sum, amount) => {
    const [n = '0', d = '1'] = amount.split('/');
    return add(sum, divide(parseDecimal(n), parseDecimal(d)));
  }, ZERO);
  const units = multiply(total, ratio(100));
  return units.n % units.d === 0n ? unitsToDecimal(units.n / units.d, 2) : (toDecimal(total) ?? toFraction(total));
}

/** Whether the results of a dealer are the same without other dealers' lines; periods without anything do not matter. */
function sameResults(own: ResultRun, whole: ResultRun): boolean {
  const [a, b] = [own, whole].map(({ results }) =>
    canonicalJson(results.filter(({ lines, exact }) => lines.length > 0 || exact !== '0')),
  );
  return a === b;
}
