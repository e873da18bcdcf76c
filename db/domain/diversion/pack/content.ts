import { z } from 'zod';
import { base64Bytes } from '../../hash/base64.ts';
import { sha256Hex, sha256HexOfBytes } from '../../hash/sha256.ts';
import { firstBrokenEvent } from '../cases/event.ts';
import { CASE_ACTIONS, CASE_DECISIONS, CASE_KINDS, CASE_STATES } from '../cases/machine.ts';
import { CaseEventBody } from '../cases/schema.ts';
import { isDeductionTold, PackAttachment, PackDeduction } from './attachments.ts';
import { areParametersTold, PackParameters } from './parameters.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Day = z.iso.date();
const Point = z.tuple([z.int(), z.int()]);

/** An entry of the history, its body byte for byte as it is hashed. */
export const PackEvent = z.strictObject({
  no: z.int().positive(),
  kind: z.enum(['open', ...CASE_ACTIONS]),
  personId: z.string(),
  personName: z.string(),
  at: z.iso.datetime(),
  body: z.string(),
  prevHash: z.string(),
  hash: Hash,
});
export type PackEvent = z.infer<typeof PackEvent>;

/** A piece of map: outlines and places in thousandths of a degree from its south-western corner, GCJ-02, north up. */
export const PackMap = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  /** South-western corner in thousandths of a degree. */
  corner: Point,
  /** Rings of county outlines. */
  outlines: z.array(z.array(Point)),
  places: z.array(z.strictObject({ at: Point, actor: z.string(), scans: z.int().positive() })),
  seat: Point.nullable(),
  /** Approval number of the boundaries; null: they have none, and the map says so. */
  approval: z.string().nullable(),
  source: z.string(),
});
export type PackMap = z.infer<typeof PackMap>;

/** What an evidence pack states. What was alleged, said and decided stands in the events and nowhere else. */
export const PackContent = z.strictObject({
  schema: z.enum(['diversion-pack/1', 'diversion-pack/2', 'diversion-pack/3']),
  program: z.string(),
  preparedOn: Day,
  case: z.strictObject({
    id: z.uuid(),
    kind: z.enum(CASE_KINDS),
    dealer: z.strictObject({ id: z.uuid(), name: z.string() }),
    productLine: z.string().nullable(),
    cityName: z.string(),
    state: z.enum(CASE_STATES),
    decision: z.enum(CASE_DECISIONS).nullable(),
    appealDeadline: Day.nullable(),
    observedUntil: Day.nullable(),
  }),
  events: z.array(PackEvent).min(1),
  map: PackMap.nullable(),
  /** Null where no detector spoke; not there in packs of old. */
  parameters: PackParameters.nullable().optional(),
  /** Null where nothing can be calculated; not there in packs of old. */
  deduction: PackDeduction.nullable().optional(),
  /** Files in the order in which the events name them; not there in packs of old. */
  files: z.array(PackAttachment).optional(),
});
export type PackContent = z.infer<typeof PackContent>;

/** A pack as it stands in its file. */
export const Pack = z.strictObject({ contentHash: Hash, content: PackContent });
export type Pack = z.infer<typeof Pack>;

/** SHA-256 over the content as JSON: keys in the order of the schema, numbers as ECMAScript writes them. */
export const packHash = (content: PackContent): string => sha256Hex(JSON.stringify(PackContent.parse(content)));

export const makePack = (content: PackContent): Pack => ({ contentHash: packHash(content), content });

type Bodies = {
  [K in keyof typeof CaseEventBody]: { readonly kind: K; readonly body: z.output<(typeof CaseEventBody)[K]> };
}[keyof typeof CaseEventBody];

/** What an entry says; null when that is not what its kind asks for. */
export function bodyOf({ kind, body }: Pick<PackEvent, 'kind' | 'body'>): Bodies | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  const parsed = CaseEventBody[kind].safeParse(json);
  return parsed.success ? ({ kind, body: parsed.data } as Bodies) : null;
}

/** What the newest alert of a case rests on, and when it was recorded; null where no entry tells it. */
export function newestEvidence(events: readonly PackEvent[]) {
  for (const event of events.toReversed()) {
    const entry = bodyOf(event);
    if (entry?.kind === 'open' || entry?.kind === 'merge') return { recordedAt: event.at, ...entry.body };
  }
  return null;
}

/** What is wrong with a pack; nothing of it, and all it states follows from its hashes. */
export interface PackCheck {
  readonly hash: { readonly stated: string; readonly found: string };
  /** The first entry that does not follow from the one before; null when all do. */
  readonly brokenAt: number | null;
  /** The first entry that says something else than its kind asks for; null when none does. */
  readonly unreadableAt: number | null;
  /** Whether the state and decision above are those that the entries lead to. */
  readonly isDecisionTold: boolean;
  /** Whether the deduction is the sum of its figures; true where there is none. */
  readonly isDeductionTold: boolean;
  /** Whether the parameters are those that the history keeps; true in packs of old. */
  readonly areParametersTold: boolean;
  /** Name of the first file that the history does not name so, or whose bytes are not those of its hash. */
  readonly damagedFile: string | null;
  /** Hash of the newest entry: what head office can be asked for. */
  readonly head: string;
}

export function checkPack({ contentHash, content }: Pack): PackCheck {
  const { events } = content;
  const bodies = events.map(bodyOf);
  const unreadable = bodies.indexOf(null);
  const last = bodies.findLast((one) => one?.kind === 'decide');
  return {
    hash: { stated: contentHash, found: packHash(content) },
    brokenAt: firstBrokenEvent(
      events.map((event) => ({ ...event, caseId: content.case.id })),
      sha256Hex,
    ),
    unreadableAt: unreadable < 0 ? null : unreadable + 1,
    isDecisionTold: (last?.kind === 'decide' ? last.body.decision : null) === content.case.decision,
    isDeductionTold: content.deduction == null || isDeductionTold(content.deduction),
    areParametersTold:
      content.schema !== 'diversion-pack/3' ||
      areParametersTold(content.parameters ?? null, newestEvidence(events)?.alert?.parameters ?? null),
    damagedFile: damagedFile(content, bodies),
    head: events.at(-1)?.hash ?? '',
  };
}

function damagedFile({ files }: PackContent, bodies: readonly (Bodies | null)[]): string | null {
  if (files === undefined) return null;
  const named = bodies.flatMap((one) => (one?.kind === 'add_evidence' ? [one.body] : []));
  for (let at = 0; at < Math.max(named.length, files.length); at++) {
    const [file, event] = [files[at], named[at]];
    if (file === undefined || event === undefined) return (file ?? event)?.fileName ?? '';
    const isNamed =
      file.id === event.evidenceId &&
      file.fileName === event.fileName &&
      file.mediaType === event.mediaType &&
      file.size === event.size &&
      file.sha256 === event.sha256;
    if (!isNamed) return file.fileName;
    if (file.base64 !== null && sha256HexOfBytes(base64Bytes(file.base64)) !== file.sha256) return file.fileName;
  }
  return null;
}

export const isSound = (check: PackCheck): boolean =>
  check.hash.stated === check.hash.found &&
  check.brokenAt === null &&
  check.unreadableAt === null &&
  check.isDecisionTold &&
  check.isDeductionTold &&
  check.areParametersTold &&
  check.damagedFile === null;
