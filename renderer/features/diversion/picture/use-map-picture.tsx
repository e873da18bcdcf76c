import type * as maplibre from 'maplibre-gl';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import type { Flow } from '../../../../db/contract/diversion.ts';
import type { Comparison } from '../../../../db/contract/diversion-compare.ts';
import { tell } from '../../../client/notices.ts';
import { saveFile } from '../../../client/save-file.ts';
import { MapPaper } from './map-paper.tsx';
import { mapPicture, type PictureWords } from './map-picture.ts';

/** Gives the map out, as a file or on paper, never without its words. @param comparison the two periods that it shows, if it does */
export function useMapPicture(words: PictureWords, flows: readonly Flow[], comparison: Comparison | null) {
  const map = useRef<maplibre.Map | null>(null);
  const [paper, setPaper] = useState<Blob | null>(null);
  const onMap = useCallback((drawn: maplibre.Map | null): void => {
    map.current = drawn;
  }, []);
  const picture = async (): Promise<Blob | null> => {
    const host = map.current?.getContainer().parentElement;
    return map.current === null || host == null ? null : mapPicture(map.current, host, words);
  };
  const save = (): void => {
    const write = async (): Promise<void> => {
      const blob = await picture();
      if (blob === null) return;
      saveFile(`${words.title}.png`, 'image/png', new Uint8Array(await blob.arrayBuffer()));
    };
    write().catch(tell);
  };
  const print = (): void => void picture().then(setPaper, tell);
  const page: ReactNode = paper !== null && (
    <MapPaper picture={paper} words={words} flows={flows} comparison={comparison} onDone={() => setPaper(null)} />
  );
  return { onMap, save, print, page };
}
