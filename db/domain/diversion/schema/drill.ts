import { z } from 'zod';
import { detectShape } from './detect.ts';
import { boundFaults } from './detect-parameters.ts';
import { LocalDate } from './places.ts';
import { ScanRow } from './scan-row.ts';

/** Ways in which goods are diverted. */
export const DRILL_KINDS = ['route', 'dump', 'leak', 'neighbour'] as const;
export type DrillKind = (typeof DRILL_KINDS)[number];

const drill = z
  .strictObject({
    seed: z.int().min(0).max(2_147_483_647).default(1).meta({ description: 'Same seed, same diversions.' }),
    plants: z.int().min(1).max(200).default(12).meta({ description: 'Diversions to plant, each of another dealer.' }),
    kinds: z
      .array(z.enum(DRILL_KINDS))
      .min(1)
      .default([...DRILL_KINDS])
      .meta({
        description:
          'route: over twelve weeks to another city; dump: within two weeks; leak: all the time, little by little; neighbour: ' +
          'over sixteen weeks to the nearest city.',
      }),
    lots: z
      .tuple([z.int().min(1), z.int().min(1)])
      .default([6, 40])
      .meta({ description: 'Fewest and most packing cases of a diversion.' }),
  })
  .prefault({});

const documentOf = <T extends z.ZodType>(row: T) =>
  z
    .strictObject({ ...detectShape(row), drill })
    .superRefine(({ parameters, bounds, drill: { lots } }, context) => {
      for (const { name, message } of boundFaults(parameters, bounds))
        context.addIssue({ code: 'custom', path: ['parameters', name], message });
      if (lots[0] > lots[1])
        context.addIssue({ code: 'custom', path: ['drill', 'lots'], message: 'fewest above most' });
    })
    .meta({
      title: 'diversion drill: input',
      description:
        'A document of detect. Diversions are planted in a copy of its scans; the scans themselves stay as they are.',
    });

/** What `diversion drill` reads, as it is published. */
export const DrillInputSchema = documentOf(ScanRow);
/** What is checked before the rows are read one by one. */
export const DrillInput = documentOf(z.unknown());
export type DrillInput = z.infer<typeof DrillInput>;

const Plant = z.object({
  dealer: z.string(),
  productLine: z.string().nullable(),
  city: z.string(),
  kind: z.enum(DRILL_KINDS),
  lots: z.int(),
  scans: z.int(),
  firstScannedOn: LocalDate,
  isCaught: z.boolean().meta({ description: 'A case of that dealer in that city was opened.' }),
  tier: z
    .enum(['case', 'alert', 'watch'])
    .nullable()
    .meta({ description: 'What became of it; null: it went unnoticed.' }),
  alertedOn: LocalDate.nullable(),
  days: z.int().nullable().meta({ description: 'From the first planted scan to the case.' }),
});

/** What `diversion drill` answers. */
export const DrillOutput = z
  .object({
    plants: z.array(Plant),
    planted: z.int(),
    caught: z.int(),
    noticed: z.int().meta({ description: 'Not caught, but an alert or watched.' }),
    medianDays: z.int().nullable().meta({ description: 'From the first planted scan to the case, of those caught.' }),
    otherCases: z
      .object({
        before: z.int().meta({ description: 'Cases in the scans as they are.' }),
        during: z.int().meta({ description: 'Cases in the copy that point at nothing planted.' }),
        raised: z
          .int()
          .meta({ description: 'Those among them that were not there before: the planting’s false alerts.' }),
        perWeek: z.number().meta({ description: 'Cases a week that point at nothing planted: what catching costs.' }),
      })
      .meta({ description: 'Cases in real scans may be real diversions; nobody planted them.' }),
  })
  .meta({ title: 'diversion drill: output' });
export type DrillOutput = z.infer<typeof DrillOutput>;
export type DrillPlant = Omit<DrillOutput['plants'][number], 'isCaught' | 'tier' | 'alertedOn' | 'days'>;
