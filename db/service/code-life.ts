import type { CodeLife, LifeStep } from '../contract/diversion-life.ts';
import { AppError } from '../contract/errors.ts';
import type { Analytics } from '../store/analytics.ts';
import { type LifeScan, readLifeScans } from '../store/code-life.ts';
import { asOfOf, cut, readReplica, type ServiceParts } from './parts.ts';
import { readScans } from './scan-rows.ts';

const STEPS_LIMIT = 200;

/** What the replica tells of a code. A consumer's scan comes without its point: where a person was is nobody's business. */
export async function codeLife(parts: ServiceParts, code: string): Promise<CodeLife> {
  const analytics = await parts.analytics.current();
  const { scans, total } = readReplica(parts, (replica) => readLifeScans(replica, code, STEPS_LIMIT));
  const [first] = scans;
  if (first === undefined) throw new AppError('not_found');
  const positions = positionsOf(analytics, scans);
  const steps = scans.flatMap((scan): LifeStep[] => {
    const at = positions.get(keyOf(scan));
    const [row] = at === undefined ? [] : readScans(parts, analytics, [at]);
    if (row === undefined) return [];
    const isShown = scan.actor !== 'consumer' && scan.longitude !== null && scan.latitude !== null;
    return [{ scan: row, point: isShown ? [scan.longitude as number, scan.latitude as number] : null }];
  });
  const shipped = scans.find(({ dealer_id, shipped_on }) => dealer_id !== null && shipped_on !== null);
  const dealer = analytics.dimensions.dealers.find(({ id }) => id === shipped?.dealer_id);
  return {
    asOf: asOfOf(parts, analytics),
    code,
    skuName: steps[0]?.scan.skuName ?? null,
    caseCode: first.code === code ? first.case_code : null,
    shipment:
      shipped === undefined || dealer === undefined
        ? null
        : {
            code: shipped.shipment,
            shippedOn: shipped.shipped_on as string,
            dealerId: dealer.id,
            dealerName: dealer.name,
            seat: dealer.longitude === null || dealer.latitude === null ? null : [dealer.longitude, dealer.latitude],
          },
    steps: cut(steps, STEPS_LIMIT, total),
  };
}

const keyOf = ({ pack, packRow }: { readonly pack: number; readonly packRow: number }): string => `${pack}/${packRow}`;

/** Positions of scans in the columns. A checkpoint may have come between the two; what is not found is left out. */
function positionsOf({ scans }: Analytics, wanted: readonly LifeScan[]): Map<string, number> {
  const packs = new Set(wanted.map(({ pack }) => pack));
  const keys = new Set(wanted.map(keyOf));
  const found = new Map<string, number>();
  for (let at = 0; at < scans.length && found.size < keys.size; at += 1) {
    const pack = scans.pack[at] as number;
    if (!packs.has(pack)) continue;
    const key = keyOf({ pack, packRow: scans.packRow[at] as number });
    if (keys.has(key)) found.set(key, at);
  }
  return found;
}
