// Goal: everything around the panes works by keyboard alone and is remembered: palette, layout, settings, notes, sync,
// the way in. Method: a real Chromium against a real data service and head office; the network is really cut, the laptop
// really restarted.
import { expect, test } from './support/workstation.ts';

// Everything is looked at several times over: slow where the graphics are drawn by the processor.
test.describe.configure({ timeout: 180_000 });

test('the palette finds a dealer by pinyin initials and a command by name, by keyboard alone', async ({
  workstation,
}) => {
  await workstation.keyboard.press('Control+k');
  const field = workstation.getByRole('dialog').getByRole('combobox');
  await expect(field).toBeFocused();
  const dealer = await workstation.getByRole('gridcell').first().innerText();
  await field.pressSequentially(dealer);
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('button', { name: `移除 ${dealer}` })).toBeVisible();
  await expect(workstation.locator('[data-kpi="active_dealers"]')).toHaveAttribute('data-value', /^[01]$/);

  // Enter before the answer is there takes the best find all the same, never one of an older text.
  await workstation.keyboard.press('Control+k');
  await field.fill('苏州');
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('dialog')).toHaveCount(0);
  await workstation.keyboard.press('Control+k');
  await expect(workstation.getByRole('option').first()).toContainText('苏州');
  await field.fill('jcnt');
  await expect(workstation.getByText('没有找到')).toBeVisible();
  await field.fill('qcqbsx');
  await workstation.keyboard.press('Enter');
  await expect(workstation.locator('.chip')).toHaveCount(0);
  await workstation.keyboard.press('Alt+ArrowLeft');
  await expect(workstation.locator('.chip').first()).toBeVisible();
  await workstation.keyboard.press('Alt+ArrowRight');
  await expect(workstation.locator('.chip')).toHaveCount(0);
});

test('periods: a step back, a month, days, and the chip that brings the first one back', async ({ workstation }) => {
  const sales = workstation.locator('[data-kpi="net_sales"]');
  const before = await sales.getAttribute('data-value');
  await workstation.getByRole('button', { name: '上一期' }).click();
  await expect(workstation.getByRole('button', { name: '移除 2026 年第二季度' })).toBeVisible();
  await workstation.getByRole('button', { name: '期间: 2026 年第二季度' }).click();
  await workstation.getByRole('button', { name: '8 月', exact: true }).click();
  await expect(workstation.getByRole('button', { name: '移除 2026 年 8 月' })).toBeVisible();
  await workstation.getByRole('button', { name: '期间: 2026 年 8 月' }).click();
  await workstation.getByRole('textbox', { name: '开始日期' }).fill('2026-08-40');
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('alert')).toContainText('2026-01-31');
  await workstation.getByRole('textbox', { name: '开始日期' }).fill('2026-08-03');
  await workstation.getByRole('textbox', { name: '结束日期' }).fill('2026-08-09');
  await workstation.keyboard.press('Enter');
  await workstation.getByRole('button', { name: '移除 2026-08-03 至 2026-08-09' }).click();
  await expect(sales).toHaveAttribute('data-value', before ?? '');
});

test('a pane is maximised by button, header, rail and key; layout and maximising outlive the page', async ({
  workstation,
}) => {
  const resetLayout = async (): Promise<void> => {
    await workstation.keyboard.press('Control+k');
    await workstation.getByRole('dialog').getByRole('combobox').fill('恢复默认布局');
    await workstation.keyboard.press('Enter');
  };
  await resetLayout();
  const map = workstation.getByRole('region', { name: '防窜货预警地图' });
  const ledger = workstation.getByRole('region', { name: '返利台账' });
  await ledger.getByRole('button', { name: '最大化' }).click();
  await expect(map).toBeHidden();
  await workstation.keyboard.press('Escape');
  await expect(map).toBeVisible();
  await ledger.getByRole('heading', { name: '返利台账' }).dblclick();
  await expect(map).toBeHidden();
  await workstation.getByRole('button', { name: '工作台' }).click();
  await expect(map).toBeVisible();
  await workstation.keyboard.press('Alt+1');
  await expect(ledger).toBeHidden();
  await expect(workstation.getByRole('button', { name: '窜货' })).toHaveAttribute('aria-current', 'page');
  await workstation.reload();
  await expect(map).toBeVisible();
  await expect(ledger).toBeHidden();
  await workstation.keyboard.press('Alt+1');

  const height = async () => (await ledger.boundingBox())?.height ?? 0;
  await expect(ledger).toBeVisible();
  const before = await height();
  await workstation.getByRole('separator', { name: '调整上下两排的高度' }).focus();
  for (let press = 0; press < 3; press += 1) await workstation.keyboard.press('ArrowUp');
  await expect.poll(height).toBeGreaterThan(before);
  const after = await height();
  await workstation.reload();
  await expect(ledger).toBeVisible();
  await expect.poll(async () => Math.round(await height())).toBe(Math.round(after));
  await resetLayout();
  await expect.poll(async () => Math.round(await height())).toBe(Math.round(before));
});

