import type { ScanRow } from '../contract/scan-row.ts';
import { VERDICTS } from '../domain/diversion/verdict.ts';
import type { Analytics } from '../store/analytics.ts';
import { placeNames } from '../store/analytics-dimensions.ts';
import { readTerritories, scanReader } from '../store/diversion.ts';
import { readReplica, type ServiceParts } from './parts.ts';

const TERRITORY_NAMES = 12;

/** The scans at positions of the columns, as rows of a list. */
export function readScans(parts: ServiceParts, analytics: Analytics, positions: readonly number[]): ScanRow[] {
  const { scans, dimensions } = analytics;
  const names = placeNames(dimensions.divisions);
  return readReplica(parts, (replica) => {
    const read = scanReader(replica);
    return positions.flatMap((at) => {
      const stored = read(scans.pack[at] as number, scans.packRow[at] as number);
      // The checkpoint after these columns may have taken the row away; the next columns are on their way.
      if (stored === undefined) return [];
      const dealer = dimensions.dealers[scans.dealer[at] as number];
      const sku = dimensions.skus[scans.sku[at] as number];
      const division = dimensions.divisions[scans.division[at] as number];
      const productLineId = dimensions.productLines[sku?.productLine ?? -1]?.id;
      const territory =
        dealer === undefined || productLineId === undefined || stored.shipped_on === null
          ? null
          : readTerritories(replica, [dealer.id], productLineId, stored.shipped_on)[0];
      const codes = territory ? (JSON.parse(territory.adcodes) as string[]) : [];
      return [
        {
          id: stored.id,
          code: stored.code,
          scannedAt: new Date(stored.scanned_at * 1000).toISOString(),
          dealerId: dealer?.id ?? null,
          dealerName: dealer?.name ?? null,
          skuName: sku?.name ?? '',
          actor: stored.actor,
          terminalName: stored.terminal_name,
          place: division?.adcode ?? null,
          placeName: division === undefined ? null : placeName(division),
          shippedOn: stored.shipped_on,
          accuracyClass: stored.accuracy_class,
          verdict: VERDICTS[scans.verdict[at] as number] ?? 'unlocated',
          territory: territory
            ? {
                names: codes.slice(0, TERRITORY_NAMES).map((code) => names.get(code) ?? code),
                more: Math.max(0, codes.length - TERRITORY_NAMES),
              }
            : null,
        },
      ];
    });
  });
}

/** City and county, once where they are the same. */
function placeName(division: { readonly name: string; readonly cityName: string }): string {
  return division.name === division.cityName ? division.name : `${division.cityName}${division.name}`;
}
