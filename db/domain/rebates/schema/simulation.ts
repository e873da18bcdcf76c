import { z } from 'zod';
import { Agreement } from './agreement.ts';
import { CalculationDocument, SourceLine, Stacking } from './document.ts';
import { Code, Decimal, LocalDate } from './primitives.ts';

const Policy = (least: number) =>
  z.strictObject({ agreements: z.array(Agreement).min(least), stacking: Stacking.optional() });

/** What `rebates simulate` reads. */
export const SimulationDocument = z
  .strictObject({
    schema: z.literal('rebates-simulation/1'),
    currency: CalculationDocument.shape.currency,
    rounding: CalculationDocument.shape.rounding,
    lines: z.array(SourceLine).describe('History: what was really ordered, returned, paid.'),
    current: Policy(0)
      .default({ agreements: [] })
      .describe('All agreements that held. None: the proposed ones are new.'),
    proposed: Policy(1).describe('All agreements that would hold instead, those that stay as they are included.'),
    yearsLater: z
      .int()
      .min(0)
      .max(10)
      .default(0)
      .describe(
        'Moves the lines into later years for the proposed agreements: 1 plays history of 2025 under terms of 2026.',
      ),
    asOf: LocalDate.optional().describe('What is recorded later does not count. Left out: everything counts.'),
    volumesPpm: z
      .array(Decimal)
      .default([-100_000, 100_000])
      .describe('More or less volume, as a share of history: 100000 is 10 % more. Lines before the agreements stay.'),
    pullForwardDays: z
      .int()
      .min(0)
      .max(366)
      .default(15)
      .describe(
        '压货: what a dealer gains who orders at the end of a period once more what he ordered in its last so many days, and ' +
          'sends it back on the first day of the next. 0 leaves it out.',
      ),
    nearPpm: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(50_000)
      .describe('How near a threshold history must lie, as a share of it, to be listed.'),
  })
  .meta({ id: 'SimulationDocument', title: 'Agreements to be tried on history' });
export type SimulationDocument = z.infer<typeof SimulationDocument>;

const Amount = z.string().describe('Money, to the 分.');
const Side = z.object({ current: Amount, proposed: Amount, difference: Amount.describe('proposed − current.') });

export const SimulationResult = z
  .object({
    schema: z.literal('rebates-simulation-result/1'),
    currency: z.string(),
    cost: Side,
    agreements: z.array(z.object({ agreement: z.string(), ...Side.shape })),
    dealers: z
      .array(z.object({ dealer: z.string(), ...Side.shape, outcome: z.enum(['wins', 'loses', 'same']) }))
      .describe('Who loses most first.'),
    winners: z.int(),
    losers: z.int(),
    cliffs: z
      .array(
        z.object({
          agreement: Code,
          account: z.string(),
          period: z.string(),
          tier: z.int().describe('From 1.'),
          at: z.string().describe('The threshold, in the unit of the qualifier.'),
          qualifier: z.string(),
          distance: z.string().describe('qualifier − at.'),
          reached: z.boolean(),
          jump: Amount.describe('What the account gains or would gain by reaching it, at its own prices.'),
        }),
      )
      .describe('Thresholds with a jump that history came near, the largest jump first.'),
    orders: z
      .object({
        variants: z.array(
          z.object({
            kind: z.enum(['as_proposed', 'edge_reversed', 'priority_changed', 'additive']),
            agreements: z.array(z.string()).describe('The edge as it would be, or the list in its other order.'),
            total: Amount,
          }),
        ),
        least: Amount,
        most: Amount,
      })
      .describe('What the same agreements would cost in another order; equal when the order does not matter.'),
    pullForward: z
      .array(
        z.object({
          dealer: z.string(),
          on: z.string().describe('Last day of the period.'),
          goods: Amount,
          gain: Amount,
        }),
      )
      .describe(
        'Dealers who would have gained more by 压货 than the money of the goods costs them for those days, at 6 % a year; the ' +
          'most first.',
      ),
    exposure: z
      .object({
        finite: z.boolean(),
        most: Amount.nullable().describe('Null when nothing bounds it.'),
        agreements: z.array(
          z.object({
            agreement: z.string(),
            version: z.int(),
            accounts: z.int(),
            periods: z.int().nullable().describe('Null without an end.'),
            most: Amount.nullable(),
            ratePpm: z.string().nullable().describe('At most this share of the base, where rates alone pay.'),
          }),
        ),
      })
      .describe('What could be owed at most, whatever is ordered.'),
    volumes: z.array(z.object({ volumePpm: z.string(), ...Side.shape })),
  })
  .meta({ id: 'SimulationResult', title: 'What agreements would have cost' });
export type SimulationResult = z.infer<typeof SimulationResult>;
