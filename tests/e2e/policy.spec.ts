// Goal: a manager sees where a dealer stands and what the next order is worth, changes an agreement, tries it on history and
// proposes it. Method: the browser shell on the synced demo, by mouse and keyboard; axe on each sheet; what was proposed is
// looked for in the list of proposals.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/workstation.ts';

async function openStanding(page: Page) {
  const row = page.locator('.ag-row[row-index="0"]').first();
  await row.locator('[col-id="standing"]').click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.locator('.standing-card').first()).toBeVisible();
  return sheet;
}

const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  return found.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`);
};

test('a dealer’s tiers are told, and what an order brings', async ({ workstation }) => {
  const sheet = await openStanding(workstation);
  await expect(sheet.getByRole('img', { name: /的档位/ }).first()).toBeVisible();
  await sheet.getByRole('textbox', { name: '金额（元）' }).fill('100000');
  await expect(sheet.locator('.order-worth strong')).toContainText('这一单共值返利');
  await sheet.getByRole('textbox', { name: '金额（元）' }).fill('0');
  await expect(sheet).toContainText('请写一个大于零的数');
  expect(await violations(workstation)).toEqual([]);
});

test('an agreement is changed, undone, tried on history and proposed', async ({ workstation, stack }) => {
  const standing = await openStanding(workstation);
  await standing
    .locator('.standing-card', { has: workstation.locator('.ladder') })
    .first()
    .getByRole('button', { name: '修改并试算…' })
    .click();
  const editor = workstation.getByRole('dialog', { name: /^协议：/ });
  const rate = editor.getByRole('textbox', { name: '比例 % 1', exact: true });
  const before = await rate.inputValue();
  await rate.fill('x');
  await expect(rate).toHaveAttribute('aria-invalid', 'true');
  await expect(editor.getByRole('button', { name: '提交审批' })).toBeDisabled();
  await editor.getByRole('button', { name: '撤销' }).click();
  await expect(rate).toHaveValue(before);
  await rate.fill('1.25');
  await expect(editor.locator('.policy-words')).toContainText('1.25%');
  await expect(editor.locator('.policy-table').first()).toContainText('× 1.25%');
  await expect(editor.locator('.policy-findings [data-severity="notice"]').first()).toBeVisible();
  expect(await violations(workstation)).toEqual([]);

  await editor.getByRole('button', { name: '试算' }).click();
  await expect(editor.locator('.simulation-answer')).toContainText('总成本', { timeout: 60_000 });
  await expect(editor.locator('.simulation-answer')).toContainText('没有封顶');
  expect(await violations(workstation)).toEqual([]);

  await editor.getByRole('button', { name: '提交审批' }).click();
  await expect(editor.getByRole('status').last()).toContainText('已提交');
  const proposed = "select count(*)::int as n from ho.proposal where kind = 'agreement_version'";
  await expect.poll(async () => (await stack.headOffice.query<{ n: number }>(proposed))[0]?.n).toBe(1);
});
