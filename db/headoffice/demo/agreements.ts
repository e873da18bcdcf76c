import type { z } from 'zod';
import type { AgreementTerms } from '../../domain/rebates/schema/agreement.ts';
import { dayOf, instantOf, isoOf } from './calendar.ts';
import { type Dealer, homeOn } from './dealers.ts';
import type { Organisation } from './organisation.ts';
import type { Random } from './random.ts';
import type { Trade } from './sales.ts';
import type { Rows } from './tables.ts';

export const LEDGER_FROM_YEAR = 2025;
/** When an agreement that begins in January and was signed late was signed. */
const SIGNED_LATE = '04-18';

interface Tier {
  readonly fromFen: number;
  readonly ratePpm: number;
}

/** One agreement and how much of it was earned: exact, in 分, as a step of the months gone by. */
export interface DemoAgreement {
  readonly id: string;
  readonly dealer: Dealer;
  readonly kind: 'whole_volume' | 'marginal' | 'percent' | 'payment';
  /** The day on which the version of a year was signed: nothing is posted before. */
  signed(year: number): number;
  /** Base and rebate from the beginning of the year (`percent`, `payment`: of the quarter) to the end of `month`. */
  earned(year: number, month: number): { readonly baseFen: number; readonly rebateFen: number };
}

/** 四舍五入 to the 分, of integers whose product fits 2^53. */
const part = (fen: number, ppm: number): number =>
  Math.sign(fen) * Math.floor((Math.abs(fen) * ppm + 500_000) / 1_000_000);

const monthKey = (year: number, month: number): string => `${year}-${String(month).padStart(2, '0')}`;

function wholeVolume(tiers: readonly Tier[], fen: number): number {
  const reached = tiers.findLast((tier) => fen >= tier.fromFen);
  return reached === undefined ? 0 : part(fen, reached.ratePpm);
}

function marginal(tiers: readonly Tier[], fen: number): number {
  return tiers.reduce((sum, tier, n) => {
    const upTo = tiers[n + 1]?.fromFen ?? Number.MAX_SAFE_INTEGER;
    return fen <= tier.fromFen ? sum : sum + part(Math.min(fen, upTo) - tier.fromFen, tier.ratePpm);
  }, 0);
}

const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

/** The terms of an agreement as the engine reads them. */
function termsOf(
  kind: DemoAgreement['kind'],
  options: {
    readonly lineId: string | null;
    readonly ratePpm: number;
    readonly tiers: readonly Tier[];
    readonly termsDays: number;
  },
): z.input<typeof AgreementTerms> {
  const { lineId, ratePpm, termsDays } = options;
  switch (kind) {
    case 'whole_volume':
    case 'marginal':
      return {
        taxBasis: 'net',
        period: { unit: 'year' },
        postBy: { unit: 'quarter' },
        rule: { kind, tiers: options.tiers.map((tier) => ({ from: yuan(tier.fromFen), ratePpm: tier.ratePpm })) },
      };
    case 'percent':
      return {
        taxBasis: 'net',
        period: { unit: 'quarter' },
        ...(lineId === null ? {} : { scope: { include: [{ match: { productLine: [lineId] } }] } }),
        rule: { kind, ratePpm },
        negative: 'floor',
      };
    case 'payment':
      return {
        taxBasis: 'gross',
        dateBasis: 'receipt',
        period: { unit: 'quarter' },
        rule: { kind, countFrom: 'invoice', bands: [{ upToDays: termsDays, ratePpm }] },
      };
  }
}

const NAMES = { whole_volume: '年度量返', marginal: '超额累进返利', percent: '季度定率返利', payment: '回款及时返利' };

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
  },
): readonly DemoAgreement[] {
  const { org, dealer, trade, asOf } = options;
  const thisYear = Number(isoOf(asOf).slice(0, 4));
  const region = homeOn(dealer, asOf).id;
  const signedIn = (year: number): number =>
    options.signsLate && year === thisYear ? dayOf(`${year}-${SIGNED_LATE}`) : dayOf(`${year}-01-01`) - 12;
  const kinds = ['whole_volume', 'percent', 'payment', 'marginal', 'percent'] as const;
  const start = random.int(0, 3);
  const made: DemoAgreement[] = [];
  const netOf = (lineId: string | null, year: number, first: number, last: number): number => {
    let fen = 0;
    for (let month = first; month <= last; month += 1) {
      for (const [line, net] of trade.net.get(monthKey(year, month)) ?? [])
        if (lineId === null || line === lineId) fen += net;
    }
    return fen;
  };
  for (let n = 0; n < options.count; n += 1) {
    const kind = kinds[(start + n) % kinds.length] ?? 'percent';
    const no = options.firstNo + n;
    const signed = Math.max(dealer.opened, dayOf(`${LEDGER_FROM_YEAR - 1}-12-20`));
    const id = random.id(instantOf(signed, 10));
    const lineId = kind === 'percent' ? random.pick(dealer.lines) : null;
    const line = org.lines.find((candidate) => candidate.id === lineId);
    const name = line === undefined ? NAMES[kind] : `${line.name}${NAMES[kind]}`;
    rows.add('agreement', id, no, `FL${String(no).padStart(5, '0')}`, name, dealer.id, region, lineId);
    const lastYear = Math.max(100_000_00, netOf(null, LEDGER_FROM_YEAR - 1, 1, 12));
    const step = Math.max(1, Math.round(lastYear / 10_000_000)) * 10_000_000;
    const base = 8_000 + random.int(0, 4) * 1_000;
    const tiers: readonly Tier[] = [
      { fromFen: Math.round(step * 0.5), ratePpm: base },
      { fromFen: step, ratePpm: base + 7_000 },
      { fromFen: Math.round(step * 1.25), ratePpm: base + 14_000 },
    ];
    const terms = termsOf(kind, { lineId, ratePpm: base, tiers, termsDays: dealer.termsDays });
    // Everything a dealer is promised is paid beside what was promised before.
    const relations = { after: made.map((other) => ({ agreement: other.id, basis: 'gross' })) };
    for (let year = LEDGER_FROM_YEAR; year <= thisYear; year += 1) {
      const from = `${year}-01-01`;
      if (dealer.closed !== null && dealer.closed <= dayOf(from)) continue;
      rows.add(
        'agreement_version', random.id(instantOf(signedIn(year), 10)), id, region, year - LEDGER_FROM_YEAR + 1, from,
        `${year + 1}-01-01`, isoOf(signedIn(year)), kind === 'payment' ? 'gross' : 'net', kind === 'payment' ? 'receipt' : 'order',
        'CNY', kind, JSON.stringify(terms), 'approved', org.makerId, org.checkerId, JSON.stringify(relations),
      ); // biome-ignore format: one value a column
    }
    made.push({
      id,
      dealer,
      kind,
      signed: signedIn,
      earned(year, month) {
        const quarterStart = month - ((month - 1) % 3);
        if (kind === 'payment') {
          let paid = 0;
          for (let m = quarterStart; m <= month; m += 1) paid += trade.paidInTime.get(monthKey(year, m)) ?? 0;
          return { baseFen: paid, rebateFen: part(paid, base) };
        }
        if (kind === 'percent') {
          const fen = netOf(lineId, year, quarterStart, month);
          return { baseFen: fen, rebateFen: Math.max(0, part(fen, base)) };
        }
        const fen = netOf(null, year, 1, month);
        return { baseFen: fen, rebateFen: kind === 'marginal' ? marginal(tiers, fen) : wholeVolume(tiers, fen) };
      },
    });
  }
  return made;
}
