import * as maplibre from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Selection } from '../../../db/contract/selection.ts';
import { useClient } from '../../client/client-context.tsx';
import { addSymbols, styleOf } from './map-style.ts';
import type { DrawnAs } from './use-map.ts';

const PROTOCOL = 'scans';

const addressOf = (selection: Selection, dataVersion: number): string =>
  `${PROTOCOL}://${encodeURIComponent(JSON.stringify([selection, dataVersion]))}/{z}/{x}/{y}`;

/** The map of scans as it begins: its tiles are those of the selection at that moment, so that none is asked for twice. */
export function useScanMap(selection: Selection, dataVersion: number): DrawnAs {
  const address = useRef('');
  address.current = addressOf(selection, dataVersion);
  return useMemo(() => ({ style: (base) => styleOf(base, address.current), symbols: addSymbols }), []);
}

/** Serves the map its tiles of scans for the selection; tells when they cannot be read. */
export function useScanTiles(map: maplibre.Map | null, selection: Selection, dataVersion: number): boolean {
  const client = useClient();
  const [failed, setFailed] = useState(false);
  const asked = useRef(selection);
  asked.current = selection;
  useEffect(() => {
    maplibre.addProtocol(PROTOCOL, async ({ url }, abort) => {
      const [z = 0, x = 0, y = 0] = url.split('/').slice(-3).map(Number);
      try {
        const tile = await client.diversion.getTile({ selection: asked.current, z, x, y }, { signal: abort.signal });
        setFailed(false);
        return { data: tile.slice().buffer };
      } catch (error) {
        if (!abort.signal.aborted) setFailed(true);
        throw error;
      }
    });
    return () => maplibre.removeProtocol(PROTOCOL);
  }, [client]);
  useEffect(() => {
    if (map === null) return;
    const address = addressOf(selection, dataVersion);
    const source = map.getSource<maplibre.VectorTileSource>('scans');
    if (source?.tiles[0] !== address) source?.setTiles([address]);
    // Without a listener the library writes every failed tile to the console; the pane says it once.
    const quiet = (): void => undefined;
    map.on('error', quiet);
    return () => {
      map.off('error', quiet);
    };
  }, [map, selection, dataVersion]);
  return failed;
}
