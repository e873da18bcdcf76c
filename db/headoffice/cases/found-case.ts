import { createHash } from 'node:crypto';
import type { CaseEventKind } from '../../domain/diversion/cases/event.ts';
import { caseEventText } from '../../domain/diversion/cases/event.ts';
import type { CaseFacts } from '../../domain/diversion/cases/machine.ts';
import type { Queryable } from '../database.ts';

/** A case as a step finds it, locked until the step is over. */
export interface FoundCase extends CaseFacts {
  readonly id: string;
  readonly regionId: string;
  readonly dealerId: string;
  readonly productLineId: string | null;
  readonly lastNo: number;
  readonly lastHash: string;
}

/** Head office's clock: instant as it is hashed, and the local date. */
export async function clockOf(tx: Queryable): Promise<{ readonly at: string; readonly today: string }> {
  const { rows } = await tx.query<{ at: string; today: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
       to_char(now() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as today`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the database tells no time');
  return row;
}

export async function holdsRole(tx: Queryable, regionId: string, roles: readonly string[]): Promise<boolean> {
  const { rows } = await tx.query<{ holds: boolean }>("select ho.holds_role($1, string_to_array($2, ',')) as holds", [
    regionId,
    roles.join(','),
  ]);
  return rows[0]?.holds === true;
}

interface CaseRow {
  readonly region_id: string;
  readonly dealer_id: string;
  readonly product_line_id: string | null;
  readonly kind: FoundCase['kind'];
  readonly state: FoundCase['state'];
  readonly decision: FoundCase['decision'];
  readonly accusers: string;
  readonly deciders: string;
  readonly signed: boolean;
  readonly appeal_deadline: string | null;
  readonly observed_until: string | null;
  readonly last_no: number;
  readonly last_hash: string;
}

const listed = (text: string): string[] => (text === '' ? [] : text.split(','));

/** Takes a case for the length of the transaction; null where there is none in the regions of whoever asks. */
export async function lockCase(tx: Queryable, id: string): Promise<FoundCase | null> {
  const { rows } = await tx.query<CaseRow>(
    `select region_id::text, dealer_id::text, product_line_id::text, kind, state, decision,
       array_to_string(accusers, ',') as accusers, array_to_string(deciders, ',') as deciders,
       signed_off_by is not null as signed, appeal_deadline::text, observed_until::text, last_no, last_hash
     from ho.diversion_case where id = $1 for update`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    id,
    regionId: row.region_id,
    dealerId: row.dealer_id,
    productLineId: row.product_line_id,
    kind: row.kind,
    state: row.state,
    decision: row.decision,
    accusers: listed(row.accusers),
    deciders: listed(row.deciders),
    isSignedOff: row.signed,
    appealDeadline: row.appeal_deadline,
    observedUntil: row.observed_until,
    lastNo: row.last_no,
    lastHash: row.last_hash,
  };
}

/** Writes the next entry of a case's history; the database refuses one that does not follow from the one before. */
export async function writeEvent(
  tx: Queryable,
  found: Pick<FoundCase, 'id' | 'regionId' | 'lastNo' | 'lastHash'>,
  entry: {
    readonly id: string;
    readonly kind: CaseEventKind;
    readonly personId: string;
    readonly at: string;
    readonly body: unknown;
  },
): Promise<void> {
  const no = found.lastNo + 1;
  const body = JSON.stringify(entry.body);
  const text = caseEventText({ ...entry, caseId: found.id, no, body, prevHash: found.lastHash });
  const hash = createHash('sha256').update(text).digest('hex');
  await tx.query(
    `insert into ho.diversion_case_event (id, case_id, region_id, no, kind, person_id, at, body, prev_hash, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [entry.id, found.id, found.regionId, no, entry.kind, entry.personId, entry.at, body, found.lastHash, hash],
  );
}

/** Whether an entry of that identifier is there already. */
export async function isEventKnown(tx: Queryable, id: string): Promise<boolean> {
  const { rows } = await tx.query('select 1 as one from ho.diversion_case_event where id = $1', [id]);
  return rows.length > 0;
}
