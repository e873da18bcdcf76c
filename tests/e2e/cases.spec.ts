// Goal: an alert becomes a case, is heard, decided by somebody else, and leaves as a file that proves itself. Method: the demo
// head office, the manager's and the finance checker's laptops in two browsers, the command line for the pack; the pack is
// opened as a file, without the app and without a network, whole and damaged.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ensureBuilt } from '../../electron/launcher/build.mjs';
import { expect, startLaptop, test } from './support/workstation.ts';

const CLI = 'db/host/cli/main.ts';
const folder = mkdtempSync(join(tmpdir(), 'rsw-cases-e2e-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

async function openCases(page: Page): Promise<void> {
  await page.getByRole('button', { name: '预警与案件' }).click();
}

/** Takes a step of the case that is shown, and waits until head office has written it down. */
async function step(
  page: Page,
  name: string,
  event: string,
  fill: (form: ReturnType<Page['locator']>) => Promise<void>,
): Promise<void> {
  const file = page.getByRole('dialog', { name: /^案件：/ });
  await file.getByRole('group', { name: '下一步' }).getByRole('button', { name, exact: true }).click();
  const form = file.locator('footer form');
  await fill(form);
  await form.getByRole('button', { name: '提交' }).click();
  await expect(file.locator(`[data-event="${event}"]`)).toHaveCount(1, { timeout: 30_000 });
}

test('from an alert to a decision and to a pack that proves itself without the app', async ({
  workstation,
  stack,
  browser,
}) => {
  test.setTimeout(240_000);
  // The manager looks at what was found, and why.
  await openCases(workstation);
  const alerts = workstation.getByRole('region', { name: '窜货预警' });
  await expect(alerts.locator('tbody tr[data-tier="case"]').first()).toBeVisible({ timeout: 60_000 });
  const row = alerts.locator('tbody tr').first();
  const dealer = await row.locator('td').nth(1).innerText();
  await row.getByRole('button', { name: /^解释/ }).focus();
  await workstation.keyboard.press('Enter');
  const reasons = workstation.getByRole('dialog', { name: new RegExp(`^${dealer} →`) });
  await expect(reasons.locator('[data-term="excess"]')).toContainText('偶然概率');
  for (const heading of ['反证', '怎样就不会立案'])
    await expect(reasons.getByRole('heading', { name: heading })).toBeVisible();
  expect((await new AxeBuilder({ page: workstation }).include('dialog.sheet').analyze()).violations).toEqual([]);

  // He opens a case, adds a photograph and what the dealer says.
  await reasons.getByRole('button', { name: '立案', exact: true }).click();
  const file = workstation.getByRole('dialog', { name: /^案件：/ });
  await expect(file.locator('[data-event="open"]')).toHaveCount(1, { timeout: 30_000 });
  await expect(file.getByText('1 条记录的哈希链完整')).toBeVisible();
  await expect(file.getByRole('region', { name: '从发货到扫码' }).locator('tbody tr').first()).toContainText('CK');
  await step(workstation, '添加证据', 'add_evidence', (form) =>
    form
      .locator('input[type="file"]')
      .setInputFiles({ name: '货架.png', mimeType: 'image/png', buffer: Buffer.alloc(300_000, 7) }),
  );
  await expect(file.getByText('货架.png（293 KB')).toBeVisible();
  await step(workstation, '记录经销商说明', 'explain', (form) =>
    form.getByRole('textbox').fill('称系下游客户自行转卖'),
  );
  // He accused, so he may not decide.
  await expect(file.getByRole('group', { name: '下一步' }).getByRole('button', { name: '裁定' })).toHaveCount(0);
  expect((await new AxeBuilder({ page: workstation }).include('dialog.sheet').analyze()).violations).toEqual([]);

  // The finance checker decides on his own laptop.
  const data = join(folder, 'checker');
  const laptop = await startLaptop(data, {
    address: stack.headOffice.address,
    code: await stack.headOffice.enrol('caiwu2'),
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(laptop.entrance);
  await expect(page.locator('[data-sync-state="idle"]')).toBeVisible({ timeout: 180_000 });
  await openCases(page);
  await page.getByRole('button', { name: '案件', exact: true }).click();
  await page
    .getByRole('region', { name: '案件' })
    .getByRole('button', { name: /^查看案件/ })
    .first()
    .click();
  const judged = page.getByRole('dialog', { name: /^案件：/ });
  await expect(judged).toContainText(dealer);
  await step(page, '裁定', 'decide', async (form) => {
    await form.getByLabel('理由').selectOption('bulk_diversion');
    await form.getByRole('textbox').fill('多张发货单成批出现，说明不成立');
  });
  await expect(judged.getByText(/申诉截至 \d{4}-\d\d-\d\d（剩 10 个工作日）/)).toBeVisible();
  const [stored] = await stack.headOffice.query<{ id: string; state: string; decision: string }>(
    'select id, state, decision from ho.diversion_case',
  );
  expect(stored).toMatchObject({ state: 'decided', decision: 'confirmed' });
  await page.keyboard.press('Escape');
  await openCases(page);
  await page.getByRole('button', { name: '规则精确率' }).click();
  await expect(page.locator('[data-rule="excess"]')).toContainText('100.0%');
  await context.close();
  await laptop.stop();

  // The pack, written by the command line, verified by it, and in a browser that knows nothing of the app.
  ensureBuilt(resolve('.'), 'pack', () => undefined);
  const pack = join(folder, 'pack.html');
  const cli = (...args: readonly string[]) =>
    spawnSync(process.execPath, [CLI, '--json', '--data', data, 'diversion', ...args], { encoding: 'utf8' });
  const written = cli('pack', stored?.id ?? '', '-o', pack);
  expect(written.stderr).toBe('');
  expect(JSON.parse(written.stdout)).toMatchObject({ events: 4 });
  const verified = cli('verify-pack', pack);
  expect([verified.status, JSON.parse(verified.stdout)]).toMatchObject([0, { agrees: true, brokenAt: null }]);
  expect(JSON.parse(verified.stdout).head).toBe(JSON.parse(written.stdout).head);

  const elsewhere = await browser.newContext({ offline: true });
  const reader = await elsewhere.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  reader.on('request', (request) => asked.push(request.url()));
  reader.on('console', (message) => said.push(message.text()));
  reader.on('pageerror', (error) => said.push(error.message));
  await reader.goto(pathToFileURL(pack).href);
  await expect(reader.locator('#verdict .good')).toContainText('4 条记录的哈希链完整');
  await expect(reader.locator('main')).toContainText('审图号:无');
  await expect(reader.locator('main')).toContainText('多张发货单成批出现，说明不成立');
  expect(await reader.locator('main svg .sign').count()).toBeGreaterThan(1);
  expect(asked).toEqual([reader.url()]);
  expect(said).toEqual([]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await reader.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page: reader }).analyze()).violations).toEqual([]);
  }
  await reader.getByRole('button', { name: 'English' }).click();
  await expect(reader.getByRole('heading', { name: 'From shipment to scan' })).toBeVisible();

  const text = readFileSync(pack, 'utf8');
  const damaged = (name: string, change: (whole: string) => string): string => {
    const path = join(folder, `${name}.html`);
    writeFileSync(path, change(text));
    return path;
  };
  const words = '称系下游客户自行转卖';
  const altered = damaged('data', (whole) => whole.replaceAll(words, '称此货确系本公司所发'));
  await reader.goto(pathToFileURL(altered).href);
  await expect(reader.locator('#verdict .bad')).toContainText('第 3 条记录');
  expect(cli('verify-pack', altered).status).toBe(1);
  const repainted = damaged('page', (whole) => whole.replace(words, '承认发货'));
  await reader.goto(pathToFileURL(repainted).href);
  await expect(reader.locator('#verdict .bad')).toContainText('页面所示与数据不符');
  expect(cli('verify-pack', repainted).status).toBe(1);
  const cut = cli(
    'verify-pack',
    damaged('cut', (whole) => whole.slice(0, whole.length / 2)),
  );
  expect([cut.status, cut.stderr]).toEqual([2, expect.stringContaining('input_invalid')]);
  await elsewhere.close();
});
