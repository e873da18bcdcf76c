import { useCallback, useEffect, useRef, useState } from 'react';
import {
  CHUNK_BYTES_MAX,
  type ImportPreview,
  type PreviewAnswer,
  SOURCE_BYTES_MAX,
} from '../../../../db/contract/diversion-imports.ts';
import { AppError } from '../../../../db/contract/errors.ts';
import type { ContractClient } from '../../../../db/contract/index.ts';
import { base64Of } from '../../../client/base64.ts';
import { useClient } from '../../../client/client-context.tsx';
import { newId } from '../../../client/new-id.ts';

export type Working = Extract<PreviewAnswer, { state: 'working' }>;
export type ImportFile =
  | { readonly state: 'none' }
  /** Bytes. */
  | { readonly state: 'sending'; readonly done: number; readonly total: number }
  | { readonly state: 'working'; readonly progress: Working }
  | { readonly state: 'ready'; readonly uploadId: string; readonly preview: ImportPreview }
  | { readonly state: 'saving'; readonly preview: ImportPreview }
  | { readonly state: 'failed'; readonly error: unknown };

type Crs = ImportPreview['crs'];

async function putFile(
  client: ContractClient,
  uploadId: string,
  file: File,
  signal: AbortSignal,
  onDone: (bytes: number) => void,
): Promise<void> {
  if (file.size > SOURCE_BYTES_MAX) throw new AppError('limit_exceeded', { limit: SOURCE_BYTES_MAX });
  for (let at = 0; at === 0 || at < file.size; at += CHUNK_BYTES_MAX) {
    const bytes = new Uint8Array(await file.slice(at, at + CHUNK_BYTES_MAX).arrayBuffer());
    await client.diversion.putSource({ uploadId, at, base64: base64Of(bytes) }, { signal });
    onDone(at + bytes.length);
  }
}

/** One file on its way from being chosen to being imported. What is left half-way is discarded. */
export function useImportFile(onImported: () => void) {
  const client = useClient();
  const [file, setFile] = useState<ImportFile>({ state: 'none' });
  const running = useRef<AbortController | null>(null);
  const held = useRef<string | null>(null);

  const discard = useCallback((): void => {
    running.current?.abort();
    running.current = null;
    const uploadId = held.current;
    held.current = null;
    // The service lets go of it at the next file at the latest.
    if (uploadId !== null) client.diversion.discardSource({ uploadId }).catch(() => undefined);
  }, [client]);
  useEffect(() => discard, [discard]);

  const look = useCallback(
    async (chosen: File, crs: Crs): Promise<void> => {
      discard();
      const stop = new AbortController();
      const uploadId = newId();
      running.current = stop;
      held.current = uploadId;
      const say = (next: ImportFile): void => {
        if (!stop.signal.aborted) setFile(next);
      };
      try {
        say({ state: 'sending', done: 0, total: chosen.size });
        await putFile(client, uploadId, chosen, stop.signal, (done) =>
          say({ state: 'sending', done, total: chosen.size }),
        );
        const asked = { uploadId, fileName: chosen.name.slice(-200), format: null, crs };
        for await (const answer of client.diversion.previewImport(asked, { signal: stop.signal })) {
          if (answer.state === 'working') say({ state: 'working', progress: answer });
          else say({ state: 'ready', uploadId, preview: answer.preview });
        }
      } catch (error) {
        say({ state: 'failed', error });
      }
    },
    [client, discard],
  );

  const cancel = useCallback((): void => {
    discard();
    setFile({ state: 'none' });
  }, [discard]);

  const take = useCallback(
    async (regionId: string): Promise<void> => {
      if (file.state !== 'ready') return;
      const { uploadId, preview } = file;
      setFile({ state: 'saving', preview });
      try {
        await client.diversion.importScans({ uploadId, importId: newId(), regionId });
        held.current = null;
        setFile({ state: 'none' });
        onImported();
      } catch (error) {
        setFile({ state: 'failed', error });
      }
    },
    [client, file, onImported],
  );

  return { file, look, cancel, take };
}
