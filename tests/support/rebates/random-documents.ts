// Random calculation documents: every kind of rule, period, group, limit and policy, on random line histories. They are
// valid by construction, so that every one of them must be calculated.
import fc from 'fast-check';
import { neverWithin } from '../../../db/domain/rebates/read/check-stacking.ts';
import { Period } from '../../../db/domain/rebates/schema/agreement.ts';
import type { AgreementInput, DocumentInput, LineInput, RuleInput } from './documents.ts';

const DEALERS = ['D1', 'D2', 'D3'];
const SKUS = ['S1', 'S2', 'S3', 'S4'];
const BRANDS = ['B1', 'B2'];

/** One of some values, which keep their plain types. */
const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.nat(values.length - 1).map((n) => values[n] as T);
const cents = (min: number, max: number) => fc.integer({ min, max }).map((n) => `${(n / 100).toFixed(2)}`);
const dayIn = (first: string, days: number) =>
  fc
    .integer({ min: 0, max: days })
    .map((n) => new Date(Date.parse(`${first}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const later = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Leaves out what is undefined, as JSON does. */
const compact = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const line = (n: number): fc.Arbitrary<LineInput> =>
  fc
    .record({
      dealer: fc.constantFrom(...DEALERS),
      date: dayIn('2025-01-01', 729),
      kind: fc.constantFrom('sale', 'sale', 'sale', 'return', 'price_adjustment', 'receipt'),
      cents: fc.integer({ min: 0, max: 2_000_000 }),
      milli: fc.integer({ min: 0, max: 200_000 }),
      litres: fc.integer({ min: -50, max: 500 }),
      sku: fc.constantFrom(...SKUS),
      brand: fc.constantFrom(...BRANDS),
      document: fc.integer({ min: 0, max: 4 }),
      ship: optional(fc.integer({ min: 0, max: 20 })),
      invoice: optional(fc.integer({ min: 0, max: 30 })),
      pay: optional(fc.integer({ min: 0, max: 120 })),
      known: optional(fc.integer({ min: 0, max: 60 })),
      cancelled: fc.option(fc.integer({ min: 60, max: 200 }), { nil: undefined, freq: 8 }),
    })
    .map(
      ({ dealer, date, kind, cents: c, milli, litres, sku, brand, document, ship, invoice, pay, known, cancelled }) => {
        const sign = kind === 'return' ? -1 : kind === 'price_adjustment' && c % 2 === 1 ? -1 : 1;
        return compact({
          id: `L${n}`,
          dealer,
          date,
          kind,
          amount: ((sign * c) / 100).toFixed(2).replace(/^-0\.00$/, '0.00'),
          ...(c % 3 === 0
            ? { gross: ((sign * c) / 100).toFixed(2).replace(/^-0\.00$/, '0.00') }
            : { net: ((sign * c) / 100).toFixed(2).replace(/^-0\.00$/, '0.00') }),
          vatPpm: c % 2 === 0 ? 130_000 : 90_000,
          quantity:
            kind === 'price_adjustment' ? undefined : ((sign * milli) / 1000).toFixed(3).replace(/^-0\.000$/, '0.000'),
          measures: { litres: String(litres) },
          document: `O${document}`,
          sku,
          brand,
          shippedOn: ship === undefined ? undefined : later(date, ship),
          invoicedOn: invoice === undefined ? undefined : later(date, invoice),
          paidOn: pay === undefined ? undefined : later(date, pay),
          recordedOn: known === undefined ? undefined : later(date, known),
          cancelledOn: cancelled === undefined ? undefined : later(date, cancelled),
        });
      },
    );

const tier = fc.record(
  { ratePpm: fc.integer({ min: 0, max: 100_000 }), perUnit: cents(0, 500), lump: cents(0, 50_000) },
  { requiredKeys: [] },
);
/** Ascending tiers; `bottomless` may leave the first threshold out. */
const tiers = (max: number, bottomless = true) =>
  fc
    .record({
      froms: fc.uniqueArray(fc.integer({ min: -5, max }), { minLength: 1, maxLength: 4 }),
      parts: fc.array(tier, { minLength: 4, maxLength: 4 }),
      open: fc.boolean(),
    })
    .map(({ froms, parts, open }) =>
      froms
        .sort((a, b) => a - b)
        .map((from, n) => ({ ...(n === 0 && open && bottomless ? {} : { from: String(from) }), ...parts[n] })),
    );
const edge = fc.constantFrom('>=' as const, '>' as const);
const measure = fc.constantFrom('amount', 'amount', 'quantity', 'litres', 'count');
const per = fc.constantFrom(
  'period' as const,
  'period' as const,
  'period' as const,
  'document' as const,
  'line' as const,
  'sku' as const,
  'brand' as const,
);

const tieredRule = fc.record({
  kind: fc.constantFrom(
    'whole_volume' as const,
    'marginal' as const,
    'rolling' as const,
    'total' as const,
    'blended_per_unit' as const,
  ),
  tiers: tiers(20_000),
  edge,
  qualifier: measure,
  measure: fc.constant('amount'),
  units: fc.constantFrom('quantity', 'litres'),
  per,
  attribution: fc.constantFrom('pro_rata' as const, 'in_order' as const),
});
const rule: fc.Arbitrary<RuleInput> = fc.oneof(
  { weight: 6, arbitrary: tieredRule },
  fc.record({ kind: fc.constant('interpolated' as const), tiers: tiers(20_000, false), edge, qualifier: measure }),
  fc.record({ kind: fc.constant('percent' as const), ratePpm: fc.integer({ min: 0, max: 200_000 }), per }),
  fc.record({ kind: fc.constant('per_unit' as const), perUnit: cents(0, 1000), units: fc.constantFrom('quantity', 'litres', 'count') }),
  fc.record({ kind: fc.constant('lump_sum' as const), lump: cents(0, 100_000), target: fc.integer({ min: 0, max: 20_000 }).map(String), edge }),
  fc.record({
    kind: fc.constant('free_goods' as const), buy: fc.integer({ min: 1, max: 20 }).map(String), free: fc.constant('1'),
    counting: fc.constantFrom('full' as const, 'started' as const), unitValue: cents(1, 5000),
  }),
  fc.record({
    kind: fc.constant('package' as const), size: fc.integer({ min: 1, max: 30 }).map(String), amount: cents(1, 10_000),
    counting: fc.constantFrom('full' as const, 'started' as const), freeUnits: fc.integer({ min: 0, max: 50 }).map(String),
  }),
  fc.record({
    kind: fc.constant('growth' as const), tiers: tiers(900_000), edge, payOn: fc.constantFrom('whole' as const, 'increment' as const),
    missingBaseline: fc.constantFrom('skip' as const, 'zero' as const),
    baseline: oneOf<'lines_a_year_earlier' | { dealer?: string; value: string }[]>('lines_a_year_earlier', [{ value: '5000' }, { dealer: 'D1', value: '7000.55' }]),
    priceIncreasePpm: fc.integer({ min: 0, max: 100_000 }), normalise: fc.constantFrom('shift_targets' as const, 'scale_baseline' as const),
  }),
  fc.record({
    kind: fc.constant('target' as const), tiers: tiers(2_000_000), edge,
    targets: oneOf<{ dealer?: string; value: string }[]>([{ value: '6000' }], [{ value: '6000' }, { dealer: 'D1', value: '1234.56' }]),
    excess: fc.record({ ratePpm: fc.integer({ min: 0, max: 50_000 }), perUnit: cents(0, 100) }),
  }),
  fc.record({
    kind: fc.constant('payment' as const), countFrom: fc.constantFrom('order' as const, 'invoice' as const, 'shipment' as const),
    bands: oneOf([{ upToDays: 30, ratePpm: 30_000 }, { upToDays: 60, ratePpm: 20_000, perUnit: '0.10' }, { upToDays: 90, ratePpm: 10_000 }]),
  }),
  fc.record({ kind: fc.constant('mix' as const), by: fc.constant('share' as const), of: oneOf({ brand: ['B1'] }), tiers: tiers(1_000_000), edge }),
  fc.record({ kind: fc.constant('mix' as const), by: fc.constant('distinct_skus' as const), tiers: tiers(4), edge }),
  fc.record({
    kind: fc.constant('mix' as const), by: fc.constant('groups_reached' as const), tiers: tiers(3), edge,
    groups: oneOf([{ name: 'a', match: { sku: ['S1'] }, minimum: '500' }, { name: 'b', match: { brand: ['B2'] }, minimum: '900.5' }]),
  }),
  fc.record({ kind: fc.constant('over_time' as const), amount: cents(0, 1_000_000), by: fc.constantFrom('days' as const, 'months' as const) }),
); // biome-ignore format: one kind a record

const period: fc.Arbitrary<NonNullable<AgreementInput['period']>> = fc.oneof(
  fc.record({
    unit: fc.constantFrom('term' as const, 'month' as const, 'two_months' as const, 'quarter' as const, 'half_year' as const, 'year' as const),
    firstMonth: fc.constantFrom(1, 1, 4),
    firstDay: fc.constantFrom(1, 1, 26),
  }),
  oneOf({
    unit: 'custom' as const,
    custom: [{ key: 'spring', from: '2026-02-01', to: '2026-05-10' }, { key: 'autumn', from: '2026-08-01', to: '2026-11-01' }],
  }),
); // biome-ignore format: periods
const group = fc.record({
  id: fc.constant('G'),
  members: oneOf(['D1', 'D2'], ['D1', 'D2', 'D3']),
  kind: fc.constantFrom('shared' as const, 'merged' as const, 'continued' as const),
  successor: fc.constant('D2'),
  from: optional(fc.constant('2026-04-15')),
});
const weight = fc.integer({ min: 0, max: 2_000_000 });
const scope: fc.Arbitrary<AgreementInput['scope']> = optional(
  fc.record(
    {
      include: fc.array(
        fc.record({ match: fc.record({ brand: fc.subarray(BRANDS, { minLength: 1 }) }), weightPpm: weight }),
        { minLength: 1, maxLength: 2 },
      ),
      exclude: fc.array(
        fc.record({
          match: fc.record({ sku: fc.subarray(SKUS, { minLength: 1, maxLength: 2 }) }),
          ratioPpm: fc.integer({ min: 0, max: 1_000_000 }),
          appliesTo: fc.constantFrom('both' as const, 'qualifier' as const, 'measure' as const),
        }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  ),
);

const limits = fc.record({
  gate: optional(
    fc.record({ measure, from: fc.integer({ min: -10, max: 3000 }).map(String), edge }).map((one) => [one]),
  ),
  minimum: fc.option(
    fc.record({ amount: cents(0, 30_000), across: fc.constantFrom('period' as const, 'term' as const) }),
    { nil: undefined, freq: 3 },
  ),
  cap: fc.option(
    fc.record({ amount: cents(30_000, 300_000), across: fc.constantFrom('period' as const, 'term' as const) }),
    { nil: undefined, freq: 3 },
  ),
  negative: fc.constantFrom('claw_back' as const, 'floor' as const, 'carry' as const),
  accrual: fc.option(fc.record({ ratePpm: fc.integer({ min: 0, max: 50_000 }), perUnit: cents(0, 50) }), {
    nil: undefined,
    freq: 4,
  }),
  proration: fc.constantFrom('none' as const, 'days' as const),
  rounding: optional(
    fc.record({
      mode: fc.constantFrom('HALF_UP' as const, 'HALF_EVEN' as const, 'DOWN' as const, 'NONE' as const),
      scale: fc.constantFrom(0, 2),
    }),
  ),
});

const agreement = (id: string): fc.Arbitrary<AgreementInput> =>
  fc
    .record({
      rule,
      period,
      scope,
      limits,
      group: fc.option(group, { nil: undefined, freq: 3 }),
      dealers: optional(oneOf(['D1'], ['D1', 'D2', 'D3'])),
      from: fc.constantFrom('2026-01-01', '2026-02-10'),
      to: fc.constantFrom('2027-01-01', '2026-11-20'),
      taxBasis: fc.constantFrom('as_given' as const, 'net' as const, 'gross' as const),
      dateBasis: fc.constantFrom(
        'order' as const,
        'order' as const,
        'shipment' as const,
        'invoice' as const,
        'receipt' as const,
      ),
      postBy: fc.option(fc.constant({ unit: 'month' as const }), { nil: undefined, freq: 4 }),
      each: optional(fc.record({ minimum: cents(0, 300), maximum: cents(300, 9000) })),
    })
    .map(({ limits: own, group: one, dealers, each, postBy, ...rest }) => {
      const isEach = 'per' in rest.rule && rest.rule.per !== undefined && rest.rule.per !== 'period';
      const shared = one?.kind === 'shared';
      return compact({
        id,
        ...rest,
        ...own,
        groups: one === undefined ? undefined : [one],
        dealers: one !== undefined && dealers !== undefined ? ['D1', 'D2', 'D3'] : dealers,
        each: isEach ? each : undefined,
        postBy: shared ? undefined : postBy,
        cap: own.cap,
      });
    });

/** A later version of an agreement, with other terms and a day on which it became known. */
const versions = (id: string): fc.Arbitrary<AgreementInput[]> =>
  fc
    .tuple(
      agreement(id),
      fc.option(agreement(id), { nil: undefined, freq: 3 }),
      fc.constantFrom('2026-01-01', '2026-05-17'),
      fc.constantFrom('2026-03-03', '2026-07-20'),
    )
    .map(([first, second, from, recordedOn]) =>
      second === undefined
        ? [first]
        : [
            first,
            {
              ...second,
              dateBasis: first.dateBasis,
              groups: first.groups,
              dealers: first.dealers,
              version: 2,
              from,
              recordedOn,
              ...(first.groups?.some(({ kind }) => kind === 'shared') ? { postBy: undefined } : {}),
            },
          ].map(compact),
    );

/** Edges between every two agreements in order, so that each may build on those before it; sometimes a choice instead. */
const stackingOf = (agreements: readonly AgreementInput[]): fc.Arbitrary<NonNullable<DocumentInput['stacking']>> => {
  const ids = [...new Set(agreements.map(({ id }) => id))];
  const pairs = ids.flatMap((to, n) => ids.slice(0, n).map((from) => ({ from, to })));
  const takes = (id: string): boolean =>
    agreements
      .filter((one) => one.id === id)
      .every(
        ({ rule: { kind } }) =>
          !['per_unit', 'lump_sum', 'free_goods', 'package', 'over_time', 'blended_per_unit'].includes(kind),
      );
  const hasShared = (id: string): boolean =>
    agreements.some((one) => one.id === id && one.groups?.some(({ kind }) => kind === 'shared') === true);
  const periods = agreements.map(({ id, period: own, from, to }) => ({
    ...{ id, from, to, period: Period.parse(own ?? { unit: 'term' }) },
  }));
  const isReversed = ({ from, to }: { from: string; to: string }): boolean => neverWithin(periods, from, to);
  return fc
    .record({
      bases: fc.array(fc.constantFrom('gross' as const, 'net' as const, 'rebate' as const, 'less_paid' as const), {
        minLength: pairs.length,
        maxLength: pairs.length,
      }),
      choice: fc.constantFrom(null, null, null, 'best_deal' as const, 'priority' as const),
    })
    .map(({ bases, choice }) => {
      if (choice !== null && ids.length > 1 && agreements.every(({ postBy }) => postBy === undefined)) {
        return { choices: [{ kind: choice, agreements: ids }] };
      }
      return {
        edges: pairs.map((pair, n) => {
          const basis = bases[n] ?? 'gross';
          if ((basis === 'net' || basis === 'rebate') && !takes(pair.to)) return { ...pair, basis: 'gross' as const };
          if (basis === 'less_paid' && (hasShared(pair.from) || isReversed(pair)))
            return { ...pair, basis: 'gross' as const };
          return { ...pair, basis };
        }),
      };
    });
};

/** Runs as they follow each other, the last one knowing everything. */
const runs: fc.Arbitrary<NonNullable<DocumentInput['runs']>> = fc
  .record({
    days: fc.uniqueArray(fc.constantFrom('2026-01-31', '2026-03-31', '2026-06-15', '2026-09-30', '2026-12-31'), {
      maxLength: 3,
    }),
    kinds: fc.array(fc.constantFrom('by_date' as const, 'partial' as const, 'final' as const), {
      minLength: 3,
      maxLength: 3,
    }),
    forecast: fc.option(fc.integer({ min: 0, max: 50_000 }).map(String), { nil: undefined, freq: 4 }),
  })
  .map(({ days, kinds, forecast }) => [
    ...days.sort().map((asOf, n) =>
      compact({
        asOf,
        kind: kinds[n],
        forecasts: forecast === undefined ? undefined : [{ agreement: 'A1', qualifier: forecast }],
      }),
    ),
    { kind: 'by_date' as const },
  ]);

/** A valid document of one to three agreements and up to `maxLines` lines. */
export const randomDocument = (maxLines = 24): fc.Arbitrary<DocumentInput> =>
  fc
    .integer({ min: 1, max: 3 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => versions(`A${n + 1}`))))
    .map((nested) => nested.flat())
    .chain((agreements) =>
      fc.record({
        agreements: fc.constant(agreements),
        stacking: stackingOf(agreements),
        lines: fc
          .integer({ min: 0, max: maxLines })
          .chain((n) => fc.tuple(...Array.from({ length: n }, (_, at) => line(at)))),
        runs,
        adjusted: optional(cents(-5000, 5000)),
      }),
    )
    .map(({ adjusted, agreements, ...rest }) => {
      const first = agreements[0];
      const free =
        first !== undefined &&
        agreements.every(({ groups, period: own }) => groups === undefined && own?.unit === 'term');
      return {
        schema: 'rebates/1' as const,
        agreements,
        ...rest,
        outsideLines: 'ignore' as const,
        ...(free && adjusted !== undefined
          ? {
              adjustments: [
                { id: 'ADJ', agreement: first.id, dealer: 'D2', kind: 'adjustment' as const, amount: adjusted },
              ],
            }
          : {}),
      };
    });

/** A line that may be added to a document of {@link randomDocument} later on. */
export const randomLine = line;
