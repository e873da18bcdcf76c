import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeDivisions } from '../domain/geo/division-file.ts';
import type { Division } from '../domain/geo/types.ts';

const FILE = join(import.meta.dirname, '..', '..', 'resources', 'map', 'divisions.bin');

let known: readonly Division[] | null = null;

/** Divisions of the map: the codes that a territory may name. Read when first asked for. */
export function mapDivisions(): readonly Division[] {
  known ??= decodeDivisions(readFileSync(FILE)).divisions;
  return known;
}
