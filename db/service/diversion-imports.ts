import type { ImportRecord, PreviewAnswer } from '../contract/diversion-imports.ts';
import { AppError } from '../contract/errors.ts';
import { Finding, IMPORT_ROLES, SCAN_COMMANDS } from '../domain/diversion/schema/scan-import.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { readRegionsAbove } from '../store/cases.ts';
import { readGrants, readRegions } from '../store/directory.ts';
import { JsonText, type SavedCommand } from '../store/outbox.ts';
import { readImports, type StoredImport } from '../store/scan-imports.ts';
import { follow } from './follow.ts';
import type { FeatureHandlers } from './handlers.ts';
import type { ImportProgress, ImportSource, ImportSummary } from './import-desk.ts';
import { cut, readReplica, type ServiceParts } from './parts.ts';
import { formatOf } from './scan-source.ts';

const IMPORTS_LIMIT = 200;
type Names = 'putSource' | 'previewImport' | 'importScans' | 'discardSource' | 'listImports' | 'undoImport';

/** Imports of scans: looked at on the laptop, sent through the outbox, and back as every other scan. */
export function diversionImportsService(parts: ServiceParts): Pick<FeatureHandlers<'diversion'>, Names> {
  const { store, engine, imports } = parts;
  return {
    putSource: async ({ uploadId, at, base64 }) => ({
      size: await imports.put(uploadId, at, Buffer.from(base64, 'base64')),
    }),

    async *previewImport({ uploadId, fileName, format, crs }, { signal }) {
      const known = format ?? formatOf(fileName);
      if (known === undefined) throw new AppError('input_invalid', { field: fileName });
      yield* watchPreview(parts, uploadId, { fileName, format: known, crs }, signal);
    },

    async importScans({ uploadId, importId, regionId }, { signal }) {
      if (!importRegions(parts).some(({ id }) => id === regionId)) throw new AppError('forbidden');
      const { source, summary, parts: rows } = await imports.parts(uploadId, importId, regionId, signal);
      if (rows.length === 0) throw new AppError('input_invalid', { field: source.fileName });
      const last = SCAN_COMMANDS['scans.import'].parse({
        importId,
        regionId,
        fileName: source.fileName,
        format: source.format,
        fileSha256: summary.fileSha256,
        fileRows: summary.fileRows,
        parts: rows.length,
        rows: summary.rows,
        findings: summary.findings,
      });
      store.outbox.enqueueAll([
        ...rows.map((text) => ({ kind: 'scans.part', version: 1, payload: new JsonText(text) })),
        { kind: 'scans.import', version: 1, payload: last },
      ]);
      engine.commandsWaiting();
      await imports.discard(uploadId);
      return { importId, parts: rows.length };
    },

    async discardSource({ uploadId }) {
      await imports.discard(uploadId);
      return {};
    },

    async listImports() {
      return { imports: cut(allImports(parts), IMPORTS_LIMIT) };
    },

    async undoImport({ importId }) {
      const record = allImports(parts).find(({ id }) => id === importId);
      if (record === undefined || record.state === 'refused' || record.state === 'undone')
        throw new AppError('not_found');
      const asked = kept(parts, 'scans.import').find(({ payload }) => payload.importId === importId);
      const saved = store.outbox.enqueue({
        kind: 'scans.undo',
        version: 1,
        payload: { importId },
        // On its way still: without the import there is nothing to undo.
        ...(record.state === 'sending' && asked !== undefined ? { dependsOn: asked.command.id } : {}),
      });
      engine.commandsWaiting();
      return { commandId: saved.id };
    },
  };
}

async function* watchPreview(
  parts: ServiceParts,
  uploadId: string,
  source: ImportSource,
  signal: AbortSignal,
): AsyncGenerator<PreviewAnswer> {
  const steps = follow<ImportProgress, ImportSummary>(
    (tell, stop) => parts.imports.preview(uploadId, source, stop, tell),
    signal,
  );
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) yield { state: 'working', ...step.value };
  yield { state: 'ready', preview: previewOf(parts, source, step.value) };
}

