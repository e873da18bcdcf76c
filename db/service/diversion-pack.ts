import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contract/errors.ts';
import { bodyOf, type PackContent } from '../domain/diversion/pack/content.ts';
import { drawMap } from '../domain/diversion/pack/draw-map.ts';
import { decodeDivisions } from '../domain/geo/division-file.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { readCase, readCaseEvents } from '../store/cases.ts';
import { readDealerSeat } from '../store/directory.ts';
import { readReplica, type ServiceParts } from './parts.ts';

/** Where the outlines come from. They carry no approval number: the pack says so. */
const MAP_SOURCE = 'DataV GeoAtlas';

/**
 * What the evidence pack of a case states, from what is synced; nothing of it is made up on the laptop but the drawing.
 * @throws AppError not_found while head office has not recorded the case
 */
export function packContent(parts: ServiceParts, caseId: string): PackContent {
  const { stored, events, seat } = readReplica(parts, (replica) => {
    const found = readCase(replica, caseId);
    return {
      stored: found,
      events: readCaseEvents(replica, caseId),
      seat: found === null ? null : readDealerSeat(replica, found.dealer_id),
    };
  });
  if (stored === null || events.length === 0) throw new AppError('not_found');
  const told = events.map((event) => ({
    no: event.no,
    kind: event.kind,
    personId: event.person_id,
    personName: event.person_name,
    at: event.at,
    body: event.body,
    prevHash: event.prev_hash,
    hash: event.hash,
  }));
  const newest = told.map(bodyOf).findLast((body) => body?.kind === 'open' || body?.kind === 'merge');
  const custody = newest?.kind === 'open' || newest?.kind === 'merge' ? newest.body.custody : [];
  const rings = decodeDivisions(readFileSync(join(parts.mapFolder, 'divisions.bin')));
  return {
    schema: 'diversion-pack/1',
    program: parts.appVersion,
    preparedOn: fromDay(dayOfInstant(new Date().toISOString())),
    case: {
      id: stored.id,
      kind: stored.kind,
      dealer: { id: stored.dealer_id, name: stored.dealer_name },
      productLine: stored.product_line_name,
      cityName: stored.city_name,
      state: stored.state,
      decision: stored.decision,
      appealDeadline: stored.appeal_deadline,
      observedUntil: stored.observed_until,
    },
    events: told,
    map: drawMap(rings, custody, seat, { approval: null, source: MAP_SOURCE }),
  };
}
