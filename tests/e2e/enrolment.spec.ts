// Goal: a laptop finds its way in on the screen, is told in a sentence what is wrong, looks after a restart as it did
// before, and says so when its data service is gone. Method: a second laptop with nothing on it, in a real Chromium, against
// the real head office; its data service is really stopped and started.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, startLaptop, test } from './support/workstation.ts';

test('enrolled by the screen, remembered over a restart, honest when the service is lost', async ({
  browser,
  headOffice,
}) => {
  test.setTimeout(300_000);
  const data = mkdtempSync(join(tmpdir(), 'rsw-e2e-new-'));
  let laptop = await startLaptop(data);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(laptop.entrance);

  const submit = page.getByRole('button', { name: '登记并开始同步' });
  const address = page.getByRole('textbox', { name: '总部地址' });
  const code = page.getByRole('textbox', { name: '登记码' });
  await submit.click();
  await expect(address).toBeFocused();
  await expect(page.getByText('请填写完整的总部地址')).toBeVisible();
  await expect(page.getByText('登记码是 16 到 64 个字符')).toBeVisible();
  const refused = async (at: string, with_: string, sentence: string): Promise<void> => {
    await address.fill(at);
    await code.fill(with_);
    await submit.click();
    await expect(page.getByRole('alert')).toContainText(sentence);
  };
  await refused('http://127.0.0.1:9', 'x'.repeat(20), '联系不上总部');
  await refused(laptop.origin, 'x'.repeat(20), '不是总部');
  await refused(headOffice.address, 'x'.repeat(20), '登记码');
  await code.fill(await headOffice.enrol('zhoumin'));
  await submit.click();
  await expect(page.locator('[data-kpi="net_sales"]')).toBeVisible({ timeout: 60_000 });

  await page.keyboard.press('Control+,');
  await page.getByRole('radio', { name: '深色' }).check({ force: true });
  await page.getByRole('radio', { name: 'English' }).check({ force: true });
  await page.getByRole('radio', { name: '30 min' }).check({ force: true });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('D0001');
  await page.keyboard.press('Enter');
  await expect(page.locator('.chip')).toHaveCount(1);
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('region', { name: 'Diversion map' })).toBeHidden();

  await laptop.stop();
  await expect(page.locator('[data-connection="lost"]')).toContainText('What you saved is safe');
  await expect(page.locator('[data-connection="lost"]').getByRole('button', { name: 'Try again' })).toBeVisible();

  laptop = await startLaptop(data);
  await page.goto(laptop.entrance);
  await expect(page.getByRole('region', { name: 'Rebate ledger' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Diversion map' })).toBeHidden();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('radio', { name: '30 min' })).toBeChecked();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByText('Recent choices')).toBeVisible();

  // A lease that has run out: the data leaves the screen and comes back with head office.
  await laptop.stop();
  await headOffice.network('off');
  execFileSync(process.execPath, ['tests/support/end-lease.ts', data]);
  laptop = await startLaptop(data);
  await page.goto(laptop.entrance);
  const retry = page.getByRole('button', { name: 'Contact head office now' });
  await expect(page.getByText('The workstation is locked')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Rebate ledger' })).toHaveCount(0);
  await expect(page.getByRole('status')).toContainText('Head office is out of reach at the moment');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await headOffice.network('on');
  await retry.click();
  await expect(page.getByRole('region', { name: 'Rebate ledger' })).toBeVisible();
  await context.close();
  await laptop.stop();
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
});
