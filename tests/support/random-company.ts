import { v7 as uuid } from 'uuid';
import type { Division, DivisionIndex } from '../../db/domain/geo/types.ts';
import type { Queryable } from '../../db/headoffice/database.ts';
import type { DrawnDivision } from './oracle/geography.ts';
import { foundLedger } from './random-ledger.ts';
import { randomTools, type Values } from './random-tools.ts';
import { foundTrace } from './random-trace.ts';

/**
 * A small company full of the cases that figures get wrong: a dealer that changes region, nested targets, cancelled
 * orders, returns, scans without a place, without a shipment and before a territory, drawn territories, exemptions,
 * reversals. Made from a seed; nothing about it is meant to look real.
 */
export interface RandomCompany {
  readonly regions: readonly string[];
  readonly dealers: readonly string[];
  readonly productLines: readonly string[];
  readonly places: readonly string[];
  readonly divisions: readonly DrawnDivision[];
  readonly divisionIndex: DivisionIndex;
}

/** Nine square counties, three cities, in two provinces, around 120° E 30° N; one degree each. */
function squareDivisions(): DrawnDivision[] {
  return Array.from({ length: 9 }, (_, index) => {
    const column = index % 3;
    const row = Math.floor(index / 3);
    const city = row === 2 ? '320100' : row === 1 ? '330200' : '330100';
    const [west, south] = [119 + column, 29 + row];
    return {
      adcode: `${city.slice(0, 4)}0${column + 2}`,
      city,
      cityName: `市${city}`,
      province: `${city.slice(0, 2)}0000`,
      outline: {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [west, south],
              [west + 1, south],
              [west + 1, south + 1],
              [west, south + 1],
              [west, south],
            ],
          ],
        ],
      },
    };
  });
}

function indexOf(divisions: readonly DrawnDivision[]): DivisionIndex {
  return {
    divisions: divisions.map(
      (one): Division => ({
        adcode: one.adcode,
        name: `县${one.adcode}`,
        city: one.city,
        cityName: one.cityName,
        province: one.province,
        provinceName: `省${one.province}`,
      }),
    ),
    locate(longitude, latitude) {
      const column = Math.floor(longitude) - 119;
      const row = Math.floor(latitude) - 29;
      return column < 0 || column > 2 || row < 0 || row > 2 ? -1 : row * 3 + column;
    },
  };
}

