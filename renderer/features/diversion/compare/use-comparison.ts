import type { Comparison } from '../../../../db/contract/diversion-compare.ts';
import type { Selection } from '../../../../db/contract/selection.ts';
import { useAsk } from '../../../client/queries.ts';
import type { MapTime } from '../time/map-time.ts';

/** The comparison that the map's time asks for: null where none is asked for, or it is not there yet. */
export function useComparison(
  selection: Selection,
  time: MapTime,
): { readonly comparison: Comparison | null; readonly isBoth: boolean; readonly error: Error | null } {
  const isAsked = time.kind === 'compared';
  const how = isAsked ? time.with : 'before';
  const { data, error } = useAsk(
    'diversion.getComparison',
    (client) => client.diversion.getComparison,
    { selection, with: how },
    isAsked,
  );
  const isBoth = isAsked && time.shown === 'both';
  return { comparison: isAsked ? (data ?? null) : null, isBoth, error: isAsked ? error : null };
}
