import { z } from 'zod';
import { Crs, LocalDate } from './places.ts';

const key = z.string().min(1).max(200);
const optionalKey = key.nullish();

export const ACTORS = ['inspector', 'dealer', 'terminal', 'driver', 'consumer'] as const;
export type Actor = (typeof ACTORS)[number];

/** One reading of one code, as it stands in a document. */
export const ScanRow = z
  .looseObject({
    id: optionalKey.meta({ description: 'Name of the scan; answers also carry its position in the list.' }),
    code: optionalKey.meta({ description: 'The code that was read.' }),
    dealer: optionalKey.meta({ description: 'Whom the goods were shipped to. Absent: the code was never shipped.' }),
    productLine: optionalKey,
    sku: optionalKey,
    shipment: optionalKey,
    case: optionalKey.meta({ description: 'Code of the case the goods were packed in.' }),
    pallet: optionalKey,
    shippedOn: LocalDate.nullish().meta({
      description: 'Day of the shipment: the territory of that day is the one asked.',
    }),
    scannedAt: z
      .union([z.iso.datetime({ offset: true, local: true }), z.iso.date()])
      .nullish()
      .meta({ description: 'ISO instant; without a zone, or a bare date, it is taken as Asia/Shanghai and counted.' }),
    longitude: z.number().nullish().meta({ description: 'Degrees in `crs`.' }),
    latitude: z.number().nullish().meta({ description: 'Degrees in `crs`.' }),
    crs: Crs.nullish().meta({ description: 'Absent: the document’s.' }),
    accuracyM: z
      .number()
      .nonnegative()
      .nullish()
      .meta({ description: 'Radius of accuracy the device gave, metres; absent: unknown.' }),
    actor: z.enum(ACTORS).nullish().meta({ description: 'Who scanned; absent: consumer.' }),
    terminal: optionalKey.meta({ description: 'The shop that scanned.' }),
    user: optionalKey.meta({ description: 'Pseudonym of the person who scanned.' }),
    device: optionalKey.meta({ description: 'Pseudonym of the device.' }),
    source: optionalKey.meta({ description: 'The feed the reading came by.' }),
  })
  .meta({ description: 'A row that cannot be read is not dropped: it is answered and counted with its reason.' });
export type ScanRow = z.infer<typeof ScanRow>;

/** Columns that mean something. */
export const KNOWN_COLUMNS: ReadonlySet<string> = new Set(Object.keys(ScanRow.shape));

/** Why a row is not a reading that can be placed. */
export const REJECTIONS = [
  'malformed',
  'no_place',
  'null_island',
  'swapped',
  'outside_china',
  'scan_before_shipment',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

/** Why a placed reading is not judged. */
export const OPEN_REASONS = [
  'never_shipped',
  'no_shipment_date',
  'no_territory',
  'territory_unusable',
  'product_line_unknown',
  'exemption_undated',
] as const;
export type OpenReason = (typeof OPEN_REASONS)[number];
