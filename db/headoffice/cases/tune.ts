import { type TunedRegion, tuningRefusal } from '../../domain/diversion/parameters/setting.ts';
import { BASE_ROLES, TUNING_COMMANDS, TUNING_ROLES, type Tuning } from '../../domain/diversion/schema/tuning.ts';
import type { Queryable } from '../database.ts';
import { type Outcome, rejected } from '../outcome.ts';
import type { Bearer } from '../tokens.ts';
import { holdsRole } from './found-case.ts';

const { change: Change, bounds: Bounds } = TUNING_COMMANDS['detector.tune'].shape;

interface TuningRow {
  readonly region_id: string;
  readonly version_id: string | null;
  readonly no: number | null;
  readonly change: unknown;
  readonly bounds: unknown;
}

/**
 * Sets the detector's parameters of a region, of the top one by head office: checked again by the domain's rules on what
 * holds here now, with the replay that was seen.
 */
export async function tuneDetector(tx: Queryable, tuning: Tuning, by: Bearer): Promise<Outcome> {
  const { versionId, regionId, change, bounds, reason, replay } = tuning;
  // A change above would change what a region tunes on: one at a time.
  await tx.query("select pg_advisory_xact_lock(hashtextextended('detector_tuning', 5))");
  const { rows } = await tx.query<TuningRow>(
    'select region_id::text, version_id::text, no, change, bounds from ho.tuning_above($1)',
    [regionId],
  );
  const [own] = rows;
  if (own === undefined) return rejected('region_not_in_scope');
  const roles = rows.length === 1 ? BASE_ROLES : TUNING_ROLES;
  if (!(await holdsRole(tx, regionId, roles))) return rejected('role_missing');
  const path = rows.map(
    ({ region_id, version_id, change: set, bounds: held }): TunedRegion => ({
      regionId: region_id,
      version: version_id === null ? null : { id: version_id, change: Change.parse(set), bounds: Bounds.parse(held) },
    }),
  );
  const refusal = tuningRefusal(path, tuning);
  if (refusal !== null) return rejected(refusal);
  const { affected } = await tx.query(
    `insert into ho.detector_tuning (id, region_id, no, change, bounds, reason, replay, set_by, set_at)
     values ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7::jsonb, $8, now()) on conflict (id) do nothing`,
    [
      versionId,
      regionId,
      (own.no ?? 0) + 1,
      JSON.stringify(change),
      JSON.stringify(bounds),
      reason,
      JSON.stringify(replay),
      by.personId,
    ],
  );
  return affected === 1 ? { status: 'accepted', regionId, objectId: versionId } : rejected('version_exists');
}
