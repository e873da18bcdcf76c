import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import type { diversion } from '../contract/diversion.ts';
import type { CaseDetail, CaseRow, CaseStepInput } from '../contract/diversion-cases.ts';
import { AppError } from '../contract/errors.ts';
import { caseKey, sameCase } from '../domain/diversion/cases/dedupe.ts';
import { firstBrokenEvent } from '../domain/diversion/cases/event.ts';
import { ACTION_ROLES, CASE_ACTIONS, DECISION_REASONS, stepCase } from '../domain/diversion/cases/machine.ts';
import { precedentsOf } from '../domain/diversion/cases/precedents.ts';
import { rulePrecision } from '../domain/diversion/cases/precision.ts';
import { CASE_COMMANDS, CASE_SCANS_MAX, CaseAlert, EVIDENCE_BYTES_MAX } from '../domain/diversion/cases/schema.ts';
import { bodyOf } from '../domain/diversion/pack/content.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { makeFilter } from '../store/analytics-filter.ts';
import {
  readCase,
  readCaseEvents,
  readCases,
  readColleagues,
  readEvidence,
  readRegionsAbove,
  readSpecialDays,
  type StoredCase,
} from '../store/cases.ts';
import { readGrants, readPersonName } from '../store/directory.ts';
import type { FoundUnit } from './alerts-source.ts';
import { caseRow, eventRow, isRefused, type KeptStep, keptSteps } from './case-rows.ts';
import { alertKey } from './diversion-alerts.ts';
import type { FeatureHandlers } from './handlers.ts';
import { asOfOf, cut, readReplica, type ServiceParts } from './parts.ts';
import { sha256 } from './sha256.ts';

const CASES_LIMIT = 500;
const PRECEDENTS_LIMIT = 20;
type Names = 'listCases' | 'getCase' | 'openCase' | 'stepCase' | 'getRulePrecision';

