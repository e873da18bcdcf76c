import type { Analytics } from '../../../db/store/analytics.ts';
import { goal, type Measured, side } from '../report.ts';
import { askProduct } from '../selection/compare.ts';
import { seededSelections } from '../selection/selections.ts';
import type { RunningService } from './service.ts';

const TILES = [
  { z: 5, x: 26, y: 13 },
  { z: 6, x: 53, y: 26 },
  { z: 8, x: 214, y: 105 },
] as const;

/** What the data service holds after a day's questions: the three panes, tiles, lists and a search. */
export async function residentMemory(
  service: RunningService,
  analytics: Analytics,
  seed: number,
  selections: number,
): Promise<Measured> {
  const samples: number[] = [];
  for (const [at, selection] of seededSelections(analytics, seed, selections).entries()) {
    await askProduct(service.client, selection);
    for (const tile of TILES) await service.client.diversion.getTile({ selection, ...tile });
    if (at % 10 === 0) {
      await service.client.diversion.listScans({ selection, verdict: null, limit: 500 });
      await service.client.directory.search({ text: 'hf', limit: 20 });
      samples.push(service.residentMb());
    }
  }
  samples.push(service.residentMb());
  return {
    question: 'How much memory does the data service hold once everything was asked?',
    sizes: { scans: analytics.scans.length, salesLines: analytics.salesLines.length, selections },
    sides: [side('data service, resident', 'MB', samples)],
    goal: goal('resident memory at the end, MB', samples.slice(-1), 'at most', 400),
    equal: 'nothing to compare: one process',
    notes: ['the whole process of the browser shell: columns, sync engine, both SQLite files, web server'],
  };
}
