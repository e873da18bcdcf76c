import { z } from 'zod';
import { CASE_ACTIONS, CASE_DECISIONS, CASE_KINDS, CASE_STATES } from '../domain/diversion/cases/machine.ts';
import { CASE_COMMANDS, CaseAlert, CustodyRow, EVIDENCE_TYPES } from '../domain/diversion/cases/schema.ts';
import { Adcode, AsOf, Id, Instant, LocalDate, listOf } from './primitives.ts';

/** A case as head office has it, or one that this laptop opened and head office has not answered for yet (`waiting`). */
export const CaseRow = z.object({
  id: Id,
  kind: z.enum(CASE_KINDS),
  dealerId: Id,
  dealerName: z.string(),
  regionId: Id.nullable(),
  productLineId: Id.nullable(),
  productLineName: z.string().nullable(),
  city: Adcode,
  cityName: z.string(),
  state: z.enum(CASE_STATES),
  decision: z.enum(CASE_DECISIONS).nullable(),
  reasonCode: z.string().nullable(),
  openedByName: z.string(),
  openedAt: Instant,
  assigneeName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  /** Last local day on which an appeal is heard, and the working days left until then (0: it is over). */
  appealDeadline: LocalDate.nullable(),
  appealDaysLeft: z.int().nullable(),
  observedUntil: LocalDate.nullable(),
  firstScanOn: LocalDate.nullable(),
  lastScanOn: LocalDate.nullable(),
  codes: z.int(),
  scans: z.int(),
  score: z.number().nullable(),
  delivery: z.enum(['waiting', 'synced', 'refused']),
  refusal: z.string().nullable(),
});
export type CaseRow = z.infer<typeof CaseRow>;

/** One entry of a case's history. `isWhole` says whether its hash follows from its content and the entry before. */
export const CaseEventRow = z.object({
  id: Id,
  no: z.int(),
  kind: z.enum(['open', ...CASE_ACTIONS]),
  personName: z.string(),
  at: Instant,
  /** What was said, in words; null where the kind says it all. */
  text: z.string().nullable(),
  /** Of the kind: stance, decision, assignee, file name, date. */
  detail: z.string().nullable(),
  hash: z.string(),
  isWhole: z.boolean(),
});
export type CaseEventRow = z.infer<typeof CaseEventRow>;

export const CaseEvidenceRow = z.object({
  id: Id,
  fileName: z.string(),
  mediaType: z.string(),
  size: z.int(),
  sha256: z.string(),
  addedByName: z.string(),
  addedAt: Instant,
});
export type CaseEvidenceRow = z.infer<typeof CaseEvidenceRow>;

/** A step that this laptop sent and head office has not carried out. */
export const PendingStep = z.object({
  commandId: Id,
  kind: z.string(),
  claimedAt: Instant,
  status: z.enum(['waiting', 'rejected', 'conflict']),
  reasonCode: z.string().nullable(),
});

export const PrecedentRow = z.object({
  id: Id,
  likeness: z.enum(['same_dealer', 'same_size']),
  dealerName: z.string(),
  cityName: z.string(),
  codes: z.int(),
  decision: z.enum(CASE_DECISIONS),
  reasonCode: z.string(),
  decidedAt: Instant,
});

export const CaseDetail = z.object({
  asOf: AsOf,
  row: CaseRow,
  claim: z.string(),
  alert: CaseAlert.nullable(),
  custody: listOf(CustodyRow),
  withheldPlaces: z.int(),
  events: z.array(CaseEventRow),
  /** The first entry that does not follow from the one before; null when all do. */
  brokenAt: z.int().nullable(),
  evidence: z.array(CaseEvidenceRow),
  pending: z.array(PendingStep),
  precedents: listOf(PrecedentRow),
  /** What the person of this laptop may do next, by his roles and the state; head office has the last word. */
  allowed: z.array(z.enum(CASE_ACTIONS)),
  colleagues: z.array(z.object({ id: Id, name: z.string() })),
});
export type CaseDetail = z.infer<typeof CaseDetail>;

const withoutIds = { caseId: true, eventId: true } as const;
/** A step, without the identifiers that the service makes. */
export const CaseStepInput = z.discriminatedUnion('action', [
  CASE_COMMANDS['case.assign'].omit(withoutIds).extend({ action: z.literal('assign') }),
  CASE_COMMANDS['case.note'].omit(withoutIds).extend({ action: z.literal('note') }),
  z.object({
    action: z.literal('add_evidence'),
    fileName: z.string().trim().min(1).max(200),
    mediaType: z.enum(EVIDENCE_TYPES),
    base64: CASE_COMMANDS['case.add_evidence'].shape.base64,
  }),
  CASE_COMMANDS['case.explain'].omit(withoutIds).extend({ action: z.literal('explain') }),
  CASE_COMMANDS['case.sign_off'].omit(withoutIds).extend({ action: z.literal('sign_off') }),
  CASE_COMMANDS['case.decide'].omit(withoutIds).extend({ action: z.literal('decide') }),
  CASE_COMMANDS['case.appeal'].omit(withoutIds).extend({ action: z.literal('appeal') }),
  CASE_COMMANDS['case.observe'].omit(withoutIds).extend({ action: z.literal('observe') }),
  CASE_COMMANDS['case.close'].omit(withoutIds).extend({ action: z.literal('close') }),
]);
export type CaseStepInput = z.infer<typeof CaseStepInput>;

const Ppm = z.int().min(0).max(1_000_000);
/** What became of decided cases in which a rule's term stood; rule `all` is every case that the detector found. */
export const RulePrecision = z.object({
  rule: z.string(),
  confirmed: z.int(),
  dismissed: z.int(),
  precisionPpm: Ppm.nullable(),
  interval: z.object({ lowPpm: Ppm, highPpm: Ppm }).nullable(),
  dismissals: z.array(z.object({ reasonCode: z.string(), cases: z.int() })),
});
export type RulePrecision = z.infer<typeof RulePrecision>;