test('keyboard alone leads from the skip link to a narrowed view and back', async ({ workstation }) => {
  await workstation.keyboard.press('Tab');
  await expect(workstation.getByRole('link', { name: '跳到面板' })).toBeFocused();
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('main')).toBeFocused();
  await workstation.keyboard.press('F6');
  await expect(workstation.getByRole('region', { name: '防窜货预警地图' })).toBeFocused();
  await workstation.getByRole('list', { name: '区外流向' }).getByRole('button').first().focus();
  await workstation.keyboard.press('Enter');
  await expect(workstation.locator('.chip')).toHaveCount(1);
  await workstation.keyboard.press('Alt+Backspace');
  await expect(workstation.locator('.chip')).toHaveCount(0);
  // The focus comes back to where it was.
  const settings = workstation.getByRole('button', { name: '设置' });
  await settings.focus();
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('dialog', { name: '设置' })).toBeVisible();
  await workstation.keyboard.press('Escape');
  await expect(settings).toBeFocused();
  await workstation.keyboard.press('?');
  await expect(workstation.getByRole('dialog', { name: '帮助' })).toBeVisible();
  await workstation.keyboard.press('Escape');
  await expect(workstation.getByRole('dialog')).toHaveCount(0);
});

test('a note is kept without the network, sent when it is back, and taken back', async ({
  workstation,
  headOffice,
}) => {
  const body = `窜货线索：客户称外地货便宜 ${Date.now()}`;
  await headOffice.network('off');
  await expect(workstation.locator('[data-sync-state="offline"]')).toBeVisible();
  await workstation.getByRole('gridcell').first().click();
  await workstation.locator('.chip').getByRole('button', { name: '资料与批注' }).click();
  const sheet = workstation.getByRole('dialog');
  await expect(sheet).toContainText('负责人');
  await sheet.getByRole('textbox', { name: '写一条批注…' }).fill(body);
  await workstation.keyboard.press('Control+Enter');
  const note = sheet.getByRole('listitem').filter({ hasText: body });
  await expect(note.locator('[data-delivery="waiting"]')).toBeVisible();
  await workstation.keyboard.press('Escape');
  await workstation.locator('.sync-pill').click();
  await expect(workstation.getByRole('dialog', { name: '同步' })).toContainText(body);
  await workstation.keyboard.press('Escape');
  await headOffice.network('on');
  await workstation.keyboard.press('Alt+s');
  await expect(workstation.locator('[data-sync-state="idle"]')).toBeVisible({ timeout: 60_000 });
  await workstation.keyboard.press('Alt+n');
  await expect(note.locator('[data-delivery="synced"]')).toBeVisible({ timeout: 60_000 });
  const [row] = await headOffice.query<{ n: string }>(
    `select count(*)::text as n from ho.annotation where body = '${body}' and withdrawn_at is null`,
  );
  expect(row?.n).toBe('1');
  await note.getByRole('button', { name: '撤回' }).click();
  await expect(note).toHaveCount(0);
});

test('the diagnosis finds a healthy laptop healthy, in words', async ({ workstation }) => {
  await workstation.keyboard.press('Control+,');
  const sheet = workstation.getByRole('dialog', { name: '设置' });
  await expect(sheet).toContainText('周敏');
  await sheet.getByRole('button', { name: '开始检查' }).click();
  const checks = sheet.getByRole('list', { name: '诊断' });
  await expect(checks.getByRole('listitem')).toHaveCount(7);
  await expect(checks.locator('li:not(.ok)')).toHaveCount(0);
});