function previewOf(parts: ServiceParts, source: ImportSource, summary: ImportSummary) {
  const before = readReplica(parts, readImports).find(
    ({ file_sha256, undone_at }) => file_sha256 === summary.fileSha256 && undone_at === null,
  );
  const instant = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
  return {
    ...source,
    fileRows: summary.fileRows,
    rows: summary.rows,
    findings: [...summary.findings],
    columns: [...summary.columns],
    feeds: summary.feeds
      .filter(({ isWronglyTagged }) => isWronglyTagged)
      .map(({ source: feed, tagged, likely, readings }) => ({ source: feed, tagged, likely, readings })),
    from: instant(summary.span?.[0]),
    to: instant(summary.span?.[1]),
    before:
      before === undefined
        ? null
        : { fileName: before.file_name, importedAt: before.imported_at, byName: before.person_name },
    regions: importRegions(parts),
  };
}

/** The regions for which the person of this laptop may import today, each without those below it. */
function importRegions(parts: ServiceParts): { readonly id: string; readonly name: string }[] {
  const person = parts.store.device.read()?.person ?? null;
  if (person === null) return [];
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  return readReplica(parts, (replica) => {
    const granted = new Set(
      readGrants(replica, person.id, today)
        .filter(({ role }) => (IMPORT_ROLES as readonly string[]).includes(role))
        .map(({ region_id }) => region_id),
    );
    const names = regionNames(replica);
    return [...granted]
      .filter((id) => !readRegionsAbove(replica, id).some((above) => above !== id && granted.has(above)))
      .map((id) => ({ id, name: names.get(id) ?? '' }));
  });
}

type Replica = Parameters<Parameters<typeof readReplica>[1]>[0];
const regionNames = (replica: Replica): Map<string, string> =>
  new Map(readRegions(replica).map(({ id, name }) => [id, name]));

/** Commands of one kind that this laptop has kept, with what they say. */
function kept<K extends 'scans.import' | 'scans.undo'>(parts: ServiceParts, kind: K) {
  return parts.store.outbox
    .list(kind)
    .map((command) => ({ command, payload: SCAN_COMMANDS[kind].parse(command.payload) as Payload<K> }));
}
type Payload<K extends 'scans.import' | 'scans.undo'> = ReturnType<(typeof SCAN_COMMANDS)[K]['parse']>;

const isRefused = ({ status }: SavedCommand): boolean => status === 'rejected' || status === 'conflict';

/** Imports as synced, and before them those that only this laptop knows. */
function allImports(parts: ServiceParts): ImportRecord[] {
  const undoings = new Map(kept(parts, 'scans.undo').map(({ command, payload }) => [payload.importId, command]));
  return readReplica(parts, (replica) => {
    const stored = readImports(replica);
    const known = new Set(stored.map(({ id }) => id));
    const names = regionNames(replica);
    const own = kept(parts, 'scans.import')
      .filter(({ payload }) => !known.has(payload.importId))
      .map(({ command, payload }): ImportRecord => {
        const waiting = parts.store.outbox.waitingBetween(command.seq - payload.parts, command.seq);
        const undoing = undoings.get(payload.importId);
        return {
          id: payload.importId,
          fileName: payload.fileName,
          format: payload.format,
          regionName: names.get(payload.regionId) ?? '',
          byName: parts.store.device.read()?.person?.name ?? '',
          importedAt: command.claimedAt,
          fileRows: payload.fileRows,
          taken: null,
          findings: payload.findings,
          state: isRefused(command)
            ? 'refused'
            : undoing !== undefined
              ? 'undoing'
              : command.status === 'waiting'
                ? 'sending'
                : 'arriving',
          sent: payload.parts - waiting,
          parts: payload.parts,
          refusal: command.reasonCode,
          undoneAt: null,
          undoneByName: null,
        };
      });
    return [...own.reverse(), ...stored.map((one) => recordOf(one, undoings.get(one.id)))];
  });
}

function recordOf(stored: StoredImport, undoing: SavedCommand | undefined): ImportRecord {
  const isUndone = stored.undone_at !== null;
  const isAsked = undoing !== undefined && !isRefused(undoing);
  return {
    id: stored.id,
    fileName: stored.file_name,
    format: stored.format,
    regionName: stored.region_name,
    byName: stored.person_name,
    importedAt: stored.imported_at,
    fileRows: stored.file_rows,
    taken: stored.taken,
    findings: Finding.array().parse(JSON.parse(stored.findings)),
    state: isUndone ? 'undone' : isAsked ? 'undoing' : 'taken',
    sent: 0,
    parts: 0,
    refusal: isUndone || undoing === undefined || !isRefused(undoing) ? null : undoing.reasonCode,
    undoneAt: stored.undone_at,
    undoneByName: stored.undone_by_name,
  };
}
