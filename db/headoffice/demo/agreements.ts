import type { AgreementRow, VersionRow } from '../../domain/rebates/rows/source.ts';
import type { AgreementRelations } from '../../domain/rebates/schema/relations.ts';
import { dayOf, instantOf, isoOf } from './calendar.ts';
import { type Dealer, homeOn } from './dealers.ts';
import type { Organisation } from './organisation.ts';
import type { Random } from './random.ts';
import type { Trade } from './sales.ts';
import type { Rows } from './tables.ts';
import { type DemoKind, KIND_NAMES, termsOf } from './terms.ts';

export const LEDGER_FROM_YEAR = 2025;
/** When an agreement that begins in January and was signed late was signed. */
const SIGNED_LATE = '04-18';
/** Least sales that thresholds are taken from, 分. */
const LEAST_FEN = 100_000_00;

/** An agreement as it lies in the tables. */
export interface DemoAgreement {
  readonly agreement: AgreementRow;
  readonly kind: DemoKind;
  /** One for every year of the ledger, oldest first. */
  readonly versions: readonly VersionRow[];
}

/** Net sales of some months of a year, 分. */
const netOf = (trade: Trade, year: number, months: readonly number[]): number =>
  months.reduce((sum, month) => {
    const byLine = trade.net.get(`${year}-${String(month).padStart(2, '0')}`);
    return sum + [...(byLine?.values() ?? [])].reduce((all, fen) => all + fen, 0);
  }, 0);

/** Sorts of agreements by turns; each of a turn is as likely as the other. */
const SORTS: readonly [DemoKind, ...DemoKind[]][] = [
  ['whole_volume', 'growth', 'target'],
  ['percent'],
  ['payment'],
  ['marginal', 'mix'],
  ['percent'],
];

const QUARTERS = [1, 4, 7, 10].map((first) => [first, first + 1, first + 2]);

/** Agreements of one dealer with a version for every year of the ledger. */
export function agree(
  rows: Rows,
  random: Random,
  options: {
    readonly org: Organisation;
    readonly dealer: Dealer;
    readonly trade: Trade;
    readonly firstNo: number;
    readonly asOf: number;
    readonly count: number;
    /** The version of this year was signed in April only. */
    readonly signsLate: boolean;
    /** Gives the numbers for what makes agreements differ in kind. */
    readonly deals: Random;
  },
): readonly DemoAgreement[] {
  const { org, dealer, trade, asOf, deals } = options;
  const thisYear = Number(isoOf(asOf).slice(0, 4));
  const region = homeOn(dealer, asOf).id;
  const signedIn = (year: number): number =>
    options.signsLate && year === thisYear ? dayOf(`${year}-${SIGNED_LATE}`) : dayOf(`${year}-01-01`) - 12;
  const start = random.int(0, 3);
  const made: DemoAgreement[] = [];
  for (let n = 0; n < options.count; n += 1) {
    const sorts = SORTS[(start + n) % SORTS.length] ?? ['percent'];
    // Who signs late has the plain sort, which pays from the first quarter on: it is owed when he signs.
    const kind = options.signsLate ? sorts[0] : deals.pick(sorts);
    const no = options.firstNo + n;
    const signed = Math.max(dealer.opened, dayOf(`${LEDGER_FROM_YEAR - 1}-12-20`));
    const id = random.id(instantOf(signed, 10));
    const lineId = kind === 'percent' ? random.pick(dealer.lines) : null;
    const line = org.lines.find((one) => one.id === lineId);
    const name = `${line?.name ?? ''}${KIND_NAMES[kind]}`;
    const code = `FL${String(no).padStart(5, '0')}`;
    rows.add('agreement', id, no, code, name, dealer.id, region, lineId);
    const basePpm = 8_000 + random.int(0, 4) * 1_000;
    const isSpecial = deals.chance(0.3);
    const thinBrandId = deals.pick(org.skus).brandId;
    const relations = relationsTo(kind, made);
    const versions: VersionRow[] = [];
    for (let year = LEDGER_FROM_YEAR; year <= thisYear; year += 1) {
      if (dealer.closed !== null && dealer.closed <= dayOf(`${year}-01-01`)) continue;
      const rule = termsOf(kind, {
        year,
        basePpm: basePpm + (year - LEDGER_FROM_YEAR) * 500,
        lastYearFen: Math.max(LEAST_FEN, netOf(trade, year - 1, QUARTERS.flat())),
        lastQuartersFen: QUARTERS.map((months) => Math.max(LEAST_FEN / 4, netOf(trade, year - 1, months))),
        termsDays: dealer.termsDays,
        lineId,
        thinBrandId,
        isSpecial,
      });
      const version: VersionRow = {
        agreementId: id,
        version: year - LEDGER_FROM_YEAR + 1,
        effectiveFrom: `${year}-01-01`,
        effectiveTo: `${year + 1}-01-01`,
        signedOn: isoOf(signedIn(year)),
        currency: 'CNY',
        rule,
        relations,
      };
      versions.push(version);
      rows.add(
        'agreement_version', random.id(instantOf(signedIn(year), 10)), id, region, version.version, version.effectiveFrom,
        version.effectiveTo, version.signedOn, rule.taxBasis ?? 'net', rule.dateBasis ?? 'order', 'CNY', kind,
        JSON.stringify(rule), 'approved', org.makerId, org.checkerId, JSON.stringify(relations),
      ); // biome-ignore format: one value a column
    }
    if (versions.length > 0) made.push({ agreement: { id, no, code, name, dealerId: dealer.id }, kind, versions });
  }
  return made;
}

/** A year's volume rebate is on what is left after the rate on a product line; everything else is paid beside each other. */
function relationsTo(kind: DemoKind, before: readonly DemoAgreement[]): Pick<AgreementRelations, 'after'> {
  return {
    after: before.map((other) => ({
      agreement: other.agreement.id,
      basis: kind === 'whole_volume' && other.kind === 'percent' ? 'net' : 'gross',
    })),
  };
}
