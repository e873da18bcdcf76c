// Goal: head office sets the base of the detector and how far regions may go, and a region is held to it without being told
// twice. Method: the finance checker's and a manager's laptops of one head office in two browsers; what was saved is read
// there in SQL. A picture of each step is kept, and axe finds nothing in it.
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, sitDown, test } from './support/workstation.ts';

// Writes what others would see: beside the test of proposals.
test.use({ company: 'proposals' });

const WAIT = { timeout: 120_000 };

/** The table of parameters, opened by its key. */
async function parameters(page: Page): Promise<Locator> {
  await page.keyboard.press('Alt+p');
  const sheet = page.getByRole('dialog', { name: '窜货预警与案件' });
  await expect(sheet.locator('[data-parameter="alertBudget"]')).toBeVisible(WAIT);
  return sheet;
}

test('a base and its bounds are tried and saved by head office, and hold on the laptop of a region', async ({
  workstation,
  headOffice,
  browser,
}, testInfo) => {
  test.setTimeout(600_000);
  const picture = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
    expect((await new AxeBuilder({ page }).include('dialog[open]').analyze()).violations).toEqual([]);
  };
  const desk = await sitDown(browser, headOffice, 'caiwu2');
  const sheet = await parameters(desk.page);
  const row = sheet.locator('[data-parameter="alertBudget"]');
  const field = (name: string): Locator => row.getByRole('textbox', { name, exact: true });
  const save = sheet.getByRole('button', { name: '保存改动' });
  await expect(sheet.locator('[data-tuned]')).toHaveText('总部的基准和允许范围，适用于没有自行调整的区域。');
  await expect(field('每周预警预算')).toHaveValue('15');

  await field('每周预警预算：下限').fill('30');
  await field('每周预警预算：上限').fill('10');
  await expect(row.locator('.wrong')).toHaveText('下限 30 高于上限 10。');
  await field('每周预警预算：上限').fill('500');
  await expect(row.locator('.wrong')).toHaveText('范围须在内置的 1 到 200 之内。');
  await expect(row.locator('.wrong')).toBeInViewport({ ratio: 1 });
  // Who goes on elsewhere is not taken back to it.
  const first = sheet.locator('[data-parameter="bufferUrbanKm"]').getByRole('textbox').first();
  await first.focus();
  await first.fill('2');
  await expect(first).toBeInViewport({ ratio: 1 });
  await first.fill('1');
  await picture(desk.page, '1-refused');
  await field('每周预警预算').fill('20');
  await field('每周预警预算：下限').fill('10');
  await field('每周预警预算：上限').fill('25');
  await expect(row.locator('.wrong')).toHaveCount(0);
  await sheet.getByRole('textbox', { name: '理由' }).fill('各区稽核人手增加');
  await expect(save).toBeDisabled();
  await sheet.getByRole('button', { name: '试算改动' }).click();
  await expect(sheet.locator('[data-replay]')).toBeVisible(WAIT);
  await picture(desk.page, '2-replayed');
  await save.click();
  await expect(sheet.locator('tr[data-version="1"]')).toContainText('各区稽核人手增加', WAIT);
  await picture(desk.page, '3-saved');
  const stored = await headOffice.query<{ change: string; bounds: string; at: string }>(
    `select t.change::text, t.bounds::text, r.code as at from ho.detector_tuning t join ho.region r on r.id = t.region_id
     where r.parent_id is null`,
  );
  expect(stored).toMatchObject([{ change: '{"alertBudget": 20}', bounds: '{"alertBudget": [10, 25]}' }]);
  await desk.stop();

  const region = await parameters(workstation);
  const own = region.locator('[data-parameter="alertBudget"]');
  await expect(own.getByRole('textbox')).toHaveValue('20', WAIT);
  await expect(own).toContainText('10–25');
  await own.getByRole('textbox').fill('26');
  await expect(own.locator('.wrong')).toHaveText('总部允许 10 到 25。');
  await expect(region.getByRole('button', { name: '试算改动' })).toBeDisabled();
  await picture(workstation, '4-region');
});
