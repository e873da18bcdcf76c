import { v7 as uuid } from 'uuid';
import type { OracleDivision } from './oracle/geography.ts';
import type { RandomTools, Values } from './random-tools.ts';

/** Territories by codes of every level and by drawing, exemptions of every sort, and scans everywhere. */
export async function foundTrace(
  tools: RandomTools,
  company: {
    readonly dealers: readonly string[];
    readonly productLines: readonly string[];
    readonly skus: readonly string[];
    readonly regions: readonly string[];
    readonly divisions: readonly OracleDivision[];
    readonly regionOn: (dealer: number, date: string) => string;
  },
): Promise<void> {
  const { insert, below, chance, day, pick, random } = tools;
  const { dealers, productLines, skus, divisions, regionOn, regions } = company;
  const codes = divisions.flatMap((one) => [one.adcode, one.adcode, one.city, one.province]);
  const drawn = () => {
    const [west, south] = [119 + random() * 2, 29 + random() * 2];
    const ring = [
      [west, south],
      [west + 0.7, south + 0.1],
      [west + 0.8, south + 0.9],
      [west, south + 0.6],
      [west, south],
    ];
    return JSON.stringify({ type: 'MultiPolygon', coordinates: [[ring]] });
  };
  const territories: Values[] = [];
  for (const [i, dealer] of dealers.entries())
    for (const line of productLines) {
      if (chance(0.15)) continue;
      const change = day('2025-06-01', 200);
      const area = (): readonly [readonly string[], string | null] =>
        chance(0.3) ? [chance(0.5) ? [pick(codes)] : [], drawn()] : [[pick(codes), pick(codes)], null];
      territories.push([uuid(), dealer, line, regionOn(i, '2025-01-01'), ...area(), '2025-02-01', change]);
      if (chance(0.8)) territories.push([uuid(), dealer, line, regionOn(i, '2025-01-01'), ...area(), change, null]);
    }
  await insert(
    'territory',
    'id, dealer_id, product_line_id, region_id, adcodes, polygons, valid_from, valid_to',
    territories,
  );
  await insert('exemption', 'id, kind, dealer_id, sku_id, region_id, adcodes, polygons, reason, valid_from, valid_to', [
    [uuid(), 'hub', null, null, regions[1] as string, [pick(codes)], null, 'hub', '2025-05-01', '2025-12-01'],
    [uuid(), 'permit', pick(dealers), null, regions[1] as string, [], drawn(), 'permit', '2025-03-01', null],
    [uuid(), 'ecommerce', null, skus[3] as string, regions[1] as string, [], null, 'online', '2025-09-01', null],
  ]);

  const terminals = Array.from({ length: 3 }, () => uuid());
  await insert(
    'terminal',
    'id, no, code, name, kind, region_id, opened_on',
    terminals.map((id, i) => [id, i + 2, `T${i + 2}`, `店${i}`, 'shop', regions[1] as string, '2020-01-01']),
  );

  for (let i = 0; i < 320; i++) {
    const dealer = chance(0.1) ? null : below(dealers.length);
    const date = day('2025-03-01', 370);
    const hour = below(24);
    const at = new Date(Date.parse(`${date}T00:00:00+08:00`) + hour * 3_600_000).toISOString();
    const shipment = dealer === null || chance(0.1) ? null : uuid();
    if (shipment !== null && dealer !== null)
      await insert('shipment', 'id, code, region_id, dealer_id, shipped_on, warehouse', [
        [shipment, `SH${i}`, regionOn(dealer, date), dealers[dealer] as string, day('2025-01-10', 420), 'W'],
      ]);
    const located = !chance(0.1);
    await insert(
      'scan',
      'id, region_id, dealer_id, shipment_id, code, sku_id, actor, terminal_id, scanned_at, scanned_on, longitude, latitude, source_crs, accuracy_class',
      [
        [
          uuid(),
          dealer === null ? pick(regions) : regionOn(dealer, date),
          dealer === null ? null : (dealers[dealer] as string),
          shipment,
          `CODE-${1000 + below(20)}`,
          pick(skus),
          pick(['inspector', 'terminal', 'consumer']),
          chance(0.5) ? pick(terminals) : null,
          at,
          date,
          located ? 118.8 + random() * 3.4 : null,
          located ? 28.8 + random() * 3.4 : null,
          located ? 'GCJ02' : 'none',
          'A',
        ],
      ],
    );
  }
}
