// Goal: scans that somebody brings in a file make an alert, the alert a case, which is heard, decided by somebody else,
// deducted in the ledger by way of a proposal, and leaves as a file that proves itself. Method: the demo head office, the
// manager's and the finance checker's laptops in two browsers; the file has codes of a dealer's own shipments; the
// time for an appeal is over when head office's row says so. The pack is saved from the screen and opened as a file, without
// the app and without a network, whole and damaged.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, sitDown, test } from './support/workstation.ts';

test.use({ company: 'cases' });
const folder = mkdtempSync(join(tmpdir(), 'rsw-cases-e2e-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const caseOf = (page: Page): Locator => page.getByRole('dialog', { name: /^案件：/ });
const accessible = async (page: Page, part: string): Promise<void> => {
  expect((await new AxeBuilder({ page }).include(part).analyze()).violations).toEqual([]);
};

/** Takes a step of the case that is shown, and waits until head office has written it down. */
async function step(page: Page, name: string, event: string, fill: (form: Locator) => Promise<void>): Promise<void> {
  const file = caseOf(page);
  await file.getByRole('group', { name: '下一步' }).getByRole('button', { name, exact: true }).click();
  const form = file.locator('footer form');
  await fill(form);
  await form.getByRole('button', { name: '提交' }).click();
  await expect(file.locator(`[data-event="${event}"]`)).toHaveCount(1, { timeout: 120_000 });
}

/** Codes of a dealer with much to lose, of one product line, shipped this summer, and the day each was last seen. */
const GOODS = `
  with goods as (
    select s.dealer_id, g.product_line_id as line, c.code, seen.seen_on,
      row_number() over (partition by s.dealer_id, g.product_line_id order by c.code) as no
    from ho.trace_code c join ho.shipment s on s.id = c.shipment_id
    join ho.sku k on k.id = c.sku_id join ho.category g on g.id = k.category_id
    join lateral (select max(x.scanned_on) as seen_on from ho.scan x where x.code = c.code) seen on seen_on < '2026-09-15'
    where s.shipped_on between '2026-07-01' and '2026-08-31'
  ), dealer as (
    select u.dealer_id, u.line from goods u join ho.entry e on e.dealer_id = u.dealer_id and e.posting_date >= '2026-07-01'
    join ho.entry_leg l on l.entry_id = e.id and l.account_code = 'rebate_accrued'
    where u.no = 24 group by 1, 2 order by sum(l.credit_fen) desc, 1, 2 limit 1
  )
  select d.name as dealer, u.code, u.seen_on::text as seen from goods u join dealer using (dealer_id, line)
  join ho.dealer d on d.id = u.dealer_id where u.no <= 24 order by u.code`;
const DAY_MS = 86_400_000;

test('from a file of scans to an alert, a decision, a deduction in the ledger, and a pack that proves itself without the app', async ({
  workstation,
  headOffice,
  browser,
}, testInfo) => {
  test.setTimeout(900_000);
  const picture = (of: Page, name: string) => of.screenshot({ path: testInfo.outputPath(`${name}.png`) });
  // Shops of Chengdu, where the dealer has no business, read his goods in the week after they were last seen.
  const goods = await headOffice.query<{ dealer: string; code: string; seen: string }>(GOODS);
  expect(goods).toHaveLength(24);
  const { dealer } = goods[0] as (typeof goods)[number];
  const lines = goods.map(({ code, seen }, n) => {
    const day = new Date(Date.parse(seen) + (2 + (n % 5)) * DAY_MS).toISOString().slice(0, 10);
    return `${code},${day} ${9 + (n % 9)}:${10 + n}:00,${(104.02 + 0.004 * n).toFixed(3)},${(30.62 + 0.003 * n).toFixed(3)},30,终端`;
  });
  await workstation.keyboard.press('Alt+i');
  const imports = workstation.getByRole('dialog', { name: '导入扫码' });
  const buffer = Buffer.from(['码值,扫码时间,经度,纬度,精度,角色', ...lines].join('\n'));
  await imports.locator('input[type="file"]').setInputFiles({ name: '成都终端.csv', mimeType: 'text/csv', buffer });
  await expect(imports.getByRole('button', { name: '导入 24 行' })).toBeVisible();
  await picture(workstation, '1-import');
  await imports.getByRole('button', { name: '导入 24 行' }).click();
  await expect(imports.locator('tr[data-import]').first()).toHaveAttribute('data-state', 'taken', { timeout: 120_000 });
  await workstation.keyboard.press('Escape');

  // The manager looks at what was found, and why.
  await workstation.getByRole('button', { name: '预警与案件' }).click();
  const alerts = workstation.getByRole('region', { name: '窜货预警' });
  const row = alerts.locator('tbody tr[data-tier="case"]').filter({ hasText: dealer }).filter({ hasText: '成都' });
  await expect(row).toHaveCount(1, { timeout: 120_000 });
  await picture(workstation, '2-alerts');
  await row.getByRole('button', { name: /^解释/ }).focus();
  await workstation.keyboard.press('Enter');
  const reasons = workstation.getByRole('dialog', { name: new RegExp(`^${dealer} →`) });
  await expect(reasons.locator('[data-term="excess"]')).toContainText('偶然概率');
  for (const heading of ['反证', '怎样就不会立案'])
    await expect(reasons.getByRole('heading', { name: heading })).toBeVisible();
  await accessible(workstation, 'dialog.sheet');
  await picture(workstation, '3-reasons');

  // He opens a case, adds a photograph and what the dealer says.
  await reasons.getByRole('button', { name: '立案', exact: true }).click();
  const file = caseOf(workstation);
  await expect(file.locator('[data-event="open"]')).toHaveCount(1, { timeout: 120_000 });
  await expect(file.getByText('1 条记录的哈希链完整')).toBeVisible();
  await expect(file.getByRole('region', { name: '从发货到扫码' }).locator('tbody tr').first()).toContainText('CK');
  const photo = readFileSync('resources/icons/icon.png');
  await step(workstation, '添加证据', 'add_evidence', (form) =>
    form.locator('input[type="file"]').setInputFiles({ name: '货架.png', mimeType: 'image/png', buffer: photo }),
  );
  await expect(file.getByText('货架.png（')).toBeVisible();
  await step(workstation, '记录经销商说明', 'explain', (form) =>
    form.getByRole('textbox').fill('称系下游客户自行转卖'),
  );
  // What the goods earned is told already, and frozen. He accused, so he may not decide.
  const deduction = file.getByRole('region', { name: '返利扣减' });
  await expect(deduction.getByText('冻结：案件尚未裁定')).toBeVisible({ timeout: 120_000 });
  await expect(file.getByRole('group', { name: '下一步' }).getByRole('button', { name: '裁定' })).toHaveCount(0);
  await accessible(workstation, 'dialog.sheet');

  // The finance checker decides on his own laptop.
  const checker = await sitDown(browser, headOffice, 'caiwu2');
  const { page } = checker;
  await page.getByRole('button', { name: '预警与案件' }).click();
  await page.getByRole('button', { name: '案件', exact: true }).click();
  await page
    .getByRole('region', { name: '案件' })
    .getByRole('button', { name: /^查看案件/ })
    .first()
    .click();
  await expect(caseOf(page)).toContainText(dealer);
  await step(page, '裁定', 'decide', async (form) => {
    await form.getByLabel('理由').selectOption('bulk_diversion');
    await form.getByRole('textbox').fill('多张发货单成批出现，说明不成立');
  });
  await expect(caseOf(page).getByText(/申诉截至 \d{4}-\d\d-\d\d（剩 10 个工作日）/)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '预警与案件' }).click();
  await page.getByRole('button', { name: '规则精确率' }).click();
  await expect(page.locator('[data-rule="excess"]')).toContainText('100.0%');
  await page.keyboard.press('Escape');

  // While the dealer may appeal nothing is sent; afterwards the manager sends what was calculated.
  await expect(deduction.getByText('冻结：申诉期未满')).toBeVisible({ timeout: 120_000 });
  await headOffice.query("update ho.diversion_case set appeal_deadline = '2026-01-01', row_version = row_version + 1");
  await expect(deduction.getByText('裁定已定，可提交')).toBeVisible({ timeout: 120_000 });
  await picture(workstation, '4-case');
  await deduction.scrollIntoViewIfNeeded();
  await picture(workstation, '5-deduction');
  const fen = Number(await deduction.locator('.deduction-sum').getAttribute('data-value'));
  expect(fen).toBeGreaterThan(0);
  await deduction.getByRole('button', { name: '提交扣减到台账' }).click();
  await expect(deduction.locator('[data-deduction="open"]')).toBeVisible({ timeout: 120_000 });
  const [proposal] = await headOffice.query<{ id: string; fen: string }>(
    `select id, (select sum((line ->> 'amountFen')::bigint)::text from jsonb_array_elements(body -> 'lines') line) as fen
     from ho.proposal where kind = 'diversion' and state = 'open'`,
  );
  expect(Number(proposal?.fen)).toBe(fen);

  // It lies before the checker among the ledger's proposals; head office calculates again when he approves.
  await page.getByRole('button', { name: '财务' }).click();
  await page.getByRole('button', { name: /审批/ }).click();
  const card = page.locator(`[data-proposal="${proposal?.id}"]`);
  await expect(card.locator('.amount').first()).toHaveAttribute('data-value', String(-fen), { timeout: 120_000 });
  await card.getByRole('checkbox').check();
  await page.getByRole('button', { name: '批准', exact: true }).click();
  await expect(deduction.locator('[data-deduction="approved"]')).toBeVisible({ timeout: 120_000 });
  const [posted] = await headOffice.query<{ fen: string }>(
    `select sum(l.credit_fen)::text as fen from ho.entry e join ho.entry_leg l on l.entry_id = e.id
     where e.kind = 'diversion' and e.proposal_id::text = '${proposal?.id}'`,
  );
  expect(Number(posted?.fen)).toBe(fen);
  await checker.stop();

  // The pack is saved from the case, and opened in a browser that knows nothing of the app.
  const saving = workstation.waitForEvent('download');
  await file.getByRole('button', { name: '保存证据包' }).click();
  const pack = join(folder, 'pack.html');
  await (await saving).saveAs(pack);
  expect((await saving).suggestedFilename()).toMatch(/^窜货证据包_.*\.html$/);
  await expect(file.getByText(/^已保存 窜货证据包_/)).toBeVisible();

  const elsewhere = await browser.newContext({ offline: true });
  const reader = await elsewhere.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  reader.on('request', (request) => {
    if (!request.url().startsWith('data:')) asked.push(request.url());
  });
  reader.on('console', (message) => said.push(message.text()));
  reader.on('pageerror', (error) => said.push(error.message));
  await reader.goto(pathToFileURL(pack).href);
  await expect(reader.locator('#verdict .good')).toContainText('4 条记录的哈希链完整');
  const main = reader.locator('main');
  await reader.screenshot({ path: testInfo.outputPath('6-pack.png'), fullPage: true });
  for (const text of [
    '审图号：无',
    '最少码数',
    '按总部基准检测',
    '多张发货单成批出现，说明不成立',
    `CNY ${(fen / 100).toFixed(2)}`,
  ])
    await expect(main).toContainText(text);
  expect(await main.locator('svg .sign').count()).toBeGreaterThan(1);
  // The photograph is inside, byte for byte.
  await expect(main.getByRole('img', { name: '货架.png' })).toHaveAttribute(
    'src',
    `data:image/png;base64,${photo.toString('base64')}`,
  );
  expect(asked).toEqual([reader.url()]);
  expect(said).toEqual([]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await reader.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page: reader }).analyze()).violations).toEqual([]);
  }
  await reader.getByRole('button', { name: 'English' }).click();
  await expect(reader.getByRole('heading', { name: 'From shipment to scan' })).toBeVisible();

  // No device of any consumer is in it; other words, another picture and another page are found.
  const text = readFileSync(pack, 'utf8');
  const devices = await headOffice.query<{ hash: string }>(
    'select distinct device_hash as hash from ho.scan where device_hash is not null limit 500',
  );
  expect(devices.filter(({ hash }) => text.includes(hash))).toEqual([]);
  const words = '称系下游客户自行转卖';
  const part = photo.toString('base64').slice(200, 240);
  for (const [change, found] of [
    [(whole: string) => whole.replaceAll(words, '称此货确系本公司所发'), '第 3 条记录'],
    [(whole: string) => whole.replace(part, 'A'.repeat(part.length)), '证据文件“货架.png”与案卷所记的哈希不符'],
    [(whole: string) => whole.replace(words, '承认发货'), '页面所示与数据不符'],
    [(whole: string) => whole.replace('"events":[{', '"events":[{,'), '数据不完整'],
  ] as const) {
    const altered = change(text);
    expect(altered).not.toBe(text);
    writeFileSync(join(folder, 'altered.html'), altered);
    await reader.goto(pathToFileURL(join(folder, 'altered.html')).href);
    await expect(reader.locator('#verdict .bad')).toContainText(found);
  }
  await elsewhere.close();
});
