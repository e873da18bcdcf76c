import type { MultiPolygon } from 'geojson';
import type { Selection } from '../../../db/contract/selection.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { IN_DEALERS, IN_REGION, OF_LINE, parameters } from './conditions.ts';
import { drawnAreaHolds, type OracleDivision, type OracleGeography } from './geography.ts';

interface Area {
  readonly adcodes: readonly string[];
  readonly polygons: MultiPolygon | null;
}
interface ScanRow {
  readonly dealer_id: string | null;
  readonly day: string;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly code: string;
  readonly terminal_id: string | null;
  readonly territory: string | null;
  readonly exemptions: string | null;
}

/** Every figure of the map pane, from head office's own rows. */
export async function overviewAtHeadOffice(
  database: HeadOfficeDatabase,
  geography: OracleGeography,
  selection: Selection,
) {
  // The place is applied below, point by point; $3 is named so that PostgreSQL knows its type.
  const { rows } = await database.query<ScanRow>(
    `select s.dealer_id::text, s.scanned_on::text as day, s.longitude, s.latitude, s.code, s.terminal_id::text,
       (select json_build_object('adcodes', t.adcodes, 'polygons', t.polygons)::text
        from ho.territory t join ho.sku k on k.id = s.sku_id join ho.category c on c.id = k.category_id
        join ho.shipment h on h.id = s.shipment_id
        where t.dealer_id = s.dealer_id and t.product_line_id = c.product_line_id
          and daterange(t.valid_from, t.valid_to) @> h.shipped_on) as territory,
       (select json_agg(json_build_object('adcodes', e.adcodes, 'polygons', e.polygons))::text
        from ho.exemption e
        where (e.dealer_id is null or e.dealer_id = s.dealer_id) and (e.sku_id is null or e.sku_id = s.sku_id)
          and daterange(e.valid_from, e.valid_to) @> s.scanned_on) as exemptions
     from ho.scan s
     where s.scanned_on >= $5::date and s.scanned_on < $6::date and $3::text is not distinct from $3::text
       and ${IN_REGION('s.region_id')} and ${IN_DEALERS('s.dealer_id')} and ${OF_LINE('s.sku_id')}`,
    [...parameters(selection), selection.period.from, selection.period.to],
  );

  const counts = { inside: 0, outside: 0, unjudged: 0, unlocated: 0 };
  const flows = new Map<string, { rows: ScanRow[]; division: OracleDivision }>();
  for (const row of rows) {
    const division = row.longitude === null ? null : geography.locate(row.longitude, row.latitude!);
    if (selection.place !== null && !(division !== null && isOf(division, [selection.place]))) continue;
    const verdict = verdictOf(row, division);
    counts[verdict] += 1;
    if (verdict !== 'outside') continue;
    const key = `${row.dealer_id}/${division!.city}`;
    const flow = flows.get(key) ?? { rows: [], division: division! };
    flow.rows.push(row);
    flows.set(key, flow);
  }
  return {
    totals: {
      scans: counts.inside + counts.outside + counts.unjudged + counts.unlocated,
      ...counts,
      dealersOutside: new Set([...flows.values()].map((flow) => flow.rows[0]!.dealer_id)).size,
    },
    flows: [...flows.values()].map(({ rows: seen, division }) => ({
      dealerId: seen[0]!.dealer_id!,
      place: division.city,
      scans: seen.length,
      codes: new Set(seen.map((row) => row.code)).size,
      terminals: new Set(seen.flatMap((row) => row.terminal_id ?? [])).size,
      firstScannedOn: seen.map((row) => row.day).sort()[0]!,
      lastScannedOn: seen
        .map((row) => row.day)
        .sort()
        .at(-1)!,
      to: [mean(seen.map((row) => row.longitude!)), mean(seen.map((row) => row.latitude!))] as const,
    })),
  };
}

function verdictOf(row: ScanRow, division: OracleDivision | null): 'inside' | 'outside' | 'unjudged' | 'unlocated' {
  if (division === null) return 'unlocated';
  if (row.territory === null) return 'unjudged';
  if (areaHolds(JSON.parse(row.territory) as Area, row, division)) return 'inside';
  const exemptions = JSON.parse(row.exemptions ?? '[]') as Area[];
  const excused = exemptions.some(
    (area) => (area.adcodes.length === 0 && area.polygons === null) || areaHolds(area, row, division),
  );
  return excused ? 'inside' : 'outside';
}

function areaHolds(area: Area, row: ScanRow, division: OracleDivision): boolean {
  if (isOf(division, area.adcodes)) return true;
  return area.polygons !== null && drawnAreaHolds(area.polygons, row.longitude!, row.latitude!);
}

function isOf(division: OracleDivision, adcodes: readonly string[]): boolean {
  return [division.adcode, division.city, division.province].some((code) => adcodes.includes(code));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
