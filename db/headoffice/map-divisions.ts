import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeDivisions } from '../domain/geo/division-file.ts';
import { decodeDivisionIndex } from '../domain/geo/division-index.ts';
import type { Division, DivisionIndex } from '../domain/geo/types.ts';

const FILE = join(import.meta.dirname, '..', '..', 'resources', 'map', 'divisions.bin');

let known: readonly Division[] | null = null;

/** Divisions of the map: the codes that a territory may name. Read when first asked for. */
export function mapDivisions(): readonly Division[] {
  known ??= decodeDivisions(readFileSync(FILE)).divisions;
  return known;
}

/** Tells in which division a point lies. Takes a third of a second to read, and is not kept. */
export const readDivisionIndex = (): DivisionIndex => decodeDivisionIndex(readFileSync(FILE));
