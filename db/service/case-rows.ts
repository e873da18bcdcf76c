import type { z } from 'zod';
import type { CaseEventRow, CaseRow } from '../contract/diversion-cases.ts';
import { caseEventText } from '../domain/diversion/cases/event.ts';
import { CASE_COMMANDS, type CaseCommandKind } from '../domain/diversion/cases/schema.ts';
import { bodyOf } from '../domain/diversion/pack/content.ts';
import { type SpecialDay, workingDaysBetween } from '../domain/time/working-days.ts';
import type { StoredCase, StoredCaseEvent } from '../store/cases.ts';
import type { SavedCommand } from '../store/outbox.ts';
import type { ServiceParts } from './parts.ts';
import { sha256 } from './sha256.ts';

/** A synced case in the words of a screen. */
export function caseRow(stored: StoredCase, today: string, special: readonly SpecialDay[]): CaseRow {
  const { appeal_deadline: deadline, state } = stored;
  return {
    id: stored.id,
    kind: stored.kind,
    dealerId: stored.dealer_id,
    dealerName: stored.dealer_name,
    regionId: stored.region_id,
    productLineId: stored.product_line_id,
    productLineName: stored.product_line_name,
    city: stored.city,
    cityName: stored.city_name,
    state,
    decision: stored.decision,
    reasonCode: stored.reason_code,
    openedByName: stored.opened_by_name,
    openedAt: stored.opened_at,
    assigneeName: stored.assignee_name,
    decidedAt: stored.decided_at,
    appealDeadline: deadline,
    appealDaysLeft: deadline === null || state !== 'decided' ? null : workingDaysBetween(today, deadline, special),
    observedUntil: stored.observed_until,
    firstScanOn: stored.first_scan_on,
    lastScanOn: stored.last_scan_on,
    codes: stored.codes,
    scans: stored.scans,
    score: stored.alert === null ? null : scoreOf(stored.alert),
    delivery: 'synced',
    refusal: null,
  };
}

function scoreOf(alert: string): number | null {
  const score = (JSON.parse(alert) as { readonly score?: unknown }).score;
  return typeof score === 'number' ? score : null;
}

/** An entry in the words of a screen, held against its hash. */
export function eventRow(stored: StoredCaseEvent, before: string, nameOf: (personId: string) => string): CaseEventRow {
  const { kind, prev_hash: prevHash, hash, body } = stored;
  const text = caseEventText({
    caseId: stored.case_id,
    no: stored.no,
    kind,
    personId: stored.person_id,
    at: stored.at,
    body,
    prevHash,
  });
  return {
    id: stored.id,
    no: stored.no,
    kind,
    personName: stored.person_name,
    at: stored.at,
    ...said(stored, nameOf),
    hash,
    isWhole: prevHash === before && sha256(text) === hash,
  };
}

/** What an entry says; nothing where its body is not what its kind asks for, as in one that was tampered with. */
function said(
  { kind, body }: StoredCaseEvent,
  nameOf: (personId: string) => string,
): Pick<CaseEventRow, 'text' | 'detail'> {
  const parsed = bodyOf({ kind, body });
  if (parsed === null) return { text: null, detail: null };
  switch (parsed.kind) {
    case 'open':
      return { text: parsed.body.claim, detail: null };
    case 'merge':
      return { text: null, detail: String(parsed.body.custody.length) };
    case 'assign':
      return { text: null, detail: nameOf(parsed.body.assigneeId) };
    case 'add_evidence':
      return { text: null, detail: parsed.body.fileName };
    case 'explain':
      return { text: parsed.body.body, detail: parsed.body.stance };
    case 'decide':
      return { text: parsed.body.body, detail: `${parsed.body.decision}/${parsed.body.reasonCode}` };
    case 'observe':
      return { text: null, detail: parsed.body.until };
    default:
      return { text: parsed.body.body, detail: null };
  }
}

/** A command on a case that this laptop has kept. */
export interface KeptStep<K extends CaseCommandKind = CaseCommandKind> {
  readonly command: SavedCommand;
  readonly kind: K;
  readonly payload: z.output<(typeof CASE_COMMANDS)[K]>;
}

const KINDS = Object.keys(CASE_COMMANDS) as CaseCommandKind[];

/** All commands on cases of this laptop's person, oldest first. */
export function keptSteps(parts: ServiceParts): readonly KeptStep[] {
  return KINDS.flatMap((kind) =>
    parts.store.outbox
      .list(kind)
      .map((command): KeptStep => ({ command, kind, payload: CASE_COMMANDS[kind].parse(command.payload) })),
  ).sort((a, b) => a.command.seq - b.command.seq);
}

export const isRefused = ({ status }: SavedCommand): boolean => status === 'rejected' || status === 'conflict';
