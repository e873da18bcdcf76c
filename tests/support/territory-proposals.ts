import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TerritoryBody } from '../../db/domain/diversion/territory/body.ts';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { addDesk, type Desk, decided, type LedgerCompany, proposed } from './ledger-company.ts';

const dayAhead = (days: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

/** Territories change by proposal: what is approved, what is refused, and what no change may touch. */
export function testTerritories(
  founded: () => { readonly database: HeadOfficeDatabase; readonly company: LedgerCompany },
): void {
  describe('territories', () => {
    let [database, company] = [null as unknown as HeadOfficeDatabase, null as unknown as LedgerCompany];
    let manager = null as unknown as Desk;
    let line = '';
    const first = v7();
    const shipment = v7();
    beforeAll(async () => {
      ({ database, company } = founded());
      manager = await addDesk(database, [{ region: company.zhejiang, role: 'manager' }]);
      const lines = await database.query<{ id: string }>('select id::text from ho.product_line');
      line = lines.rows[0]?.id ?? '';
      await database.query(
        `insert into ho.territory (id, dealer_id, product_line_id, region_id, adcodes, valid_from)
         values ($1, $2, $3, $4, '{330200}', '2024-01-01')`,
        [first, company.ningbo, line, company.zhejiang],
      );
      await database.query(
        `insert into ho.shipment (id, code, region_id, dealer_id, territory_id, shipped_on, warehouse)
         values ($1, 'T1', $2, $3, $4, $5, '宁波仓')`,
        [shipment, company.zhejiang, company.ningbo, first, dayAhead(0)],
      );
    });
    const body = (change: Partial<TerritoryBody> = {}): TerritoryBody => ({
      ...{ id: v7(), dealerId: company.ningbo, productLineId: line, replaces: first },
      ...{ validFrom: dayAhead(30), adcodes: ['330200', '330400'], polygons: [], reason: '嘉兴交由宁波恒丰' },
      ...change,
    });
    const propose = (change?: Partial<TerritoryBody>, by = manager) =>
      proposed(by, company.zhejiang, { kind: 'territory', body: body(change) });
    const versions = async () => {
      const { rows } = await database.query<Record<string, unknown>>(
        `select id::text, adcodes, polygons, region_id::text as region, valid_from::text as "from", valid_to::text as "to"
         from ho.territory order by valid_from`,
      );
      return rows;
    };
    /** Proposes what must not become a version, and gives the refusal; every version is as it was. */
    const refuse = async (change: Partial<TerritoryBody>) => {
      const before = await versions();
      const { id } = await propose(change);
      const answer = await decided(database, company.checker, [id]);
      expect(answer.status).not.toBe('accepted');
      expect(await versions()).toEqual(before);
      await manager.send('ledger.withdraw', { proposalId: id });
      return answer;
    };

    test('what would change history, clash or be nowhere is refused and changes nothing', async () => {
      expect(await refuse({ validFrom: dayAhead(0) })).toMatchObject({ reasonCode: 'territory_dates' });
      expect(await refuse({ replaces: null })).toMatchObject({ status: 'conflict', reasonCode: 'territory_changed' });
      expect(await refuse({ adcodes: ['330200'] })).toMatchObject({ reasonCode: 'territory_unchanged' });
      expect(await refuse({ adcodes: ['330200', '999999'] })).toMatchObject({
        reasonCode: 'territory_unusable',
        result: { problem: '999999' },
      });
      const bowTie: TerritoryBody['polygons'] = [[[[121, 30], [122, 31], [122, 30], [121, 31], [121, 30]]]]; // biome-ignore format: one ring
      expect(await refuse({ polygons: bowTie })).toMatchObject({ reasonCode: 'territory_unusable' });
      // Somebody else's dealer is refused before it becomes a proposal.
      const foreign = await propose({ dealerId: company.suzhou, replaces: null });
      expect(foreign.answer).toMatchObject({ status: 'rejected', reasonCode: 'dealer_not_in_scope' });
    });

    test('one person proposes, another decides; nobody decides alone or elsewhere', async () => {
      const viewer = await addDesk(database, [{ region: company.group, role: 'viewer' }]);
      expect((await propose({}, viewer)).answer).toMatchObject({ reasonCode: 'role_missing' });
      const own = await propose({}, company.checker);
      expect(await decided(database, company.checker, [own.id])).toMatchObject({ reasonCode: 'own_proposal' });
      expect(await decided(database, company.stranger, [own.id])).toMatchObject({ reasonCode: 'proposal_unknown' });
      expect(await decided(database, manager, [own.id])).toMatchObject({ reasonCode: 'role_missing' });
      await company.checker.send('ledger.withdraw', { proposalId: own.id });
    });

    test('an approved version begins, the one before it ends that day, and shipments keep theirs', async () => {
      const polygons: TerritoryBody['polygons'] = [[[[121, 30.5], [121.1, 30.5], [121.1, 30.6], [121, 30.5]]]]; // biome-ignore format: one ring
      const [second, third] = [v7(), v7()];
      const { id, answer } = await propose({ id: second, polygons });
      expect(answer.status).toBe('accepted');
      expect(await decided(database, company.checker, [id])).toMatchObject({ status: 'accepted' });
      expect(await versions()).toEqual([
        { id: first, adcodes: ['330200'], polygons: null, region: company.zhejiang, from: '2024-01-01', to: dayAhead(30) },
        {
          ...{ id: second, adcodes: ['330200', '330400'], polygons: { type: 'MultiPolygon', coordinates: polygons } },
          ...{ region: company.zhejiang, from: dayAhead(30), to: null },
        },
      ]); // biome-ignore format: two rows
      const kept = await database.query<{ id: string }>('select territory_id::text as id from ho.shipment where id = $1', [shipment]); // biome-ignore format: one query
      expect(kept.rows).toEqual([{ id: first }]);
      // Agreed for later: not overruled by something sooner, but followed by something later still.
      expect(await refuse({ validFrom: dayAhead(20) })).toMatchObject({ reasonCode: 'territory_dates' });
      expect(await refuse({ validFrom: dayAhead(30), replaces: second })).toMatchObject({
        reasonCode: 'territory_dates',
      });
      const next = await propose({ id: third, validFrom: dayAhead(60), replaces: second });
      expect(await decided(database, company.checker, [next.id])).toMatchObject({ status: 'accepted' });
      expect((await versions()).map(({ to }) => to)).toEqual([dayAhead(30), dayAhead(60), null]);
    });

    test('past the program, nothing begins or ends in the past, and nothing in another region', async () => {
      const before = await versions();
      const settings = { 'app.person': company.checker.personId, 'app.regions': company.zhejiang };
      const insert = (region: string, from: string): string =>
        `insert into ho.territory (id, dealer_id, product_line_id, region_id, adcodes, valid_from)
         values ('${v7()}', '${company.suzhou}', '${line}', '${region}', '{320500}', '${from}')`;
      for (const sql of [
        `update ho.territory set valid_to = '${dayAhead(0)}' where id = '${first}'`,
        `update ho.territory set adcodes = '{310000}' where id = '${first}'`,
        `delete from ho.territory where id = '${first}'`,
        insert(company.zhejiang, dayAhead(0)),
        insert(company.jiangsu, dayAhead(5)),
      ]) {
        const done = database.transaction(async (tx) => {
          await tx.query('set local role ho_ledger');
          return tx.query(sql);
        }, { role: 'ho_command', settings }); // biome-ignore format: one transaction
        await expect(done, sql).rejects.toThrow(/row-level security|permission denied/);
      }
      expect(await versions()).toEqual(before);
    });
  });
}
