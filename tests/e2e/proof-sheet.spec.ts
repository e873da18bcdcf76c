// Goal: a proof sheet opens in a browser without any network, from a file, recomputes itself there and says so; a copy in
// which something was changed says that. Method: sheets written to disk and opened by file address with the network off;
// every request is counted.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { makeProof } from '../../db/domain/rebates/proof/make-proof.ts';
import { sheetFile } from '../../db/domain/rebates/proof/sheet-file.ts';
import { EXAMPLE } from '../../db/domain/rebates/schema/example.ts';
import { readSheetWords } from '../../db/host/proof-sheet.ts';
import { ensureBuilt } from '../../electron/launcher/build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rsw-proof-e2e-'));
let sheet = '';

test.beforeAll(() => {
  ensureBuilt(resolve('.'), 'proof', () => undefined);
  const name = '</script><script>document.title="broken"</script>';
  const proof = makeProof(EXAMPLE, {
    dealer: { id: 'D1', name },
    issuer: '示范公司',
    program: '0.1.0',
    preparedOn: '2026-11-26',
    labels: { S1: '<b>酱油</b>' },
  });
  sheet = sheetFile(proof, readFileSync(join('out', 'proof', 'engine.js'), 'utf8'), readSheetWords());
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
test.use({ offline: true });

/** Opens a text as a file, and tells what the page asked for and complained about. */
async function open(page: Page, name: string, text: string): Promise<{ asked: string[]; said: string[] }> {
  const path = join(folder, name);
  writeFileSync(path, text);
  const seen = { asked: [] as string[], said: [] as string[] };
  page.on('request', (request) => seen.asked.push(request.url()));
  page.on('console', (message) => seen.said.push(message.text()));
  page.on('pageerror', (error) => seen.said.push(error.message));
  await page.goto(pathToFileURL(path).href);
  return seen;
}

test('recomputes itself offline, in both languages, and asks for nothing', async ({ page }) => {
  const { asked, said } = await open(page, 'sheet.html', sheet);
  const verdict = page.locator('#verdict');
  await expect(verdict.getByRole('heading', { name: '一致', exact: true })).toBeVisible();
  await expect(verdict).toContainText('应付合计 2,400.00');
  expect(asked).toEqual([page.url()]);
  expect(said).toEqual([]);
  await expect(page).toHaveTitle(/^返利对账单 <\/script><script>/);
  await expect(page.locator('main b, main script')).toHaveCount(0);

  await page.getByRole('button', { name: 'English' }).click();
  await expect(verdict.getByRole('heading', { name: 'It agrees' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Rebate statement' })).toBeVisible();
  await expect(page.getByText('Whole-volume tiers', { exact: false }).first()).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
});

test('prints on A4 without its buttons', async ({ page }) => {
  await open(page, 'print.html', sheet);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'English' })).toBeHidden();
  await expect(page.getByRole('heading', { name: '一致', exact: true })).toBeVisible();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  // 210 × 297 mm in points of 1/72 inch.
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
});

for (const { what, from, to, says } of [
  { what: 'a line', from: '"net":"110000.00"', to: '"net":"120000.00"', says: ['校验码不符', 'FL-Q D1 2026Q1 payable', '1,900.00', '2,100.00'] },
  { what: 'a rule', from: '"ratePpm":20000', to: '"ratePpm":25000', says: ['校验码不符', 'FL-Q D1 2026Q1 payable', '2,375.00'] },
  { what: 'a stated figure', from: '"payable":"1900.00"', to: '"payable":"1901.00"', says: ['校验码不符', '1901.00'] },
  { what: 'what is shown', from: '<strong>1,900.00', to: '<strong>1,990.00', says: ['页面上显示的与数据不同', '1,990.00'] },
  { what: 'the hash', from: /"contentHash":"./, to: '"contentHash":"g', says: ['数据不完整或被改动'] },
  { what: 'the data as a whole', from: '{"contentHash"', to: '{contentHash"', says: ['数据无法读取'] },
]) {
  test(`finds that ${what} was changed`, async ({ page }) => {
    const changed = sheet.replace(from, to);
    expect(changed).not.toBe(sheet);
    await open(page, 'changed.html', changed);
    const verdict = page.locator('#verdict');
    await expect(verdict.getByRole('heading', { name: '不一致' })).toBeVisible();
    for (const text of says) await expect(verdict).toContainText(text);
  });
} // biome-ignore format: a case a line

test('runs no script but its own', async ({ page }) => {
  const { said } = await open(page, 'engine.html', sheet.replace('(function(){', '(function(){document.title="broken";'));
  await expect(page.locator('#verdict')).toContainText('没有运行脚本');
  await expect(page).not.toHaveTitle('broken');
  expect(said.join('\n')).toMatch(/Content Security Policy/);
}); // biome-ignore format: one call

test('recomputes in a browser that lacks what newer ones have', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Map, 'groupBy');
    Reflect.deleteProperty(Array.prototype, 'toSorted');
  });
  await open(page, 'old.html', sheet);
  await expect(page.locator('#verdict').getByRole('heading', { name: '一致', exact: true })).toBeVisible();
});
