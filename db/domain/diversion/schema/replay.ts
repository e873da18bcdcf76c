import { z } from 'zod';
import { changed, tuningFaults } from '../parameters/tuning.ts';
import { DetectedUnit, detectShape } from './detect.ts';
import { DetectParameters, ParameterChange } from './detect-parameters.ts';
import { ScanRow } from './scan-row.ts';

const documentOf = <T extends z.ZodType>(row: T) =>
  z
    .strictObject({
      ...detectShape(row),
      base: DetectParameters.meta({
        description: 'What head office sets; a region moves from here. Absent: the built-in defaults.',
      }),
      by: z.enum(['head_office', 'region']).default('region').meta({ description: 'Who wants to change it.' }),
      proposed: ParameterChange.meta({
        description: 'The parameters that are to change; `parameters` are those in force.',
      }),
    })
    .superRefine(({ parameters, base, bounds, by, proposed }, context) => {
      for (const { name, message } of tuningFaults(changed(parameters, proposed), base, bounds, by)) {
        context.addIssue({ code: 'custom', path: [name in proposed ? 'proposed' : 'parameters', name], message });
      }
    })
    .meta({
      title: 'diversion replay: input',
      description:
        'Scans of the past, the parameters in force and a change of them. A change that breaks the bounds of head office is refused.',
    });

/** What `diversion replay` reads, as it is published. */
export const ReplayInputSchema = documentOf(ScanRow);
/** What is checked before the rows are read one by one. */
export const ReplayInput = documentOf(z.unknown());
export type ReplayInput = z.infer<typeof ReplayInput>;

export const ReplaySide = z.object({
  cases: z.int(),
  alerts: z.int(),
  watched: z.int(),
  overBudget: z.int().meta({ description: 'Cases below the weekly budget of their region.' }),
  busiestWeek: z.int().meta({ description: 'Most cases that a region would have had to open in one week.' }),
});
export type ReplaySide = z.infer<typeof ReplaySide>;

/** What `diversion replay` answers. */
export const ReplayOutput = z
  .object({
    parameters: DetectParameters.unwrap().meta({ description: 'After the change.' }),
    before: ReplaySide,
    after: ReplaySide,
    gained: z.array(DetectedUnit).meta({ description: 'Cases that only the change would have opened.' }),
    lost: z.array(DetectedUnit).meta({ description: 'Cases that would not have been opened after it.' }),
  })
  .meta({ title: 'diversion replay: output' });
export type ReplayOutput = z.infer<typeof ReplayOutput>;