/** Cases as head office has them, with what this laptop has sent since; steps go out through the outbox. */
export function diversionCasesService(parts: ServiceParts): Pick<FeatureHandlers<'diversion'>, Names> {
  const { store, engine } = parts;
  const person = () => store.device.read()?.person ?? null;

  return {
    async listCases({ selection, underWayOnly }) {
      const analytics = await parts.analytics.current();
      const { regions, dealers, divisions } = analytics.dimensions;
      const filter = makeFilter(analytics, selection);
      const marked = <Row extends { readonly id: string }>(rows: readonly Row[], marks: Uint8Array) =>
        new Set(rows.filter((_, index) => marks[index] === 1).map(({ id }) => id));
      const isRegionIn = marked(regions, filter.region);
      const isDealerIn = marked(dealers, filter.dealer);
      const isPlaceIn = new Set(
        divisions.flatMap(({ adcode, city }, index) => (filter.division[index + 1] === 1 ? [adcode, city] : [])),
      );
      const rows = allCases(parts).filter(
        (one) =>
          (!filter.byRegion || (one.regionId !== null && isRegionIn.has(one.regionId))) &&
          isDealerIn.has(one.dealerId) &&
          (!filter.byPlace || isPlaceIn.has(one.city)) &&
          (selection.productLineId === null || one.productLineId === selection.productLineId) &&
          (!underWayOnly || one.state !== 'closed'),
      );
      return { asOf: asOfOf(parts, analytics), cases: cut(rows, CASES_LIMIT) };
    },

    async getCase({ caseId }) {
      const analytics = await parts.analytics.current();
      return { ...detailOf(parts, caseId, person()?.id ?? null), asOf: asOfOf(parts, analytics) };
    },

    async openCase(input, { signal }) {
      const analytics = await parts.analytics.current();
      const { caseId, eventId, claim } = input;
      if (input.kind === 'price') {
        const { dealerId, productLineId, place } = input;
        const { dealers, divisions } = analytics.dimensions;
        const seat = divisions[dealers.find(({ id }) => id === dealerId)?.division ?? -1];
        const division = place === null ? seat : divisions.find((one) => one.adcode === place || one.city === place);
        if (division === undefined) throw new AppError('not_found');
        const { city, cityName } = division;
        const payload = CASE_COMMANDS['case.open'].parse({
          caseId,
          eventId,
          claim,
          kind: 'price',
          dealerId,
          productLineId,
          city,
          cityName,
        });
        return { caseId, merged: false, commandId: send(parts, 'case.open', payload).id };
      }
      const { units } = await parts.alerts.find(analytics.version, signal, () => undefined);
      const unit = units.find((one) => alertKey(one) === input.alertKey);
      if (unit === undefined) throw new AppError('not_found');
      const same = caseUnderWay(parts, unit);
      const evidence = { eventId, scanIds: unit.scanIds.slice(-CASE_SCANS_MAX), alert: CaseAlert.parse(unit) };
      if (same !== null) {
        const payload = CASE_COMMANDS['case.merge'].parse({ ...evidence, caseId: same });
        return {
          caseId: same,
          merged: true,
          commandId: send(parts, 'case.merge', payload, groundsOf(parts, same, false)).id,
        };
      }
      const payload = CASE_COMMANDS['case.open'].parse({
        ...evidence,
        caseId,
        claim,
        kind: 'territory',
        dealerId: unit.dealer,
        productLineId: unit.productLine,
        city: unit.city,
        cityName: unit.cityName,
      });
      return { caseId, merged: false, commandId: send(parts, 'case.open', payload).id };
    },

    async stepCase({ caseId, eventId, step }) {
      const { action, ...said } = step;
      const kind = `case.${action}` as const;
      const payload = CASE_COMMANDS[kind].parse({ caseId, eventId, ...said, ...fileOf(step) });
      // Steps that judge rest on what was read; words are added whatever was said meanwhile.
      const isJudging = action === 'decide' || action === 'observe' || action === 'close';
      return { commandId: send(parts, kind, payload, groundsOf(parts, caseId, isJudging)).id };
    },

    async getRulePrecision() {
      const decided = readReplica(parts, readCases).flatMap(({ decision, reason_code: reasonCode, alert }) => {
        if (decision === null || reasonCode === null || alert === null) return [];
        const parsed = CaseAlert.safeParse(JSON.parse(alert));
        return parsed.success ? [{ decision, reasonCode, terms: parsed.data.terms }] : [];
      });
      return {
        decided: decided.length,
        rules: rulePrecision(decided).map((rule) => ({ ...rule, dismissals: [...rule.dismissals] })),
      };
    },
  };

  function send(_: ServiceParts, kind: string, payload: unknown, grounds: Grounds = {}) {
    const saved = store.outbox.enqueue({ kind, version: 1, payload: payload as never, ...grounds });
    engine.commandsWaiting();
    return saved;
  }
}

/** A file's hash and name for it; nothing for other steps. */
function fileOf(step: CaseStepInput): object {
  if (step.action !== 'add_evidence') return {};
  const bytes = Buffer.from(step.base64, 'base64');
  if (bytes.length === 0 || bytes.length > EVIDENCE_BYTES_MAX) {
    throw new AppError('limit_exceeded', { limit: EVIDENCE_BYTES_MAX });
  }
  return { evidenceId: uuid(), sha256: sha256(bytes) };
}

interface Grounds {
  readonly base?: Record<string, number>;
  readonly dependsOn?: string;
}

/**
 * What a step rests on: an earlier step that is still on its way, or the row as synced.
 * @throws AppError not_found
 */
function groundsOf(parts: ServiceParts, caseId: string, isJudging: boolean): Grounds {
  const waiting = keptSteps(parts).filter(
    ({ command, payload }) => payload.caseId === caseId && command.status === 'waiting',
  );
  const last = waiting.at(-1);
  if (last !== undefined) return { dependsOn: last.command.id };
  const stored = readReplica(parts, (replica) => readCase(replica, caseId));
  if (stored === null) {
    const opened = keptSteps(parts).find(({ kind, payload }) => kind === 'case.open' && payload.caseId === caseId);
    if (opened === undefined || isRefused(opened.command)) throw new AppError('not_found');
    return { dependsOn: opened.command.id };
  }
  return isJudging ? { base: { [`diversion_case/${caseId}`]: stored.row_version } } : {};
}

