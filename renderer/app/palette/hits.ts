import type { SearchHit } from '../../../db/contract/directory.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { RECENT_MAX } from '../../../db/contract/settings.ts';

/** What choosing a hit narrows to, with the names for its chips; null when there is nothing to narrow to. */
export interface Narrowing {
  readonly change: Partial<Selection>;
  readonly names: Readonly<Record<string, string>>;
}

export function narrowingOf({ kind, key, label, dealer, productLineId }: SearchHit): Narrowing | null {
  switch (kind) {
    case 'dealer':
      return { change: { dealerIds: [key] }, names: { [key]: label } };
    case 'region':
      return { change: { regionId: key }, names: {} };
    case 'place':
      return { change: { place: key }, names: { [key]: label } };
    case 'sku':
      return productLineId === null ? null : { change: { productLineId }, names: {} };
    case 'agreement':
    case 'code':
      return dealer === null ? null : { change: { dealerIds: [dealer.id] }, names: { [dealer.id]: dealer.name } };
  }
}

export const idOf = ({ kind, key }: SearchHit): string => `${kind}/${key}`;

/** The recent choices after another one: newest first, each once. */
export const withRecent = (recent: readonly SearchHit[], hit: SearchHit): SearchHit[] =>
  [hit, ...recent.filter((other) => idOf(other) !== idOf(hit))].slice(0, RECENT_MAX);

/** Hits by their kind; the kind of the best hit comes first, and within a kind the service's order stays. */
export function byKind(hits: readonly SearchHit[]): readonly (readonly [SearchHit['kind'], readonly SearchHit[]])[] {
  const groups = new Map<SearchHit['kind'], SearchHit[]>();
  for (const hit of hits) groups.set(hit.kind, [...(groups.get(hit.kind) ?? []), hit]);
  return [...groups];
}
