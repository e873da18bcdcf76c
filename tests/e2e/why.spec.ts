// Goal: every figure answers why, by mouse and by keyboard, with rows that add up to it. Method: the browser shell on the
// synced demo; what a drawer shows is added up here and compared with the figure that opened it.
import { expect, test } from './support/workstation.ts';

const fen = (text: string): number => Number(text.replace('−', '-').replace(/[^\d-]/g, ''));

test('a figure of the dashboard says its formula, and its rows make it up', async ({ workstation }) => {
  const card = workstation.locator('[data-kpi="collection"]');
  const value = Number(await card.getAttribute('data-value'));
  await card.click();
  const drawer = workstation.getByRole('dialog', { name: /回款/ });
  await expect(drawer).toContainText('期间内收到的货款');
  await expect(drawer.locator('.why-checks li')).toHaveCount(1);
  const check = (await drawer.locator('.why-checks li').innerText()).match(/¥[\d,.]+/g)?.map(fen) ?? [];
  const rows = (await drawer.locator('tbody td:last-child').allInnerTexts()).map(fen);
  const shown = rows.reduce((sum, one) => sum + one, 0);
  expect(rows.length).toBeGreaterThan(0);
  // Whole: [sum]. Cut: [figure, shown, rest].
  if (check.length === 1) expect(check).toEqual([value]);
  else expect(check).toEqual([value, shown, value - shown]);
  await workstation.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(card).toBeFocused();
});

test('every figure of the dashboard has an explanation that does not contradict it', async ({ workstation }) => {
  const cards = workstation.locator('[data-kpi]');
  for (let at = 0; at < (await cards.count()); at += 1) {
    await cards.nth(at).focus();
    await workstation.keyboard.press('Enter');
    const drawer = workstation.getByRole('dialog');
    await expect(drawer.locator('.why-figure')).toBeVisible();
    await expect(drawer.locator('[data-outcome="differs"]')).toHaveCount(0);
    // A share of nothing has no value, but its two noughts are held against the rows all the same.
    const hasValue = (await cards.nth(at).getAttribute('data-value')) !== '';
    if (hasValue) expect(await drawer.locator('.why-checks li').count()).toBeGreaterThan(0);
    else await expect(drawer.locator('.why-figure')).toHaveText('—');
    await workstation.keyboard.press('Escape');
    await expect(drawer).toHaveCount(0);
  }
});

test('an amount of the ledger opens its postings by keyboard; they add up to the row', async ({ workstation }) => {
  const row = workstation.locator('.ag-row[row-index="0"]').first();
  const shown = Object.fromEntries(
    await Promise.all(
      ['openingFen', 'baseFen', 'accruedFen', 'confirmedFen', 'settledFen', 'deductedFen', 'balanceFen'].map(
        async (column) => [column, fen(await row.locator(`[col-id="${column}"]`).innerText())],
      ),
    ),
  ) as Record<string, number>;
  await row.locator('[col-id="accruedFen"]').focus();
  await workstation.keyboard.press('Enter');
  const drawer = workstation.getByRole('dialog');
  await expect(drawer.locator('[data-outcome="agrees"]')).toHaveCount(3);
  await expect(drawer.locator('[data-outcome="differs"]')).toHaveCount(0);
  const cells = drawer.locator('table').first().locator('tbody tr');
  const sums = [0, 0, 0, 0, 0];
  for (const entry of await cells.all()) {
    const amounts = (await entry.locator('td').allInnerTexts()).slice(-5).map(fen);
    amounts.forEach((amount, at) => {
      sums[at] = (sums[at] ?? 0) + amount;
    });
  }
  expect(sums).toEqual(['baseFen', 'accruedFen', 'confirmedFen', 'settledFen', 'deductedFen'].map((key) => shown[key]));
  expect(shown.openingFen! + shown.accruedFen! + shown.deductedFen! - shown.settledFen!).toBe(shown.balanceFen);
  // The dialog gave the focus back, and nothing was narrowed.
  await workstation.keyboard.press('Escape');
  await expect(workstation.getByRole('button', { name: /^移除/ })).toHaveCount(0);
});

test('thirteen months stand beside last year, and every bar is in a table that chooses', async ({ workstation }) => {
  const pane = workstation.getByRole('region', { name: '业绩仪表盘' });
  await pane.getByRole('button', { name: '13 个月趋势' }).click();
  await pane.getByRole('button', { name: '表格' }).click();
  await expect(pane.locator('tbody tr')).toHaveCount(13);
  await expect(pane.locator('tbody tr').last()).toContainText('2026-09');
  await pane.getByRole('button', { name: '区域 / 经销商' }).click();
  const bar = pane.locator('tbody button').first();
  const region = await bar.innerText();
  await bar.focus();
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('button', { name: new RegExp(`移除 ${region}`) })).toBeVisible();
});
