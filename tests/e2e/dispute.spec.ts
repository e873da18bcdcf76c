// Goal: from a row of the ledger a manager hands out a statement that recomputes itself offline, and brings a dispute to its
// end. Method: the browser shell on the synced demo; the saved file is opened by file address without a network, as it is
// and changed; a claim is typed in, a bad file and an exact one are imported, and the end is looked for among the notes.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './support/workstation.ts';

const fen = (text: string): number => Number(text.replace('−', '-').replace(/[^\d-]/g, ''));

/** Opens the first row's drawer by its accrued amount. */
async function openRow(workstation: Page) {
  await workstation.locator('.ag-row[row-index="0"] [col-id="accruedFen"]').first().click();
  return workstation.getByRole('dialog');
}

test('the statement of a row recomputes itself in a browser without a network; a changed copy is found out', async ({
  workstation,
  browser,
}, testInfo) => {
  const drawer = await openRow(workstation);
  const saving = workstation.waitForEvent('download');
  await drawer.getByRole('button', { name: '导出对账单' }).click();
  const file = testInfo.outputPath('sheet.html');
  await (await saving).saveAs(file);
  await expect(drawer.getByRole('status')).toContainText(/校验码 [0-9a-f]{64}/);
  await workstation.screenshot({ path: testInfo.outputPath('exported.png') });

  const context = await browser.newContext({ offline: true, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  const verdict = page.locator('#verdict');
  await expect(verdict.getByRole('heading', { name: '一致', exact: true })).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('sheet.png') });
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(/"net":"(\d)/, (_, digit: string) => `"net":"${(Number(digit) % 9) + 1}`);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
  await page.goto(pathToFileURL(file).href);
  await expect(verdict.getByRole('heading', { name: '不一致' })).toBeVisible();
  await context.close();
});

test('a dispute names the bad cells, explains the rest, and ends with a record', async ({ workstation }, testInfo) => {
  await (await openRow(workstation)).getByRole('button', { name: '对账争议' }).click();
  const sheet = workstation.getByRole('dialog', { name: /对账争议/ });
  const claimed = sheet.getByRole('textbox', { name: /主张金额/ });
  const explain = sheet.getByRole('button', { name: '对账', exact: true });
  await expect(explain).toBeEnabled();

  await claimed.fill('很多');
  await explain.click();
  await expect(sheet.getByRole('alert')).toContainText('1234.50');

  await claimed.fill('1,000');
  const name = sheet.getByLabel('经销商对账表');
  await name.setInputFiles({ name: '对账.csv', mimeType: 'text/csv', buffer: Buffer.from('单据号,金额\nA-1,1.2万\n') });
  await explain.click();
  await expect(sheet).toContainText('B2');
  await expect(sheet).toContainText('金额看不清');

  await name.setInputFiles([]);
  await explain.click();
  const sums = sheet.locator('.dispute-sums dd');
  await expect(sums).toHaveCount(3);
  const [ours = 0, his = 0, gap = 0] = (await sums.allInnerTexts()).map(fen);
  expect([his, gap]).toEqual([100_000, 100_000 - ours]);
  const effects = (await sheet.locator('.dispute-table tbody td.number').allInnerTexts()).map(fen);
  expect(effects.reduce((sum, one) => sum + one, 0)).toBe(gap);
  await workstation.screenshot({ path: testInfo.outputPath('dispute.png') });

  await sheet.getByRole('textbox', { name: '补充说明' }).fill('双方已核对');
  await sheet.getByRole('button', { name: '结案并留下记录' }).click();
  await expect(sheet.getByRole('status')).toContainText('已结案');
  await workstation.screenshot({ path: testInfo.outputPath('closed.png') });
  await workstation.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});
