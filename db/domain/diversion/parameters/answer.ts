import type { DivisionMap } from '../../geo/area.ts';
import { answerDetect } from '../detect/answer.ts';
import type { Say } from '../detect/say.ts';
import type { ReplayInput, ReplayOutput } from '../schema/replay.ts';
import { compareRuns } from './replay.ts';
import { changed } from './tuning.ts';

/** Answers a checked document of `diversion replay`: what a change of parameters would have done, before it is saved. */
export function answerReplay(map: DivisionMap, input: ReplayInput, say: Say): ReplayOutput {
  const { base: _, by: __, proposed, ...document } = input;
  const parameters = changed(document.parameters, proposed);
  const before = answerDetect(map, document, say);
  const after = answerDetect(map, { ...document, parameters }, say);
  const { gained, lost, ...sides } = compareRuns(before, after);
  return { parameters, ...sides, gained: [...gained], lost: [...lost] };
}
