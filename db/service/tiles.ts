import type { Selection } from '../contract/selection.ts';
import { encodeBinnedTile, type TileAddress } from '../domain/geo/binned-tile.ts';
import type { Analytics } from '../store/analytics.ts';
import { makeFilter } from '../store/analytics-filter.ts';
import { locatedScans } from '../store/diversion.ts';

/** Draws tiles. The scans of the last selection are remembered: a map asks for a dozen tiles of the same one. */
export function createTiles(): (
  analytics: Analytics,
  selection: Selection,
  tile: TileAddress,
) => Uint8Array<ArrayBuffer> {
  let last: { readonly analytics: Analytics; readonly selection: string; readonly rows: Uint32Array } | null = null;
  return (analytics, selection, tile) => {
    const key = JSON.stringify(selection);
    if (last === null || last.analytics !== analytics || last.selection !== key) {
      last = { analytics, selection: key, rows: locatedScans(analytics, makeFilter(analytics, selection)) };
    }
    // A copy in memory of its own: what crosses a port must not be shared.
    return Uint8Array.from(encodeBinnedTile(analytics.scans, last.rows, tile));
  };
}
