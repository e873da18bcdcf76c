// Goal: a manager sees his region in one linked view, with figures that head office would give, by mouse and by keyboard,
// with and without the network. Method: the browser shell in a real Chromium against a
// real data service, synced from a real head office; figures are asked there again in SQL.
import { expect, test } from './support/workstation.ts';

const QUARTER = "between date '2026-07-01' and date '2026-09-30'";

test('figures on the screen are those of head office', async ({ workstation, headOffice }) => {
  const value = async (key: string) => workstation.locator(`[data-kpi="${key}"]`).getAttribute('data-value');
  const [sales] = await headOffice.query<{ fen: string; dealers: string }>(
    `select sum(net_fen)::text as fen, count(distinct dealer_id) filter (where kind = 'order')::text as dealers from ho.sales_line where business_date ${QUARTER}`,
  );
  expect(await value('net_sales')).toBe(sales?.fen);
  expect(await value('active_dealers')).toBe(sales?.dealers);
  const [receipts] = await headOffice.query<{ fen: string }>(
    `select sum(amount_fen)::text as fen from ho.receipt where received_on ${QUARTER}`,
  );
  expect(await value('collection')).toBe(receipts?.fen);
  const [ledger] = await headOffice.query<{ fen: string }>(
    `select sum(debit_fen - credit_fen)::text as fen from ho.ledger_leg
     where account_code = 'rebate_expense' and kind <> 'diversion' and posting_date ${QUARTER}`,
  );
  const cents = Number(ledger?.fen);
  const accrued = `¥${Math.trunc(cents / 100).toLocaleString('en-US')}.${String(cents % 100).padStart(2, '0')}`;
  await expect(workstation.getByRole('region', { name: '返利台账' })).toContainText(`应计 ${accrued}`);
});

test('picking a flow narrows all three panes; the chip and undo bring them back', async ({ workstation }) => {
  const ledger = workstation.getByRole('region', { name: '返利台账' });
  const sales = workstation.locator('[data-kpi="net_sales"]');
  const before = await sales.getAttribute('data-value');
  const flow = workstation.getByRole('list', { name: '区外流向' }).getByRole('button').first();
  const dealer = (await flow.locator('strong').innerText()).split(' → ')[0] ?? '';
  await flow.click();
  const chip = workstation.getByRole('button', { name: `移除 ${dealer}` });
  await expect(chip).toBeVisible();
  await expect(sales).not.toHaveAttribute('data-value', before ?? '');
  await expect(ledger.getByRole('gridcell').first()).toHaveText(dealer);
  await expect(workstation.getByRole('region', { name: '防窜货预警地图' })).toContainText('经销商 1');
  await chip.click();
  await expect(sales).toHaveAttribute('data-value', before ?? '');
  await workstation.keyboard.press('Alt+ArrowLeft');
  await expect(chip).toBeVisible();
});

test('the sign of a territory stays a sign, whatever else of the page has been fetched', async ({ workstation }) => {
  await workstation.setViewportSize({ width: 1920, height: 1080 });
  // Sheets come with styles of their own when the page rests.
  await expect(workstation.locator('link[rel=stylesheet][href*=sheets]')).toBeAttached();
  await workstation.getByRole('list', { name: '区外流向' }).getByRole('button').first().click();
  const sign = workstation.locator('.map-signs .sign.territory');
  await expect(sign).toBeVisible();
  const box = await sign.boundingBox();
  expect([box?.width, box?.height].map((side) => (side ?? Infinity) < 20)).toEqual([true, true]);
});

test('a ledger row narrows the rest by keyboard', async ({ workstation }) => {
  const cell = workstation.getByRole('gridcell').first();
  const dealer = await cell.innerText();
  await cell.focus();
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('button', { name: `移除 ${dealer}` })).toBeVisible();
  await expect(workstation.locator('[data-kpi="active_dealers"]')).toHaveAttribute('data-value', /^[01]$/);
});

test('without the network everything stays in use, says how old it is, and catches up by itself', async ({
  workstation,
  headOffice,
}) => {
  await headOffice.network('off');
  await expect(workstation.locator('[data-sync-state="offline"]')).toBeVisible();
  await expect(workstation.getByText('与总部失去联系')).toBeVisible();
  const before = await workstation.locator('[data-kpi="net_sales"]').getAttribute('data-value');
  await workstation.getByRole('list', { name: '区外流向' }).getByRole('button').first().click();
  await expect(workstation.locator('[data-kpi="net_sales"]')).not.toHaveAttribute('data-value', before ?? '');
  await headOffice.network('on');
  await expect(workstation.locator('[data-sync-state="idle"]')).toBeVisible({ timeout: 60_000 });
});
