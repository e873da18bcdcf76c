import type Database from 'better-sqlite3';
import type { CaseEventKind } from '../domain/diversion/cases/event.ts';
import type { CaseDecision, CaseKind, CaseState } from '../domain/diversion/cases/machine.ts';
import type { SpecialDay } from '../domain/time/working-days.ts';

/** A case as it was synced. */
export interface StoredCase {
  readonly id: string;
  readonly region_id: string;
  readonly dealer_id: string;
  readonly dealer_name: string;
  readonly kind: CaseKind;
  readonly dedupe_key: string;
  readonly product_line_id: string | null;
  readonly product_line_name: string | null;
  readonly city: string;
  readonly city_name: string;
  readonly state: CaseState;
  readonly decision: CaseDecision | null;
  readonly reason_code: string | null;
  readonly opened_by_name: string;
  readonly opened_at: string;
  readonly assignee_name: string | null;
  readonly decided_at: string | null;
  readonly appeal_deadline: string | null;
  readonly observed_until: string | null;
  readonly signed_off_by: string | null;
  readonly first_scan_on: string | null;
  readonly last_scan_on: string | null;
  readonly codes: number;
  readonly scans: number;
  /** JSON of the detector's answer, and of lists of people. */
  readonly alert: string | null;
  readonly accusers: string;
  readonly deciders: string;
  readonly row_version: number;
}

const CASES = `select c.id, c.region_id, c.dealer_id, coalesce(d.name, '') as dealer_name, c.kind, c.dedupe_key,
    c.product_line_id, l.name as product_line_name, c.city, c.city_name, c.state, c.decision, c.reason_code,
    coalesce(o.name, '') as opened_by_name, c.opened_at, a.name as assignee_name, c.decided_at, c.appeal_deadline,
    c.observed_until, c.signed_off_by, c.first_scan_on, c.last_scan_on, c.codes, c.scans, c.alert, c.accusers, c.deciders,
    c.row_version
  from diversion_case c left join dealer d on d.id = c.dealer_id left join product_line l on l.id = c.product_line_id
    left join person o on o.id = c.opened_by left join person a on a.id = c.assignee_id`;

/** All cases, newest first. */
export const readCases = (replica: Database.Database): StoredCase[] =>
  replica.prepare<[], StoredCase>(`${CASES} order by c.opened_at desc, c.id desc`).all();

export const readCase = (replica: Database.Database, id: string): StoredCase | null =>
  replica.prepare<[string], StoredCase>(`${CASES} where c.id = ?`).get(id) ?? null;

/** An entry of a case's history; what it says as JSON, byte for byte as it is hashed. */
export interface StoredCaseEvent {
  readonly id: string;
  readonly case_id: string;
  readonly no: number;
  readonly kind: CaseEventKind;
  readonly person_id: string;
  readonly person_name: string;
  readonly at: string;
  readonly body: string;
  readonly prev_hash: string;
  readonly hash: string;
}

export const readCaseEvents = (replica: Database.Database, caseId: string): StoredCaseEvent[] =>
  replica
    .prepare<[string], StoredCaseEvent>(
      `select e.id, e.case_id, e.no, e.kind, e.person_id, coalesce(p.name, '') as person_name, e.at, e.body, e.prev_hash, e.hash
       from diversion_case_event e left join person p on p.id = e.person_id where e.case_id = ? order by e.no`,
    )
    .all(caseId);

export interface StoredEvidence {
  readonly id: string;
  readonly file_name: string;
  readonly media_type: string;
  readonly size: number;
  readonly sha256: string;
  readonly added_by_name: string;
  readonly added_at: string;
}

export const readEvidence = (replica: Database.Database, caseId: string): StoredEvidence[] =>
  replica
    .prepare<[string], StoredEvidence>(
      `select v.id, v.file_name, v.media_type, v.size, v.sha256, coalesce(p.name, '') as added_by_name, v.added_at
       from diversion_evidence v left join person p on p.id = v.added_by where v.case_id = ? order by v.added_at, v.id`,
    )
    .all(caseId);

export const readSpecialDays = (replica: Database.Database): SpecialDay[] =>
  replica.prepare<[], SpecialDay>('select day, kind from calendar_day order by day').all();

/** Regions above a region, itself first. */
export const readRegionsAbove = (replica: Database.Database, regionId: string): string[] =>
  replica
    .prepare<[string], string>(
      `with recursive above as (
         select id, parent_id, 0 as step from region where id = ?
         union all select r.id, r.parent_id, a.step + 1 from region r join above a on r.id = a.parent_id
       ) select id from above order by step`,
    )
    .pluck()
    .all(regionId);

/** People who work in the regions of this laptop. */
export const readColleagues = (
  replica: Database.Database,
  day: string,
): { readonly id: string; readonly name: string }[] =>
  replica
    .prepare<[string, string], { id: string; name: string }>(
      `select distinct p.id, p.name from person p join employment e on e.person_id = p.id
       where p.active = 1 and e.valid_from <= ? and (e.valid_to is null or ? < e.valid_to) order by p.name, p.id`,
    )
    .all(day, day);
