// Goal: a territory is decided by somebody else, who sees on the map what would come and go and what the check of his own
// laptop finds; refused with a reason, then approved, it reaches the maker's laptop, and goods shipped before keep theirs.
// Method: the demo head office, the manager's and the finance checker's laptops in two browsers; who serves what, and what
// every shipment was made under, is head office's SQL. A picture of each step is kept.
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, sitDown, test } from './support/workstation.ts';

test.use({ company: 'proposals' });

const WAIT = { timeout: 120_000 };
const accessible = async (page: Page): Promise<void> => {
  expect((await new AxeBuilder({ page }).include('dialog[open]').analyze()).violations).toEqual([]);
};
const designer = (page: Page): Locator => page.getByRole('dialog', { name: '区域设计' });

test('a proposed territory is seen, refused with a reason, then approved by somebody else, and holds on the laptop of whoever proposed it', async ({
  workstation,
  headOffice,
  browser,
}, testInfo) => {
  test.setTimeout(900_000);
  const picture = (of: Page, name: string) => of.screenshot({ path: testInfo.outputPath(`${name}.png`) });
  const [swap] = await headOffice.query<{
    code: string;
    dealer: string;
    line: string;
    gained: string;
    lost: string;
    version: string;
    others: number;
  }>(
    `select d.code, d.id::text as dealer, t.product_line_id::text as line, t.id::text as version, t.adcodes[1] as lost,
       o.adcodes[1] as gained,
       (select count(*)::integer from ho.territory x where x.product_line_id = t.product_line_id and x.valid_to is null
          and x.dealer_id <> t.dealer_id and o.adcodes[1] = any (x.adcodes)) as others
     from ho.territory t join ho.dealer d on d.id = t.dealer_id and d.closed_on is null
     join ho.dealer_region r on r.dealer_id = d.id and r.valid_to is null
     join ho.territory o on o.product_line_id = t.product_line_id and o.valid_to is null and o.dealer_id <> t.dealer_id
     join ho.dealer_region q on q.dealer_id = o.dealer_id and q.valid_to is null and q.region_id = r.region_id
     where t.valid_to is null and not o.adcodes && t.adcodes and o.adcodes[1] like '____00' and t.adcodes[1] like '____00'
       and exists (select 1 from ho.shipment s where s.territory_id = t.id)
     order by d.code, o.adcodes[1] limit 1`,
  );
  const { code, dealer, line, gained, lost, version, others } = swap as NonNullable<typeof swap>;
  const shipments = (): Promise<readonly object[]> =>
    headOffice.query(
      `select territory_id::text as territory, count(*)::integer as n from ho.shipment
       where dealer_id = '${dealer}' group by 1 order by 1`,
    );
  const madeUnder = await shipments();

  // The manager gives up one city and asks for another.
  await workstation.keyboard.press('Alt+g');
  const mine = designer(workstation);
  const option = mine.getByRole('combobox', { name: '经销商' }).locator('option', { hasText: `· ${code}` });
  await mine.getByRole('combobox', { name: '经销商' }).selectOption((await option.getAttribute('value')) ?? '');
  await mine.getByRole('combobox', { name: '产品线' }).selectOption(line);
  for (const city of [lost, gained]) {
    await mine.getByRole('searchbox').fill(city);
    await mine.getByRole('checkbox').first().click();
  }
  const propose = async (reason: string): Promise<Locator> => {
    await mine.getByLabel('变更理由').fill(reason);
    await mine.getByRole('button', { name: '提交提案' }).click(WAIT);
    const item = mine.locator('li[data-proposal]', { hasText: reason });
    await expect(item).toHaveAttribute('data-stage', 'open', WAIT);
    return item;
  };
  const first = await propose('城市对调');
  await expect(first).toContainText('本人提交，由其他人审批');

  // The checker opens it on his own laptop: what comes, what goes, and what is found; the findings are those of head office.
  const checker = await sitDown(browser, headOffice, 'caiwu2');
  const { page } = checker;
  await page.keyboard.press('Alt+g');
  const his = designer(page);
  const scale = his.locator('.maplibregl-ctrl-scale');
  await expect(his.locator('.map[data-ready="true"]')).toBeVisible(WAIT);
  const wide = await scale.innerText();
  await his.getByRole('button', { name: '提案' }).click();
  const card = (reason: string): Locator => his.locator('li[data-proposal]', { hasText: reason });
  await card('城市对调').getByRole('button', { name: '在地图上查看' }).click();
  await expect(scale).not.toHaveText(wide);
  const comparison = card('城市对调').locator('.proposal-comparison');
  const overlap = comparison.locator('[data-compared="overlap"]');
  await expect(overlap).toHaveAttribute('data-new', String(others), WAIT);
  for (const side of ['data-added', 'data-removed']) await expect(comparison).not.toHaveAttribute(side, '0');
  await picture(page, 'compared');
  await accessible(page);
  // Nothing of his own is proposed while he looks at somebody else's; each finding is told one by one.
  await expect(his.getByRole('button', { name: '提交提案' })).toHaveCount(0);
  await comparison.getByRole('button', { name: '逐条查看检查结果' }).click();
  await expect(his.locator('[data-finding="overlap"]')).toHaveAttribute('data-new', String(others));
  await his.getByRole('button', { name: '提案' }).click();

  // He refuses, which takes a reason; the maker reads it, and nothing has changed.
  const refuse = card('城市对调').getByRole('button', { name: '驳回' });
  await expect(refuse).toBeDisabled();
  await card('城市对调').getByLabel('理由（驳回时必填）').fill('先与对方协商');
  await refuse.click();
  await expect(first).toHaveAttribute('data-stage', 'rejected', WAIT);
  await expect(first).toContainText('先与对方协商');
  const held = (): Promise<readonly { id: string; to: string | null; adcodes: string[] }[]> =>
    headOffice.query(
      `select id::text, valid_to::text as to, adcodes from ho.territory
       where dealer_id = '${dealer}' and product_line_id = '${line}' order by valid_from`,
    );
  expect((await held()).at(-1)).toMatchObject({ id: version, to: null });

  // Proposed again after they have spoken, he approves it.
  const second = await propose('已协商一致');
  await expect(card('已协商一致')).toHaveAttribute('data-stage', 'open', WAIT);
  await card('已协商一致').getByRole('button', { name: '在地图上查看' }).click();
  await expect(card('已协商一致').locator('[data-compared="overlap"]')).toHaveAttribute(
    'data-new',
    String(others),
    WAIT,
  );
  await card('已协商一致').getByRole('button', { name: '批准' }).click();
  await expect(card('已协商一致')).toHaveAttribute('data-stage', 'approved', WAIT);
  await picture(page, 'approved');
  await accessible(page);

  // It is on the maker's laptop, with the day it begins; what was shipped before keeps the territory it was shipped under.
  await expect(second).toHaveAttribute('data-stage', 'approved', WAIT);
  const [old, next] = (await held()).slice(-2);
  expect(old).toMatchObject({ id: version, to: expect.any(String) });
  expect(next?.adcodes).toContain(gained);
  expect(next?.adcodes).not.toContain(lost);
  await mine.getByRole('button', { name: '区域', exact: true }).click();
  await expect(mine.getByText(`当日版本自 ${old?.to} 起生效`)).toBeVisible(WAIT);
  await mine.getByRole('searchbox').fill(gained);
  await expect(mine.getByRole('checkbox').first()).toBeChecked();
  await expect(mine.getByRole('button', { name: '提交提案' })).toBeDisabled();
  await picture(workstation, 'in-force');
  expect(await shipments()).toEqual(madeUnder);
  await checker.stop();
});