const todayOf = (): string => fromDay(dayOfInstant(new Date().toISOString()));

/** Cases as synced, and before them those that only this laptop knows. */
function allCases(parts: ServiceParts): CaseRow[] {
  const today = todayOf();
  return readReplica(parts, (replica) => {
    const special = readSpecialDays(replica);
    const stored = readCases(replica);
    const known = new Set(stored.map(({ id }) => id));
    const names = namesOf(replica);
    const opened = keptSteps(parts).filter(
      (one): one is KeptStep<'case.open'> => one.kind === 'case.open' && !known.has(one.payload.caseId),
    );
    return [
      ...opened.map((one) => waitingRow(one, names, parts.store.device.read()?.person?.name ?? '')).reverse(),
      ...stored.map((one) => caseRow(one, today, special)),
    ];
  });
}

type Replica = Parameters<Parameters<typeof readReplica>[1]>[0];
const namesOf = (replica: Replica) => ({
  dealer: (id: string): string =>
    replica.prepare<[string], string>('select name from dealer where id = ?').pluck().get(id) ?? '',
  line: (id: string | null): string | null =>
    id === null
      ? null
      : (replica.prepare<[string], string>('select name from product_line where id = ?').pluck().get(id) ?? null),
});

function waitingRow(
  { command, payload }: KeptStep<'case.open'>,
  names: ReturnType<typeof namesOf>,
  by: string,
): CaseRow {
  const alert = payload.kind === 'territory' ? payload.alert : null;
  return {
    id: payload.caseId,
    kind: payload.kind,
    dealerId: payload.dealerId,
    dealerName: names.dealer(payload.dealerId),
    regionId: alert?.region ?? null,
    productLineId: payload.productLineId,
    productLineName: names.line(payload.productLineId),
    city: payload.city,
    cityName: payload.cityName,
    state: 'open',
    decision: null,
    reasonCode: null,
    openedByName: by,
    openedAt: command.claimedAt,
    assigneeName: null,
    decidedAt: null,
    appealDeadline: null,
    appealDaysLeft: null,
    observedUntil: null,
    firstScanOn: alert?.firstScannedOn ?? null,
    lastScanOn: alert?.lastScannedOn ?? null,
    codes: alert?.codes.length ?? 0,
    scans: payload.kind === 'territory' ? payload.scanIds.length : 0,
    score: alert?.score ?? null,
    delivery: isRefused(command) ? 'refused' : 'waiting',
    refusal: command.reasonCode,
  };
}

/** The case under way that takes an alert in; null when it is a case of its own. */
function caseUnderWay(parts: ServiceParts, unit: FoundUnit): string | null {
  const key = caseKey({ kind: 'territory', dealerId: unit.dealer, productLineId: unit.productLine, city: unit.city });
  const earlier = readReplica(parts, readCases)
    .filter(({ dedupe_key }) => dedupe_key === key)
    .map(({ id, state, first_scan_on, last_scan_on }) => ({
      id,
      state,
      firstScanOn: first_scan_on,
      lastScanOn: last_scan_on,
    }));
  const same = sameCase(earlier, { first: unit.firstScannedOn, last: unit.lastScannedOn });
  return same?.what === 'merge' ? same.id : null;
}

