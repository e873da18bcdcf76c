// Goal: the demo company is what it claims to be, its books are in order, and the same seed gives the same bytes.
// Method: the small company is founded on both databases. Every byte on its way in is hashed and must give one constant;
// then plain SQL and an independent walk over the ledger look at what lies in the tables.
import { createHash, type Hash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { entryHashText } from '../../../db/domain/rebates/entry-hash.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { type DemoResult, seedDemo } from '../../../db/headoffice/demo/seed-demo.ts';
import { readDivisionIndex } from '../../../db/headoffice/map-divisions.ts';
import { describeOnBackends } from '../../support/head-office.ts';

const AS_OF = '2026-09-25';
/** Of seed 20260925, size small: all that is loaded, and the truth. A change of the generator alone may change them. */
const BYTES = '32d2f5ea745925564b3086f15f211ec6b9f982957ce546e4f960e24fbe28b5ea';
const TRUTH = '3155a8e2d757d3b21aee37d48d6bbaeb096f658f96d9f0aeae80979880d41d2e';

describeOnBackends('the demo company', (backend) => {
  let database: HeadOfficeDatabase;
  let result: DemoResult;
  let bytes: Hash;
  beforeAll(async () => {
    database = await backend.openDatabase();
    bytes = createHash('sha256');
    result = await seedDemo(database, {
      size: 'small',
      seed: 20_260_925,
      asOf: AS_OF,
      onText: (text) => bytes.update(text),
    });
  });
  const number = async (sql: string, values: readonly string[] = []): Promise<number> => {
    const { rows } = await database.query<{ n: bigint | number }>(`select (${sql})::bigint as n`, values);
    return Number(rows[0]?.n);
  };

  test('the same seed gives the same bytes, and the same truth about them', () => {
    const truth = createHash('sha256').update(JSON.stringify([result.planted, result.cases]));
    expect([bytes.digest('hex'), truth.digest('hex')]).toEqual([BYTES, TRUTH]);
  });

  test('has the people, the dealers and the size of the article', async () => {
    expect(await number(`select count(*) from ho.employment where position = 'sales'`)).toBe(47);
    expect(await number('select count(*) from ho.dealer')).toBe(600);
    expect(await number(`select count(*) from ho.region where level = 'province'`)).toBe(5);
    for (const [table, about] of [
      ['order_line', 30_000],
      ['scan', 40_000],
    ] as const) {
      const rows = await number(`select count(*) from ho.${table}`);
      expect(rows).toBe(result.counts[table]);
      expect(Math.abs(rows / about - 1)).toBeLessThan(0.15);
    }
  });

  test('sells about 320 million yuan in its last twelve months, net', async () => {
    const fen = await number(
      `select sum(net_fen) from ho.sales_line where business_date > $1::date - interval '1 year'`,
      [AS_OF],
    );
    expect(Math.abs(fen / 32_000_000_000 - 1)).toBeLessThan(0.01);
  });

  test('lets 周敏 see East China', async () => {
    const { rows } = await database.query(
      `select p.name, r.name as region, g.role from ho.role_grant g join ho.person p on p.id = g.person_id
       join ho.region r on r.id = g.region_id where p.code = 'zhoumin'`,
    );
    expect(rows).toEqual([{ name: '周敏', region: '华东大区', role: 'manager' }]);
  });

  test('gives every dealer a valid 统一社会信用代码', async () => {
    const { rows } = await database.query<{ credit_code: string }>('select credit_code from ho.dealer');
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    // GB 32100-2015: with the weights 3^i of the first seventeen and 1 of the last, the sum is a multiple of 31.
    const weight = (n: number): bigint => (n < 17 ? 3n ** BigInt(n) : 1n);
    const valid = ({ credit_code: code }: { credit_code: string }): boolean =>
      [...code].reduce((sum, character, n) => sum + BigInt(alphabet.indexOf(character)) * weight(n), 0n) % 31n === 0n;
    expect(rows.filter((row) => !valid(row))).toEqual([]);
    expect(rows).toHaveLength(600);
  });

  test('lets every dealer and every shop stand in the city it is registered in', async () => {
    const map = readDivisionIndex();
    const { rows } = await database.query<{ name: string; adcode: string; longitude: number; latitude: number }>(
      `select name, adcode, longitude, latitude from ho.dealer
       union all select name, adcode, longitude, latitude from ho.terminal`,
    );
    const astray = rows.filter(
      ({ adcode, longitude, latitude }) => map.divisions[map.locate(longitude, latitude)]?.city !== adcode,
    );
    expect(rows.length).toBeGreaterThan(600);
    // But for the one on a border, which is planted there.
    expect(astray.map(({ name }) => name)).toEqual(['余上界食品超市']);
  });

  test('keeps each document in the region that owned the dealer on its day', async () => {
    for (const [table, day] of [
      ['sales_order', 'ordered_on'],
      ['order_line', 'ordered_on'],
      ['return_line', 'returned_on'],
      ['price_adjustment', 'adjusted_on'],
      ['delivery', 'delivered_on'],
      ['invoice', 'invoiced_on'],
      ['receipt', 'received_on'],
      ['shipment', 'shipped_on'],
      ['scan', 'scanned_on'],
      ['entry', 'posting_date'],
    ] as const) {
      const misplaced = `select count(*) from ho.${table} t where t.dealer_id is not null and not exists (
        select 1 from ho.dealer_region r where r.dealer_id = t.dealer_id and r.region_id = t.region_id
          and r.valid_from <= t.${day} and (r.valid_to is null or t.${day} < r.valid_to))`;
      expect(await number(misplaced), table).toBe(0);
    }
  });

  test('dates nothing after its last day', async () => {
    for (const [table, day] of [
      ['sales_order', 'ordered_on'],
      ['return_line', 'returned_on'],
      ['price_adjustment', 'adjusted_on'],
      ['invoice', 'invoiced_on'],
      ['receipt', 'received_on'],
      ['scan', 'scanned_on'],
      ['entry', 'posting_date'],
    ] as const) {
      expect(await number(`select count(*) from ho.${table} where ${day} > $1::date`, [AS_OF]), table).toBe(0);
    }
  });

  test('invoices what the order says, and receives no more than was invoiced', async () => {
    expect(
      await number(
        `select count(*) from (
           select i.order_id from ho.invoice i join ho.order_line l on l.order_id = i.order_id where i.corrects_id is null
           group by i.id, i.order_id, i.net_fen, i.tax_fen
           having i.net_fen <> sum(l.net_fen) or i.tax_fen <> sum(l.tax_fen)) wrong`,
      ),
    ).toBe(0);
    expect(
      await number(
        `select count(*) from (
           select a.invoice_id from ho.receipt_allocation a join ho.invoice i on i.id = a.invoice_id
           group by i.id, a.invoice_id having sum(a.amount_fen) > i.net_fen + i.tax_fen) wrong`,
      ),
    ).toBe(0);
    expect(
      await number(
        `select count(*) from (
           select r.id from ho.receipt r join ho.receipt_allocation a on a.receipt_id = r.id
           group by r.id having sum(a.amount_fen) > r.amount_fen) wrong`,
      ),
    ).toBe(0);
    const late = await number(
      `select count(*) from ho.receipt_allocation a join ho.receipt r on r.id = a.receipt_id
       join ho.invoice i on i.id = a.invoice_id where r.received_on > i.due_on`,
    );
    expect(late).toBeGreaterThan(0);
  });

  test('takes back no more than was sold', async () => {
    expect(
      await number(
        `select count(*) from (
           select l.id from ho.order_line l join ho.return_line r on r.order_line_id = l.id
           group by l.id having sum(r.quantity_milli) > l.quantity_milli or sum(r.net_fen) > l.net_fen) wrong`,
      ),
    ).toBe(0);
  });

  test('balances the ledger at the end of every day and never owes less than nothing', async () => {
    const { rows } = await database.query<{ day: string; off: bigint; accrued: bigint; payable: bigint }>(
      `with leg as (select posting_date, account_code, credit_fen - debit_fen as fen from ho.ledger_leg)
       select posting_date as day, sum(sum(fen)) over w as off,
         sum(coalesce(sum(fen) filter (where account_code = 'rebate_accrued'), 0)) over w as accrued,
         sum(coalesce(sum(fen) filter (where account_code = 'rebate_payable'), 0)) over w as payable
       from leg group by posting_date window w as (order by posting_date)`,
    );
    expect(rows.length).toBeGreaterThan(100);
    expect(
      rows.filter(({ off, accrued, payable }) => Number(off) !== 0 || Number(accrued) < 0 || Number(payable) < 0),
    ).toEqual([]);
  });

  test('chains every entry to the one before it', async () => {
    const { rows: entries } = await database.query<{
      id: string; seq: bigint; region_id: string; dealer_id: string; agreement_id: string | null; kind: string;
      posting_date: string; period_code: string; currency: string; base_fen: bigint; idempotency_key: string;
      maker_id: string | null; checker_id: string | null; prev_hash: string; hash: string;
      legs: readonly (readonly [string, number, number])[];
    }>(
      `select e.*, p.code as period_code,
         (select json_agg(json_build_array(l.account_code, l.debit_fen, l.credit_fen) order by l.leg_no)
          from ho.entry_leg l where l.entry_id = e.id) as legs
       from ho.entry e join ho.period p on p.id = e.effective_period_id order by e.seq`,
    ); // biome-ignore format: one line a group of columns
    let prevHash = '';
    const broken: string[] = [];
    entries.forEach((entry, n) => {
      const text = entryHashText({
        prevHash,
        id: entry.id,
        seq: n + 1,
        regionId: entry.region_id,
        dealerId: entry.dealer_id,
        agreementId: entry.agreement_id,
        kind: entry.kind,
        postingDate: entry.posting_date,
        periodCode: entry.period_code,
        currency: entry.currency,
        baseFen: Number(entry.base_fen),
        idempotencyKey: entry.idempotency_key,
        makerId: entry.maker_id,
        checkerId: entry.checker_id,
        legs: entry.legs.map(([account, debitFen, creditFen]) => ({ account, debitFen, creditFen })),
      });
      const hash = createHash('sha256').update(text).digest('hex');
      if (entry.hash !== hash || entry.prev_hash !== prevHash || Number(entry.seq) !== n + 1) broken.push(entry.id);
      prevHash = entry.hash;
    });
    expect(entries.length).toBe(result.counts.entry);
    expect(broken).toEqual([]);
  });

  test('plants several kinds of diversion, each a scan that exists, and tells laptops nothing of it', async () => {
    expect([...new Set(result.planted.map(({ kind }) => kind))].sort()).toEqual([
      'border_terminal',
      'cloned_code',
      'dump',
      'route',
      'slow_leak',
    ]);
    const found = await number('select count(*) from ho.scan where id::text = any ($1)', [
      `{${result.planted.map(({ scanId }) => scanId).join(',')}}`,
    ]);
    expect(found).toBe(result.planted.length);
    const told = await number(
      `select count(*) from sync.op where data ~ 'slow_leak|border_terminal|cloned_code|planted'`,
    );
    expect(told).toBe(0);
  });

  test('packs everything before the running month by month for the laptops', async () => {
    const { rows } = await database.query<{ open_from: string }>('select open_from from sync.state');
    expect(rows).toEqual([{ open_from: '2026-09-01' }]);
    expect(await number('select count(*) from sync.op')).toBeGreaterThan(1000);
  });
});
