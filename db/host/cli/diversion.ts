import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, type Command, Option } from 'commander';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { answerClassify } from '../../domain/diversion/classify/answer.ts';
import { answerClusters } from '../../domain/diversion/clusters/answer.ts';
import { answerDetect } from '../../domain/diversion/detect/answer.ts';
import { answerDrill } from '../../domain/diversion/drill/answer.ts';
import { answerReplay } from '../../domain/diversion/parameters/answer.ts';
import { ClassifyInput, ClassifyInputSchema, ClassifyOutput } from '../../domain/diversion/schema/classify.ts';
import { ClustersInput, ClustersOutput } from '../../domain/diversion/schema/clusters.ts';
import { DetectInput, DetectInputSchema, DetectOutput } from '../../domain/diversion/schema/detect.ts';
import { DrillInput, DrillInputSchema, DrillOutput } from '../../domain/diversion/schema/drill.ts';
import { ReplayInput, ReplayInputSchema, ReplayOutput } from '../../domain/diversion/schema/replay.ts';
import type { DivisionMap } from '../../domain/geo/area.ts';
import { CRS, type Crs } from '../../domain/geo/crs.ts';
import { decodeDivisions } from '../../domain/geo/division-file.ts';
import { indexDivisions } from '../../domain/geo/division-index.ts';
import { sayDetectorTerm } from '../../service/detector-words.ts';
import { formatOf, type SourceFormat } from '../../service/scan-source.ts';
import { MAP_FOLDER } from '../project.ts';
import type { CommandLine, OnLaptop } from './command-line.ts';
import { readDocument } from './document.ts';
import { print, printDocument } from './output.ts';
import { addPackCommands } from './pack.ts';
import { addImportCommands } from './scan-imports.ts';
import { readScanFile } from './scan-source.ts';

const DOCUMENTS = {
  classify: { input: ClassifyInputSchema, output: ClassifyOutput },
  detect: { input: DetectInputSchema, output: DetectOutput },
  clusters: { input: ClustersInput, output: ClustersOutput },
  replay: { input: ReplayInputSchema, output: ReplayOutput },
  drill: { input: DrillInputSchema, output: DrillOutput },
} as const;
type DocumentName = keyof typeof DOCUMENTS;

/** The map that comes with the product. */
function readMap(): DivisionMap {
  const rings = decodeDivisions(readFileSync(join(MAP_FOLDER, 'divisions.bin')));
  return { rings, index: indexDivisions(rings) };
}

/**
 * `diversion …`: documents in, documents out, without a data folder and head office; evidence packs of the laptop's cases; and
 * imports of scans through the laptop.
 */
