import type { z } from 'zod';
import type { CalculationDocument } from './document.ts';

/**
 * A quarterly whole-volume rebate with a yearly one beside it, run twice. End of February: 110000 + half of 10000 = 115000
 * at 2 % is 2300. The return of March leaves 95000: 1900, so the second run takes 400 back. The year counts everything.
 */
export const EXAMPLE: z.input<typeof CalculationDocument> = {
  schema: 'rebates/1',
  currency: 'CNY',
  agreements: [
    {
      id: 'FL-Q',
      name: '季度量返',
      from: '2026-01-01',
      to: '2027-01-01',
      dealers: ['D1'],
      taxBasis: 'net',
      period: { unit: 'quarter' },
      scope: { exclude: [{ match: { sku: ['S9'] }, ratioPpm: 500_000 }] },
      rule: {
        kind: 'whole_volume',
        edge: '>=',
        tiers: [
          { from: '50000', ratePpm: 10_000 },
          { from: '90000', ratePpm: 20_000 },
        ],
      },
      cap: { amount: '5000' },
      negative: 'floor',
    },
    {
      id: 'FL-Y',
      name: '年度返利',
      from: '2026-01-01',
      to: '2027-01-01',
      dealers: ['D1'],
      taxBasis: 'net',
      period: { unit: 'year' },
      rule: { kind: 'percent', ratePpm: 5000 },
    },
  ],
  stacking: { edges: [{ from: 'FL-Q', to: 'FL-Y', basis: 'gross' }] },
  lines: [
    { id: 'SO1-1', document: 'SO1', dealer: 'D1', date: '2026-01-15', sku: 'S1', net: '110000.00', vatPpm: 130_000 },
    { id: 'SO2-1', document: 'SO2', dealer: 'D1', date: '2026-02-20', sku: 'S9', gross: '11300.00', vatPpm: 130_000 },
    { id: 'R1-1', document: 'R1', dealer: 'D1', date: '2026-03-10', kind: 'return', sku: 'S1', net: '-20000.00' },
  ],
  runs: [{ asOf: '2026-02-28' }, { asOf: '2026-03-31' }],
};
