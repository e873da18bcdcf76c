import { v7 } from 'uuid';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';

/** The smallest company that has everything the sync tests speak of: two provinces, a dealer each, two people. */
export interface Company {
  readonly group: string;
  readonly zhejiang: string;
  readonly jiangsu: string;
  /** Manager of Zhejiang only; code `zhou`. */
  readonly zhou: string;
  /** Sees the whole group; code `chen`. */
  readonly chen: string;
  readonly ningbo: string;
  readonly suzhou: string;
  readonly sku: string;
}

export async function foundCompany(database: HeadOfficeDatabase): Promise<Company> {
  const [group, zhejiang, jiangsu, zhou, chen, ningbo, suzhou, line, category, brand, sku] = Array.from(
    { length: 11 },
    () => v7(),
  ) as [string, string, string, string, string, string, string, string, string, string, string];
  const insert = (sql: string, values: readonly (string | number)[]) => database.query(sql, values);
  await insert(
    `insert into ho.region (id, parent_id, level, code, name, name_en, valid_from) values
     ($1, null, 'group', 'G', '集团', 'Group', '2020-01-01'),
     ($2, $1, 'province', 'ZJ', '浙江', 'Zhejiang', '2020-01-01'),
     ($3, $1, 'province', 'JS', '江苏', 'Jiangsu', '2020-01-01')`,
    [group, zhejiang, jiangsu],
  );
  await insert(`insert into ho.person (id, code, name) values ($1, 'zhou', '周敏'), ($2, 'chen', '陈立')`, [
    zhou,
    chen,
  ]);
  await insert(
    `insert into ho.role_grant (id, person_id, region_id, role, valid_from) values
     ($1, $2, $3, 'manager', '2020-01-01'), ($4, $5, $6, 'viewer', '2020-01-01')`,
    [v7(), zhou, zhejiang, v7(), chen, group],
  );
  await insert(`insert into ho.product_line (id, code, name, name_en) values ($1, 'L1', '烘焙', 'Baking')`, [line]);
  await insert(
    `insert into ho.category (id, product_line_id, code, name, name_en) values ($1, $2, 'C1', '面粉', 'Flour')`,
    [category, line],
  );
  await insert(`insert into ho.brand (id, code, name) values ($1, 'B1', '麦谷')`, [brand]);
  await insert(
    `insert into ho.sku (id, no, code, name, category_id, brand_id, base_unit, vat_ppm)
     values ($1, 1, 'S1', '高筋面粉 25kg', $2, $3, '袋', 90000)`,
    [sku, category, brand],
  );
  for (const [no, id, region, name] of [
    [1, ningbo, zhejiang, '宁波恒丰食品'],
    [2, suzhou, jiangsu, '苏州味源食品'],
  ] as const) {
    await insert(
      `insert into ho.dealer (id, no, code, name, legal_name, class, opened_on) values ($1, $2, $3, $4, $4, 'A', '2020-01-01')`,
      [id, no, `D${no}`, name],
    );
    await insert(
      `insert into ho.dealer_region (id, dealer_id, region_id, valid_from) values ($1, $2, $3, '2020-01-01')`,
      [v7(), id, region],
    );
  }
  return { group, zhejiang, jiangsu, zhou, chen, ningbo, suzhou, sku };
}

/** Records a receipt and gives its id. */
export async function addReceipt(
  database: Pick<HeadOfficeDatabase, 'query'>,
  at: { readonly region: string; readonly dealer: string; readonly on: string; readonly fen: number },
): Promise<string> {
  const id = v7();
  await database.query(
    `insert into ho.receipt (id, region_id, dealer_id, received_on, amount_fen, currency, method)
     values ($1, $2, $3, $4, $5, 'CNY', 'bank')`,
    [id, at.region, at.dealer, at.on, at.fen],
  );
  return id;
}
