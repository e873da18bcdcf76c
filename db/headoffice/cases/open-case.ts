import type { z } from 'zod';
import { caseKey, type EarlierCase, sameCase } from '../../domain/diversion/cases/dedupe.ts';
import { ACTION_ROLES } from '../../domain/diversion/cases/machine.ts';
import type { CASE_COMMANDS } from '../../domain/diversion/cases/schema.ts';
import type { Queryable } from '../database.ts';
import { type Outcome, rejected } from '../outcome.ts';
import type { Bearer } from '../tokens.ts';
import { readCustody } from './custody.ts';
import { clockOf, holdsRole, isEventKnown, writeEvent } from './found-case.ts';

type Opening = z.output<(typeof CASE_COMMANDS)['case.open']>;

/** Opens a case, unless another one under way is the same or a closed one rests on the same scans. */
export async function openCase(tx: Queryable, opening: Opening, by: Bearer): Promise<Outcome> {
  const { caseId, eventId, dealerId, productLineId, kind } = opening;
  const { at, today } = await clockOf(tx);
  const home = await tx.query<{ id: string | null }>('select ho.region_of_dealer($1, $2::date)::text as id', [
    dealerId,
    today,
  ]);
  const regionId = home.rows[0]?.id ?? null;
  if (regionId === null) return rejected('dealer_not_in_scope');
  if (!(await holdsRole(tx, regionId, ACTION_ROLES.open))) return rejected('role_missing');
  if (await isEventKnown(tx, eventId)) return rejected('case_exists');

  const seen = opening.kind === 'territory' ? await readCustody(tx, opening.scanIds) : null;
  if (kind === 'territory') {
    if (seen === null || seen.dealerIds.size !== 1 || !seen.dealerIds.has(dealerId))
      return rejected('case_scans_unknown');
    if (productLineId !== null && (seen.productLineIds.size !== 1 || !seen.productLineIds.has(productLineId))) {
      return rejected('case_scans_unknown');
    }
  }

  const key = caseKey(opening);
  // Two laptops that open the same case at the same time wait for each other.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 4))', [key]);
  const { rows } = await tx.query<EarlierCase>(
    `select id::text, state, first_scan_on::text as "firstScanOn", last_scan_on::text as "lastScanOn"
     from ho.diversion_case where dedupe_key = $1 or id = $2`,
    [key, caseId],
  );
  if (rows.some(({ id }) => id === caseId)) return rejected('case_exists');
  const same = sameCase(rows, seen === null ? null : { first: seen.first, last: seen.last });
  if (same !== null) return rejected(same.what === 'merge' ? 'case_to_be_merged' : 'case_settled');

  const alert = opening.kind === 'territory' ? opening.alert : null;
  await tx.query(
    `insert into ho.diversion_case (id, region_id, dealer_id, kind, dedupe_key, product_line_id, city, city_name, opened_by,
       opened_at, accusers, first_scan_on, last_scan_on, codes, scans, alert)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::uuid, $10::timestamptz, array[$9::text], $11::date, $12::date, $13, $14, $15)`,
    [
      caseId,
      regionId,
      dealerId,
      kind,
      key,
      productLineId,
      opening.city,
      opening.cityName,
      by.personId,
      at,
      seen?.first ?? null,
      seen?.last ?? null,
      seen?.codes ?? 0,
      seen?.custody.length ?? 0,
      alert === null ? null : JSON.stringify(alert),
    ],
  );
  await writeEvent(
    tx,
    { id: caseId, regionId, lastNo: 0, lastHash: '' },
    {
      id: eventId,
      kind: 'open',
      personId: by.personId,
      at,
      body: {
        kind,
        claim: opening.claim,
        alert,
        custody: seen?.custody ?? [],
        withheldPlaces: seen?.withheldPlaces ?? 0,
        lots: seen?.lots ?? [],
      },
    },
  );
  return { status: 'accepted', regionId, objectId: caseId };
}
