import type { SourceFolder } from './source-folder.ts';
import type { Staging } from './staging.ts';

export interface MappingContext {
  readonly source: SourceFolder;
  readonly staging: Staging;
  /** The first free short numbers. */
  readonly firstNo: { readonly sku: number; readonly dealer: number };
  /** To be called after each row: sends what has gathered, tells progress, and throws when the import was cancelled. */
  step(what: string): Promise<void>;
}

/** How the files of one source become rows. */
export interface Mapping {
  readonly name: string;
  readonly files: readonly string[];
  /** @returns the last day on which anything happened in the source, `YYYY-MM-DD` */
  map(context: MappingContext): Promise<string>;
}

/** Of every amount of both sources, whatever currency a row names. */
export const CURRENCY = 'USD';

/** Before anything a source speaks of. */
export const BEGINNING = '1970-01-01';

/** A region of the group itself and a person who manages all of it, so that a laptop can be enrolled to see it. */
export function foundGroup(
  staging: Staging,
  code: string,
  name: string,
): { readonly groupId: string; readonly personId: string } {
  const groupId = staging.make('region', 'group', BEGINNING, null, 'group', code, name, name, CURRENCY, BEGINNING);
  const personId = staging.make('person', 'manager', BEGINNING, code.toLowerCase(), name);
  staging.make('employment', 'manager', BEGINNING, personId, groupId, 'area_manager', null, BEGINNING);
  staging.make('role_grant', 'manager', BEGINNING, personId, groupId, 'manager', BEGINNING);
  return { groupId, personId };
}
