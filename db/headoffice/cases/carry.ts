import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { ACTION_ROLES, type CaseAction, stepCase } from '../../domain/diversion/cases/machine.ts';
import { type CASE_COMMANDS, type CaseCommandKind, EVIDENCE_BYTES_MAX } from '../../domain/diversion/cases/schema.ts';
import { type SpecialDay, workingDayAfter } from '../../domain/time/working-days.ts';
import type { Queryable, SqlValue } from '../database.ts';
import { type Outcome, rejected } from '../outcome.ts';
import type { Bearer } from '../tokens.ts';
import { readCustody } from './custody.ts';
import { clockOf, type FoundCase, holdsRole, isEventKnown, lockCase, writeEvent } from './found-case.ts';
import { openCase } from './open-case.ts';

/** How long an appeal is heard: working days after the decision, holidays and make-up days as in `ho.calendar_day`. */
const APPEAL_WORKING_DAYS = 10;

type Payload<K extends CaseCommandKind> = z.output<(typeof CASE_COMMANDS)[K]>;
type Carry<K extends CaseCommandKind> = (tx: Queryable, payload: Payload<K>, by: Bearer) => Promise<Outcome>;

/** What a step changes in the case besides its state, and what its entry in the history says. */
interface Change {
  readonly set?: Readonly<Record<string, SqlValue>>;
  readonly body: unknown;
}
type Refusal = { readonly refusal: string };

/**
 * One step: the case is locked, the person's role and the state are checked by the rules of the domain, then case and
 * history are written together.
 * @param work what the step changes, or why it is refused
 */
async function step(
  tx: Queryable,
  by: Bearer,
  {
    caseId,
    eventId,
    ...wanted
  }: { caseId: string; eventId: string; decision?: 'confirmed' | 'dismissed'; reasonCode?: string; until?: string },
  action: CaseAction,
  work: (found: FoundCase, clock: { readonly at: string; readonly today: string }) => Promise<Change | Refusal>,
): Promise<Outcome> {
  const found = await lockCase(tx, caseId);
  if (found === null) return rejected('case_not_in_scope');
  if (!(await holdsRole(tx, found.regionId, ACTION_ROLES[action]))) return rejected('role_missing');
  if (await isEventKnown(tx, eventId)) return rejected('case_exists');
  const { at, today } = await clockOf(tx);
  const { decision, reasonCode, until } = wanted;
  const outcome = stepCase(found, {
    action,
    personId: by.personId,
    today,
    ...(decision === undefined ? {} : { decision }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(until === undefined ? {} : { until }),
  });
  if ('refusal' in outcome) return rejected(outcome.refusal);
  const change = await work(found, { at, today });
  if ('refusal' in change) return rejected(change.refusal);
  const set = { ...change.set, state: outcome.state };
  const columns = Object.keys(set).map((column, n) => `${column} = $${n + 2}`);
  await tx.query(`update ho.diversion_case set ${columns.join(', ')}, row_version = row_version + 1 where id = $1`, [
    caseId,
    ...Object.values(set),
  ]);
  await writeEvent(tx, found, { id: eventId, kind: action, personId: by.personId, at, body: change.body });
  return { status: 'accepted', regionId: found.regionId, objectId: caseId };
}

const says = (body: string) => async (): Promise<Change> => ({ body: { body } });
const listText = (ids: readonly string[]): string => `{${[...new Set(ids)].join(',')}}`;

/** One function a kind of command on cases. Row-level security is the second lock on each of them. */
export const CARRY_CASES: { readonly [K in CaseCommandKind]: Carry<K> } = {
  'case.open': openCase,
  'case.merge': (tx, { scanIds, alert, ...one }, by) =>
    step(tx, by, one, 'merge', async (found) => {
      const seen = found.kind === 'territory' ? await readCustody(tx, scanIds) : null;
      const isOfCase =
        seen !== null &&
        seen.dealerIds.size === 1 &&
        seen.dealerIds.has(found.dealerId) &&
        (found.productLineId === null ||
          (seen.productLineIds.size === 1 && seen.productLineIds.has(found.productLineId)));
      if (seen === null || !isOfCase) return { refusal: 'case_scans_unknown' };
      const { custody, withheldPlaces, lots, codes, first, last } = seen;
      return {
        set: {
          alert: JSON.stringify(alert),
          codes,
          scans: custody.length,
          first_scan_on: first,
          last_scan_on: last,
          accusers: listText([...found.accusers, by.personId]),
        },
        body: { alert, custody, withheldPlaces, lots },
      };
    }),
  'case.assign': (tx, { assigneeId, ...one }, by) =>
    step(tx, by, one, 'assign', async () => ({ set: { assignee_id: assigneeId }, body: { assigneeId } })),
  'case.note': (tx, { body, ...one }, by) => step(tx, by, one, 'note', says(body)),
  'case.add_evidence': (tx, { evidenceId, fileName, mediaType, sha256, base64, ...one }, by) =>
    step(tx, by, one, 'add_evidence', async (found) => {
      const bytes = Buffer.from(base64, 'base64');
      if (bytes.length === 0 || bytes.length > EVIDENCE_BYTES_MAX) return { refusal: 'evidence_too_large' };
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) return { refusal: 'evidence_damaged' };
      await tx.query(
        `insert into ho.diversion_evidence (id, case_id, region_id, file_name, media_type, size, sha256, bytes, added_by, added_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
        [evidenceId, found.id, found.regionId, fileName, mediaType, bytes.length, sha256, bytes, by.personId],
      );
      return { body: { evidenceId, fileName, mediaType, size: bytes.length, sha256 } };
    }),
  'case.explain': (tx, { stance, body, ...one }, by) =>
    step(tx, by, one, 'explain', async () => ({ body: { stance, body } })),
  'case.sign_off': (tx, { body, ...one }, by) =>
    step(tx, by, one, 'sign_off', async () => ({ set: { signed_off_by: by.personId }, body: { body } })),
  'case.decide': (tx, { body, ...one }, by) =>
    step(tx, by, one, 'decide', async (found, { at, today }) => {
      const { decision, reasonCode } = one;
      // The decision on an appeal is the last one; a dismissal needs none.
      const canBeAppealed = decision === 'confirmed' && found.state === 'explaining';
      const appealDeadline = canBeAppealed
        ? workingDayAfter(today, APPEAL_WORKING_DAYS, await specialDays(tx, today))
        : null;
      return {
        set: {
          decision,
          reason_code: reasonCode,
          deciders: listText([...found.deciders, by.personId]),
          decided_at: at,
          appeal_deadline: appealDeadline,
        },
        body: { decision, reasonCode, body, appealDeadline },
      };
    }),
  'case.appeal': (tx, { body, ...one }, by) => step(tx, by, one, 'appeal', says(body)),
  'case.observe': (tx, one, by) =>
    step(tx, by, one, 'observe', async () => ({ set: { observed_until: one.until }, body: { until: one.until } })),
  'case.close': (tx, { body, ...one }, by) => step(tx, by, one, 'close', says(body)),
};

async function specialDays(tx: Queryable, from: string): Promise<SpecialDay[]> {
  const { rows } = await tx.query<SpecialDay>(
    'select day::text as day, kind from ho.calendar_day where day > $1::date order by day',
    [from],
  );
  return [...rows];
}