function detailOf(parts: ServiceParts, caseId: string, personId: string | null): Omit<CaseDetail, 'asOf'> {
  const row = allCases(parts).find(({ id }) => id === caseId);
  if (row === undefined) throw new AppError('not_found');
  const steps = keptSteps(parts).filter(({ payload }) => payload.caseId === caseId);
  return readReplica(parts, (replica) => {
    const stored = readCase(replica, caseId);
    const events = readCaseEvents(replica, caseId);
    const written = new Set(events.map(({ id }) => id));
    const nameOf = (id: string): string => readPersonName(replica, id) ?? '';
    const opening = events.map(bodyOf).find((body) => body?.kind === 'open');
    const newest = events.map(bodyOf).findLast((body) => body?.kind === 'open' || body?.kind === 'merge');
    const evidenceOf = newest?.kind === 'open' || newest?.kind === 'merge' ? newest.body : null;
    const asked = steps.find((one): one is KeptStep<'case.open'> => one.kind === 'case.open')?.payload;
    const decided = readCases(replica).flatMap((one) =>
      one.decision === null || one.decided_at === null || one.reason_code === null
        ? []
        : [
            {
              ...one,
              dealerId: one.dealer_id,
              decision: one.decision,
              decidedAt: one.decided_at,
              reason: one.reason_code,
            },
          ],
    );
    const precedents = precedentsOf(row, decided).map(({ one, likeness }) => ({
      id: one.id,
      likeness,
      dealerName: one.dealer_name,
      cityName: one.city_name,
      codes: one.codes,
      decision: one.decision,
      reasonCode: one.reason,
      decidedAt: one.decidedAt,
    }));
    return {
      row,
      claim: opening?.kind === 'open' ? opening.body.claim : (asked?.claim ?? ''),
      alert: evidenceOf?.alert ?? (asked?.kind === 'territory' ? asked.alert : null),
      custody: cut(evidenceOf?.custody ?? [], CASE_SCANS_MAX),
      withheldPlaces: evidenceOf?.withheldPlaces ?? 0,
      events: events.map((event, at) => eventRow(event, events[at - 1]?.hash ?? '', nameOf)),
      brokenAt: firstBrokenEvent(
        events.map((event) => ({
          caseId,
          no: event.no,
          kind: event.kind,
          personId: event.person_id,
          at: event.at,
          body: event.body,
          prevHash: event.prev_hash,
          hash: event.hash,
        })),
        sha256,
      ),
      evidence: readEvidence(replica, caseId).map((file) => ({
        id: file.id,
        fileName: file.file_name,
        mediaType: file.media_type,
        size: file.size,
        sha256: file.sha256,
        addedByName: file.added_by_name,
        addedAt: file.added_at,
      })),
      pending: steps
        .filter(({ payload }) => !written.has(payload.eventId))
        .map(({ command: { id, kind, claimedAt, status, reasonCode } }) => ({
          commandId: id,
          kind,
          claimedAt,
          status: status === 'accepted' ? 'waiting' : status,
          reasonCode,
        })),
      precedents: cut(precedents, PRECEDENTS_LIMIT),
      allowed: stored === null || personId === null ? [] : allowedSteps(replica, stored, personId),
      colleagues: readColleagues(replica, todayOf()),
    };
  });
}

/** The steps that a person's roles and the state allow, as far as the laptop can tell. */
function allowedSteps(replica: Replica, stored: StoredCase, personId: string): CaseDetail['allowed'] {
  const today = todayOf();
  const above = new Set(readRegionsAbove(replica, stored.region_id));
  const roles = new Set(
    readGrants(replica, personId, today)
      .filter(({ region_id }) => above.has(region_id))
      .map(({ role }) => role),
  );
  const facts = {
    state: stored.state,
    kind: stored.kind,
    decision: stored.decision,
    accusers: JSON.parse(stored.accusers) as string[],
    deciders: JSON.parse(stored.deciders) as string[],
    isSignedOff: stored.signed_off_by !== null,
    appealDeadline: stored.appeal_deadline,
    observedUntil: stored.observed_until,
  };
  return CASE_ACTIONS.filter(
    (action) =>
      ACTION_ROLES[action].some((role) => roles.has(role)) &&
      'state' in
        stepCase(facts, {
          action,
          personId,
          today,
          ...(action === 'decide' ? { decision: 'dismissed' as const, reasonCode: DECISION_REASONS.dismissed[0] } : {}),
        }),
  );
}

export type OpenCaseInput = z.output<typeof diversion.openCase.input>;
