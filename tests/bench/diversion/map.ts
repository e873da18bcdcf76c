import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DivisionMap } from '../../../db/domain/geo/area.ts';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';

const FILE = join(import.meta.dirname, '..', '..', '..', 'resources', 'map', 'divisions.bin');

/** The map that comes with the product. */
export function readMap(): DivisionMap {
  const rings = decodeDivisions(readFileSync(FILE));
  return { rings, index: indexDivisions(rings) };
}
