import { z } from 'zod';
import { DetectedUnit } from '../schema/detect.ts';
import { CASE_DECISIONS, CASE_KINDS, DECISION_REASONS } from './machine.ts';

const Id = z.uuidv7();
const Words = z.string().trim().min(1).max(2000);
const Adcode = z.string().regex(/^[1-9]\d{5}$/);

/** Files larger than this are refused; photographs of telephones are made smaller before. Bytes. */
export const EVIDENCE_BYTES_MAX = 1_000_000;
export const EVIDENCE_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'application/pdf',
  'text/plain',
  'text/csv',
] as const;
/** Scans that one alert may rest on; of more the newest are taken. */
export const CASE_SCANS_MAX = 500;

/** The detector's answer as a case keeps it: everything but where the scans stood in a list. */
export const CaseAlert = DetectedUnit.omit({ scans: true, alsoIn: true, withinBudget: true }).extend({
  codes: z.array(z.string().max(200)).max(5000),
  alsoIn: z.array(z.object({ city: z.string(), cityName: z.string(), codes: z.int() })),
  /** Parameters it was found by, by their names; not there in cases of old. */
  parameters: z.record(z.string(), z.number()).optional(),
});
export type CaseAlert = z.infer<typeof CaseAlert>;

const ScanIds = z.array(Id).min(1).max(CASE_SCANS_MAX);
/** Which case, and the identifier of the entry that the step writes into its history; made by whoever asks. */
const step = { caseId: Id, eventId: Id };

/** Steps of a case as laptops send them. `claim` says what the dealer is accused of. */
export const CASE_COMMANDS = {
  'case.open': z.discriminatedUnion('kind', [
    z.object({
      ...step,
      kind: z.literal('territory'),
      dealerId: Id,
      productLineId: Id.nullable(),
      city: Adcode,
      cityName: z.string().min(1).max(100),
      claim: Words,
      scanIds: ScanIds,
      alert: CaseAlert,
    }),
    z.object({
      ...step,
      kind: z.literal('price'),
      dealerId: Id,
      productLineId: Id.nullable(),
      city: Adcode,
      cityName: z.string().min(1).max(100),
      claim: Words,
    }),
  ]),
  'case.merge': z.object({ ...step, scanIds: ScanIds, alert: CaseAlert }),
  'case.assign': z.object({ ...step, assigneeId: Id }),
  'case.note': z.object({ ...step, body: Words }),
  'case.add_evidence': z.object({
    ...step,
    evidenceId: Id,
    fileName: z.string().trim().min(1).max(200),
    mediaType: z.enum(EVIDENCE_TYPES),
    /** SHA-256 of the bytes, lower-case hex. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    base64: z.base64().max(Math.ceil(EVIDENCE_BYTES_MAX / 3) * 4),
  }),
  'case.explain': z.object({ ...step, stance: z.enum(['given', 'declined']), body: Words }),
  'case.sign_off': z.object({ ...step, body: Words }),
  'case.decide': z.object({
    ...step,
    decision: z.enum(CASE_DECISIONS),
    reasonCode: z.enum([...DECISION_REASONS.confirmed, ...DECISION_REASONS.dismissed]),
    body: Words,
  }),
  'case.appeal': z.object({ ...step, body: Words }),
  'case.observe': z.object({ ...step, until: z.iso.date() }),
  'case.close': z.object({ ...step, body: Words }),
} as const;
export type CaseCommandKind = keyof typeof CASE_COMMANDS;
export const CaseKindOf = z.enum(CASE_KINDS);

/** One code of a case, from its shipment to the scan. A consumer's place is a cell, or nothing where fewer than five scanned. */
export const CustodyRow = z.object({
  scanId: Id,
  code: z.string(),
  level: z.string().nullable(),
  caseCode: z.string().nullable(),
  sku: z.string().nullable(),
  batch: z.string().nullable(),
  producedOn: z.string().nullable(),
  shipment: z.string().nullable(),
  shippedOn: z.string().nullable(),
  warehouse: z.string().nullable(),
  actor: z.enum(['inspector', 'dealer', 'terminal', 'driver', 'consumer']),
  scannedOn: z.string(),
  scannedAt: z.string().nullable(),
  terminal: z.string().nullable(),
  /** GCJ-02 degrees. */
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
  accuracyM: z.int().nullable(),
});
export type CustodyRow = z.infer<typeof CustodyRow>;

/** A code as a part of the order line it was sold on; no line where no delivery names the goods. */
export const CaseLot = z.object({
  code: z.string(),
  lineId: Id.nullable(),
  /** Thousandths of the SKU's base unit. */
  quantityMilli: z.int().positive(),
});
export type CaseLot = z.infer<typeof CaseLot>;

/** What each kind of entry of a history says. */
export const CaseEventBody = {
  open: z.object({
    kind: CaseKindOf,
    claim: z.string(),
    alert: CaseAlert.nullable(),
    custody: z.array(CustodyRow),
    withheldPlaces: z.int(),
    lots: z.array(CaseLot).default([]),
  }),
  merge: z.object({
    alert: CaseAlert,
    custody: z.array(CustodyRow),
    withheldPlaces: z.int(),
    lots: z.array(CaseLot).default([]),
  }),
  assign: z.object({ assigneeId: Id }),
  note: z.object({ body: z.string() }),
  add_evidence: z.object({
    evidenceId: Id,
    fileName: z.string(),
    mediaType: z.string(),
    size: z.int(),
    sha256: z.string(),
  }),
  explain: z.object({ stance: z.enum(['given', 'declined']), body: z.string() }),
  sign_off: z.object({ body: z.string() }),
  decide: z.object({
    decision: z.enum(CASE_DECISIONS),
    reasonCode: z.string(),
    body: z.string(),
    appealDeadline: z.string().nullable(),
  }),
  appeal: z.object({ body: z.string() }),
  observe: z.object({ until: z.string() }),
  close: z.object({ body: z.string() }),
} as const;
