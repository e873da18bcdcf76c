import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { answerClusters } from '../../domain/diversion/clusters/answer.ts';
import { ClustersInput, ClustersOutput } from '../../domain/diversion/schema/clusters.ts';
import { readDocument } from './document.ts';
import { print } from './output.ts';

const DOCUMENTS = {
  clusters: { input: ClustersInput, output: ClustersOutput },
} as const;
type DocumentName = keyof typeof DOCUMENTS;

/** `diversion …`: documents in, documents out; needs neither a data folder nor head office. */
export function addDiversionCommands(program: Command, isJson: () => boolean): void {
  const diversion = program
    .command('diversion')
    .description('find clusters in a JSON document; needs no data folder and no head office');

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
