import type { z } from 'zod';
import type { Annotation } from '../contract/annotations.ts';
import { AppError } from '../contract/errors.ts';
import { AnnotationAdd, AnnotationWithdraw } from '../contract/head-office.ts';
import {
  readAnnotations,
  readAnnotationVersion,
  readKnownAnnotations,
  type StoredAnnotation,
} from '../store/annotations.ts';
import { readDealer } from '../store/directory.ts';
import type { SavedCommand } from '../store/outbox.ts';
import type { FeatureHandlers } from './handlers.ts';
import { cut, readReplica, type ServiceParts } from './parts.ts';

const LIST_LIMIT = 500;

export function annotationsService(parts: ServiceParts): FeatureHandlers<'annotations'> {
  const { store, engine } = parts;
  return {
    async list({ dealerId }) {
      const { synced, known } = readReplica(parts, (replica) => ({
        synced: readAnnotations(replica, dealerId),
        known: readKnownAnnotations(replica, dealerId),
      }));
      const notes = overlay(parts, dealerId, synced, known);
      return { annotations: cut(notes, LIST_LIMIT) };
    },

    async add({ id, dealerId, body }) {
      if (readReplica(parts, (replica) => readDealer(replica, dealerId)) === null) throw new AppError('not_found');
      const payload = AnnotationAdd.parse({ annotationId: id, dealerId, body });
      const saved = store.outbox.enqueue({ kind: 'annotation.add', version: 1, payload });
      engine.commandsWaiting();
      return { id, commandId: saved.id };
    },

    async withdraw({ id }) {
      const payload = AnnotationWithdraw.parse({ annotationId: id });
      const saved = store.outbox.enqueue({
        kind: 'annotation.withdraw',
        version: 1,
        payload,
        ...groundsOf(parts, id),
      });
      engine.commandsWaiting();
      return { commandId: saved.id };
    },
  };
}

/**
 * What a withdrawal rests on: the note as synced, or the command that is still on its way with it.
 * @throws AppError forbidden for somebody else's note, not_found
 */
function groundsOf(parts: ServiceParts, id: string): { base?: Record<string, number>; dependsOn?: string } {
  const synced = readReplica(parts, (replica) => readAnnotationVersion(replica, id));
  if (synced !== null) {
    if (synced.personId !== parts.store.device.read()?.person?.id) throw new AppError('forbidden');
    return { base: { [`annotation/${id}`]: synced.rowVersion } };
  }
  const added = additions(parts).find(({ note }) => note.annotationId === id)?.command;
  if (added === undefined || isRefused(added)) throw new AppError('not_found');
  return { dependsOn: added.id };
}

/** Notes as synced, with what this laptop has decided since laid over them; newest first. */
function overlay(
  parts: ServiceParts,
  dealerId: string,
  synced: readonly StoredAnnotation[],
  known: ReadonlySet<string>,
): Annotation[] {
  const person = parts.store.device.read()?.person ?? null;
  const withdrawals = new Map(
    parts.store.outbox
      .list('annotation.withdraw')
      .map((command) => [AnnotationWithdraw.parse(command.payload).annotationId, command]),
  );
  const isWithdrawn = (id: string) => {
    const withdrawal = withdrawals.get(id);
    return withdrawal !== undefined && !isRefused(withdrawal);
  };

  const confirmed = synced
    .filter((note) => !isWithdrawn(note.id))
    .map((note): Annotation => {
      const refused = withdrawals.get(note.id);
      return {
        id: note.id,
        dealerId,
        authorName: note.author_name ?? '',
        mine: note.person_id === person?.id,
        body: note.body,
        writtenAt: note.written_at,
        delivery: refused === undefined ? 'synced' : 'refused',
        refusal: refused?.reasonCode ?? null,
      };
    });
  const own = additions(parts)
    .filter(
      ({ note }) => note.dealerId === dealerId && !known.has(note.annotationId) && !isWithdrawn(note.annotationId),
    )
    .map(
      ({ command, note }): Annotation => ({
        id: note.annotationId,
        dealerId,
        authorName: person?.name ?? '',
        mine: true,
        body: note.body,
        writtenAt: command.claimedAt,
        delivery: isRefused(command) ? 'refused' : 'waiting',
        refusal: command.reasonCode,
      }),
    );
  return [...own, ...confirmed].sort((a, b) => (a.writtenAt < b.writtenAt ? 1 : -1));
}

function additions(
  parts: ServiceParts,
): { readonly command: SavedCommand; readonly note: z.infer<typeof AnnotationAdd> }[] {
  return parts.store.outbox
    .list('annotation.add')
    .map((command) => ({ command, note: AnnotationAdd.parse(command.payload) }));
}

function isRefused(command: SavedCommand): boolean {
  return command.status === 'rejected' || command.status === 'conflict';
}