export async function foundRandomCompany(database: Pick<Queryable, 'query'>, seed: number): Promise<RandomCompany> {
  const tools = randomTools(database, seed);
  const { insert, below, pick, chance, day } = tools;
  const divisions = squareDivisions();
  const ids = (count: number) => Array.from({ length: count }, () => uuid());

  const regions = ids(6);
  const [group, area, east, west, city1, city2] = regions as [string, string, string, string, string, string];
  const parents = [null, group, area, area, east, east];
  const levels = ['group', 'area', 'province', 'province', 'city', 'city'];
  await insert(
    'region',
    'id, parent_id, level, code, name, name_en, valid_from',
    regions.map((id, i) => [
      id,
      parents[i] ?? null,
      levels[i] as string,
      `R${i}`,
      `区${i}`,
      `Region ${i}`,
      '2020-01-01',
    ]),
  );
  const owners = [city1, city2, west, east];
  const productLines = ids(2);
  await insert(
    'product_line',
    'id, code, name, name_en',
    productLines.map((id, i) => [id, `L${i}`, `线${i}`, `Line ${i}`]),
  );
  const categories = ids(2);
  await insert(
    'category',
    'id, product_line_id, code, name, name_en',
    categories.map((id, i) => [id, productLines[i] as string, `C${i}`, `类${i}`, `Cat ${i}`]),
  );
  const brand = uuid();
  await insert('brand', 'id, code, name', [[brand, 'B', '牌']]);
  const skus = ids(4);
  await insert(
    'sku',
    'id, no, code, name, category_id, brand_id, base_unit, vat_ppm',
    skus.map((id, i) => [id, i + 1, `S${i}`, `品${i}`, categories[i % 2] as string, brand, '袋', 130000]),
  );

  const dealers = ids(8);
  await insert(
    'dealer',
    'id, no, code, name, legal_name, class, opened_on, adcode, longitude, latitude',
    dealers.map((id, i) => [
      id,
      i + 1,
      `D${i}`,
      `商${i}`,
      `商${i}`,
      'A',
      '2020-01-01',
      i === 7 ? null : i === 6 ? '330200' : (divisions[i] as DrawnDivision).adcode,
      i === 5 ? null : 119.5 + (i % 3),
      i === 5 ? null : 29.5 + Math.floor(i / 3),
    ]),
  );
  const regionOn = (dealer: number, date: string) =>
    dealer === 0 && date >= '2026-02-15' ? west : (owners[dealer % owners.length] as string);
  await insert('dealer_region', 'id, dealer_id, region_id, valid_from, valid_to', [
    ...dealers.map(
      (id, i): Values => [uuid(), id, owners[i % owners.length] as string, '2020-01-01', i === 0 ? '2026-02-15' : null],
    ),
    [uuid(), dealers[0] as string, west, '2026-02-15', null],
  ]);

  for (let i = 0; i < 220; i++) {
    const dealer = below(dealers.length);
    const date = chance(0.1)
      ? pick(['2024-02-28', '2024-02-29', '2024-03-01', '2025-02-28', '2025-03-01'])
      : day('2024-01-10', 795);
    const [order, line, sku] = [uuid(), uuid(), pick(skus)];
    const region = regionOn(dealer, date);
    const net = below(500_000);
    await insert('sales_order', 'id, code, region_id, dealer_id, ordered_on, currency, cancelled_on, cancel_reason', [
      chance(0.1)
        ? [order, `O${i}`, region, dealers[dealer] as string, date, 'CNY', date, 'mistake']
        : [order, `O${i}`, region, dealers[dealer] as string, date, 'CNY', null, null],
    ]);
    await insert(
      'order_line',
      'id, order_id, region_id, dealer_id, ordered_on, line_no, sku_id, pack_unit, quantity_milli, unit_price_fen, net_fen, tax_fen, cost_fen',
      [[line, order, region, dealers[dealer] as string, date, 1, sku, '袋', 1000, net, net, 0, below(450_000)]],
    );
    const later = day(date, 150);
    if (chance(0.35) && later < '2026-03-16')
      await insert(
        'return_line',
        'id, order_line_id, region_id, dealer_id, returned_on, sku_id, quantity_milli, net_fen, tax_fen, cost_fen, reason_code',
        [
          [
            uuid(),
            line,
            regionOn(dealer, later),
            dealers[dealer] as string,
            later,
            sku,
            500,
            below(net + 1),
            0,
            below(1000),
            'damaged',
          ],
        ],
      );
    if (chance(0.1) && later < '2026-03-16')
      await insert(
        'price_adjustment',
        'id, order_line_id, region_id, dealer_id, adjusted_on, sku_id, net_fen, tax_fen, reason_code',
        [
          [
            uuid(),
            line,
            regionOn(dealer, later),
            dealers[dealer] as string,
            later,
            sku,
            below(1000) - 500,
            0,
            'promotion',
          ],
        ],
      );
    if (chance(0.4))
      await insert('receipt', 'id, region_id, dealer_id, received_on, amount_fen, currency, method', [
        [uuid(), region, dealers[dealer] as string, date, 1 + below(900_000), 'CNY', 'bank'],
      ]);
  }

  const months = Array.from(
    { length: 24 },
    (_, i) => `${2024 + Math.floor((i + 2) / 12)}-${String(((i + 2) % 12) + 1).padStart(2, '0')}-01`,
  );
  for (const month of months) {
    const stated: Values[] = [[uuid(), area, null, 'net_sales', month, below(9_000_000), '2024-01-01T00:00:00Z']];
    if (month > '2025-01-01') stated.length = 0;
    for (const region of [east, west, city1])
      if (chance(0.6))
        stated.push([uuid(), region, null, 'net_sales', month, below(3_000_000), '2024-01-01T00:00:00Z']);
    for (const [i, dealer] of dealers.entries()) {
      if (!chance(0.5)) continue;
      stated.push([
        uuid(),
        owners[i % owners.length] as string,
        dealer,
        'net_sales',
        month,
        below(900_000),
        '2024-01-01T00:00:00Z',
      ]);
      if (chance(0.3))
        stated.push([
          uuid(),
          owners[i % owners.length] as string,
          dealer,
          'net_sales',
          month,
          below(900_000),
          '2024-06-01T00:00:00Z',
        ]);
    }
    await insert('target', 'id, region_id, dealer_id, kpi, month, value, valid_from', stated);
  }

  for (let i = 0; i < 150; i++) {
    const received = `${day('2025-01-01', 430)}T${String(below(24)).padStart(2, '0')}:30:00Z`;
    const converted = chance(0.4) ? day(received.slice(0, 10), 150) : null;
    await insert('lead', 'id, region_id, source, company, adcode, received_at, converted_on', [
      [
        uuid(),
        pick(regions),
        'phone',
        `客户${i}`,
        chance(0.2) ? null : pick(divisions).adcode,
        received,
        converted === null ? null : converted,
      ],
    ]);
    const opened = day('2025-01-01', 300);
    const closed = day(opened, 120);
    await insert('opportunity', 'id, region_id, dealer_id, name, opened_on, closed_on, outcome, amount_fen, currency', [
      [
        uuid(),
        pick(regions),
        chance(0.3) ? null : pick(dealers),
        `机会${i}`,
        opened,
        closed,
        chance(0.6) ? 'won' : 'lost',
        below(1_000_000),
        'CNY',
      ],
    ]);
    const submitted = Date.parse(received);
    await insert(
      'contract',
      'id, code, version, region_id, dealer_id, submitted_at, approved_at, valid_from, valid_to',
      [
        [
          uuid(),
          `K${i}`,
          1,
          pick(regions),
          pick(dealers),
          new Date(submitted).toISOString(),
          chance(0.8) ? new Date(submitted + below(900_000_000)).toISOString() : null,
          '2025-01-01',
          '2027-01-01',
        ],
      ],
    );
  }

  await foundLedger(tools, { dealers, productLines, regionOn });
  await foundTrace(tools, { dealers, productLines, skus, regions, divisions, regionOn });
  return {
    regions,
    dealers,
    productLines,
    places: [...new Set(divisions.flatMap((one) => [one.adcode, one.city, one.province]))],
    divisions,
    divisionIndex: indexOf(divisions),
  };
}
