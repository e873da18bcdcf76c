import type { z } from 'zod';
import type { AgreementTerms } from '../../domain/rebates/schema/agreement.ts';

/** Terms as they are written down; the engine adds its defaults when it reads them. */
export type WrittenTerms = z.input<typeof AgreementTerms>;

export type DemoKind = 'whole_volume' | 'marginal' | 'percent' | 'payment' | 'target' | 'growth' | 'mix';

export const KIND_NAMES: Readonly<Record<DemoKind, string>> = {
  whole_volume: '年度量返',
  marginal: '超额累进返利',
  percent: '季度定率返利',
  payment: '回款及时返利',
  target: '季度任务返利',
  growth: '同比增长返利',
  mix: '品类组合返利',
};

/** What the terms of a dealer's version are made from. Amounts in 分. */
export interface Promise {
  readonly year: number;
  /** Rate of the lowest step, in parts per million; the others follow from it. */
  readonly basePpm: number;
  /** Net sales of the year before, at least a little. */
  readonly lastYearFen: number;
  /** Net sales of each quarter of the year before. */
  readonly lastQuartersFen: readonly number[];
  readonly termsDays: number;
  /** Product line that a rate is promised on; null for everything. */
  readonly lineId: string | null;
  /** Brand of which only a part counts towards that rate. */
  readonly thinBrandId: string;
  /** Whether it is one of the special sort of its kind: capped, guaranteed, on the increment, beyond the threshold. */
  readonly isSpecial: boolean;
}

const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
/** Thresholds are agreed in whole 万元, as contracts do. */
const tenThousands = (fen: number): number => Math.max(1, Math.round(fen / 1_000_000)) * 1_000_000;
const inYear = { taxBasis: 'net', period: { unit: 'year' }, postBy: { unit: 'quarter' } } as const;
const inQuarter = { taxBasis: 'net', period: { unit: 'quarter' } } as const;

const steps = (bottomFen: number, shares: readonly number[], basePpm: number, stepPpm: number) =>
  shares
    .map((share) => tenThousands(bottomFen * share))
    // Small dealers' thresholds fall together: each stands once.
    .filter((fen, n, all) => n === 0 || fen > (all[n - 1] ?? 0))
    .map((fen, n) => ({ from: yuan(fen), ratePpm: basePpm + n * stepPpm }));

/** The terms of a kind, with what makes agreements of one kind differ. */
export function termsOf(kind: DemoKind, promise: Promise): WrittenTerms {
  const { basePpm, isSpecial, lastYearFen } = promise;
  switch (kind) {
    case 'whole_volume':
      return {
        ...inYear,
        rule: { kind, edge: isSpecial ? '>' : '>=', tiers: steps(lastYearFen, [0.15, 0.6, 1, 1.25], basePpm, 5_000) },
      };
    case 'marginal':
      return {
        ...inYear,
        rule: { kind, tiers: steps(lastYearFen, [0.1, 0.7, 1.1, 1.4], basePpm, 6_000) },
        ...(isSpecial ? { cap: { amount: yuan(tenThousands(lastYearFen * 0.02)) } } : {}),
      };
    case 'percent':
      return {
        ...inQuarter,
        scope: {
          ...(promise.lineId === null ? {} : { include: [{ match: { productLine: [promise.lineId] } }] }),
          ...(isSpecial ? { exclude: [{ match: { brand: [promise.thinBrandId] }, ratioPpm: 700_000 }] } : {}),
        },
        rule: { kind, ratePpm: basePpm },
        negative: isSpecial ? 'carry' : 'floor',
      };
    case 'payment':
      return {
        taxBasis: 'gross',
        dateBasis: 'receipt',
        period: { unit: 'quarter' },
        rule: {
          kind,
          countFrom: 'invoice',
          bands: [
            { upToDays: Math.floor(promise.termsDays / 2), ratePpm: basePpm + 4_000 },
            { upToDays: promise.termsDays, ratePpm: basePpm },
          ],
        },
      };
    case 'target':
      return {
        ...inQuarter,
        rule: {
          kind,
          tiers: [
            { from: 900_000, ratePpm: basePpm },
            { from: 1_000_000, ratePpm: basePpm + 8_000 },
          ],
          targets: promise.lastQuartersFen.map((fen, n) => ({
            period: `${promise.year}Q${n + 1}`,
            value: yuan(tenThousands(fen * 1.05)),
          })),
          excess: { ratePpm: 10_000 },
        },
        ...(isSpecial ? { minimum: { amount: '800.00' } } : {}),
      };
    case 'growth':
      return {
        ...inQuarter,
        rule: {
          kind,
          tiers: [
            { from: 30_000, ratePpm: basePpm },
            { from: 100_000, ratePpm: basePpm + 6_000 },
            { from: 200_000, ratePpm: basePpm + 12_000 },
          ],
          payOn: isSpecial ? 'increment' : 'whole',
          missingBaseline: 'skip',
          // Prices rose in March 2025: what they alone brought is no growth.
          ...(promise.year === 2025 ? { priceIncreasePpm: 35_000 } : {}),
        },
      };
    case 'mix':
      return {
        ...inQuarter,
        rule: {
          kind,
          by: 'distinct_skus',
          tiers: [
            { from: 3, ratePpm: basePpm },
            { from: 6, ratePpm: basePpm + 3_000 },
            { from: 10, ratePpm: basePpm + 6_000 },
          ],
        },
        gate: [{ from: '5000.00' }],
      };
  }
}