export function addDiversionCommands(diversion: Command, { data, isJson, untilInterrupted }: CommandLine): void {
  const onLaptop: OnLaptop = async (sync, work) => {
    const signal = untilInterrupted();
    const { withDataService } = await import('./laptop.ts');
    return withDataService(data(), sync, (service) => work(service, signal));
  };
  addPackCommands(diversion, isJson, onLaptop);
  addImportCommands(diversion, isJson, onLaptop);

  diversion
    .command('classify <file>')
    .description('hold every scan against the territory of its dealer on the day of the shipment (- is stdin)')
    .addHelpText(
      'after',
      `
Example document (diversion schema classify says the rest):
  { "crs": "WGS84",
    "territories": [{ "dealer": "D1", "adcodes": ["330200"], "polygons": null, "validFrom": "2026-01-01" }],
    "scans": [{ "id": "S1", "dealer": "D1", "shippedOn": "2026-03-01", "scannedAt": "2026-03-09T10:00:00+08:00",
                "longitude": 121.54, "latitude": 29.87, "accuracyM": 30 }] }`,
    )
    .action((file: string) => printDocument(isJson(), answerClassify(readMap(), readDocument(file, ClassifyInput))));

  diversion
    .command('detect <file>')
    .description('find cases of diversion among scans, each with its reasons for and against (- is stdin)')
    .addHelpText(
      'after',
      `
Example document (diversion schema detect says the rest):
  { "crs": "WGS84", "parameters": { "fdrQ": 0.05 },
    "territories": [{ "dealer": "D1", "adcodes": ["330200"] }],
    "scans": [{ "code": "C1", "case": "K1", "dealer": "D1", "shippedOn": "2026-03-01", "actor": "terminal",
                "scannedAt": "2026-03-09T10:00:00+08:00", "longitude": 121.54, "latitude": 29.87, "accuracyM": 30 }] }
In the answer, "cases" are to be opened; "watch" is worth a look and accuses nobody. Every scan that does not count is
counted in "totals.setAside" by its reason.`,
    )
    .action((file: string) => {
      const input = readDocument(file, DetectInput);
      printDocument(isJson(), answerDetect(readMap(), input, sayDetectorTerm));
    });

  diversion
    .command('clusters <file>')
    .description('most likely clusters of cases: Kulldorff’s circular scan, discrete Poisson, high rates (- is stdin)')
    .addHelpText(
      'after',
      `
Example document (diversion schema clusters says the rest):
  { "coordinates": "latlong",
    "settings": { "maxPopulationShare": 0.5, "minCases": 2, "replicates": 999, "seed": 1 },
    "locations": [{ "id": "A", "latitude": 31.2, "longitude": 121.5, "cases": 3, "population": 1200 }] }`,
    )
    .action((file: string) => print(isJson(), answerClusters(readDocument(file, ClustersInput))));

  diversion
    .command('replay <file>')
    .description(
      'what a change of the detector’s parameters would have done on past scans, before it is saved (- is stdin)',
    )
    .addHelpText(
      'after',
      `
A document of detect, with the parameters in force and what is to change (diversion schema replay says the rest):
  { "parameters": { "minCodes": 3 }, "proposed": { "minCodes": 5 }, "by": "region",
    "base": { "minCodes": 3 }, "bounds": { "minCodes": [3, 10] }, "territories": [], "scans": [] }
A region moves inside head office's bounds, and only the stricter way where head office says so.`,
    )
    .action((file: string) => {
      const input = readDocument(file, ReplayInput);
      printDocument(isJson(), answerReplay(readMap(), input, sayDetectorTerm));
    });

  diversion
    .command('drill <file>')
    .description(
      'plant diversions in a copy of the scans, and say what would be caught, when, and at what cost (- is stdin)',
    )
    .addHelpText(
      'after',
      `
A document of detect, and what to plant (diversion schema drill says the rest):
  { "drill": { "seed": 1, "plants": 12, "kinds": ["route", "dump"], "lots": [6, 40] }, "territories": [], "scans": [] }
Packing cases that a dealer sold at home turn up in another city; how often goods are scanned is the data's own.`,
    )
    .action((file: string) => {
      const input = readDocument(file, DrillInput);
      printDocument(isJson(), answerDrill(readMap(), input, sayDetectorTerm));
    });

  diversion
    .command('read <file>')
    .description(
      'read scans from CSV, Excel (xlsx) or EPCIS 2.0 events, and say what would be rejected and why; writes nothing',
    )
    .addOption(new Option('--format <format>', 'what the file is; told by its name').choices(['csv', 'xlsx', 'epcis']))
    .addOption(new Option('--crs <system>', 'coordinate system of rows that do not say').choices(CRS).default('GCJ02'))
    .addHelpText(
      'after',
      `
Columns are found by their titles, Chinese or English. Events are placed by geo: locations and sensor reports (WGS-84),
packed and bound by their aggregation and shipping events. The answer holds "preview", and "scans" and "codes" as a
document of classify or detect takes them; without --json only the preview is printed.`,
    )
    .action((file: string, { format, crs }: { readonly format?: SourceFormat; readonly crs: Crs }) => {
      const known = format ?? formatOf(file);
      if (known === undefined)
        throw new AppError('input_invalid', { field: file, problems: 'its name does not tell the format: --format' });
      const { preview, ...read } = readScanFile(file, known, crs);
      if (isJson()) printDocument(true, { preview, ...read });
      else print(false, preview);
    });

  diversion
    .command('schema')
    .description('print the JSON Schema of what a command reads and answers')
    .addArgument(new Argument('<document>', 'which command').choices(Object.keys(DOCUMENTS)))
    .addArgument(new Argument('[side]', 'only one of the two').choices(['input', 'output']))
    .action((name: DocumentName, side?: 'input' | 'output') => {
      const { input, output } = DOCUMENTS[name];
      const schemas = {
        input: z.toJSONSchema(input, { io: 'input' }),
        output: z.toJSONSchema(output, { io: 'output' }),
      };
      print(true, side === undefined ? schemas : schemas[side]);
    });
}
