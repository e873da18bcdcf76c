// Goal: two people of finance take a period from the review of accruals to its close, and what leaves the screen is what head
// office has. Method: two laptops of the same head office; every figure that is stated is asked for there in SQL; the voucher
// file is read back leg by leg, and the statement is printed. Of each step a picture is kept, and axe finds nothing in it.
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page, TestInfo } from '@playwright/test';
import { DEFAULT_BOOK } from '../../db/domain/ledger/vouchers/chart.ts';
import { readVouchers } from '../../db/domain/ledger/vouchers/read-vouchers.ts';
import { readWorkbook } from '../../db/service/workbook.ts';
import { type Desk, expect as expectSoon, type HeadOffice, sitDown, test } from './support/workstation.ts';

// Two laptops and head office calculate beside the browser.
const expect = expectSoon.configure({ timeout: 60_000 });

test.use({ company: 'finance', viewport: { width: 1280, height: 800 } });

/** Somebody of finance at his own laptop, in the workplace. */
async function goToWork(browser: Browser, headOffice: HeadOffice, person: string): Promise<Desk> {
  const desk = await sitDown(browser, headOffice, person);
  await desk.page.keyboard.press('Alt+4');
  await expect(desk.page.getByRole('main', { name: '财务工作区' })).toBeVisible();
  return desk;
}

const step = (page: Page, name: string) =>
  page
    .getByRole('navigation', { name: '财务步骤' })
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
const period = (page: Page, code: string) => page.getByRole('combobox', { name: '期间' }).selectOption(code);
const chooseAll = (page: Page) => page.locator('.ag-header .ag-checkbox-input').check();
const fen = (text: string): number => Number(text.replace('−', '-').replace(/[^\d-]/g, ''));

/** The checker approves everything that waits, and head office has posted it. */
async function approveAll({ page }: Desk, kinds: readonly string[]): Promise<void> {
  await step(page, '审批');
  const open = page.getByRole('list', { name: '待审批的提案' });
  for (const kind of kinds) {
    const one = open.locator(`[data-kind="${kind}"]`);
    await one.getByRole('checkbox').check();
  }
  await page.getByRole('button', { name: '批准', exact: true }).click();
  await expect(open.getByRole('listitem')).toHaveCount(0, { timeout: 300_000 });
}

test('two people take a quarter from the accruals to its close', async ({
  browser,
  headOffice,
}, testInfo: TestInfo) => {
  test.setTimeout(1_200_000);
  const one = async (sql: string): Promise<string> =>
    (await headOffice.query<{ value: string | number | null }>(sql)).map(({ value }) => String(value)).join(' ');
  const picture = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`),
      name,
    ).toEqual([]);
  };
  const [maker, checker] = await Promise.all([
    goToWork(browser, headOffice, 'caiwu1'),
    goToWork(browser, headOffice, 'caiwu2'),
  ]);
  const { page } = maker;

  await test.step('a run that is cancelled has changed nothing; the next one tells what is earned and not posted', async () => {
    await page.getByRole('button', { name: '取消' }).click();
    await expect(page.getByText('已取消，什么都没有改变')).toBeVisible();
    await page.getByRole('button', { name: '重新计算' }).last().click();
    await period(page, '2026Q3');
    await expect(page.locator('.ag-row').first()).toBeVisible({ timeout: 300_000 });
    await page.getByRole('searchbox').fill('粮油');
    await page.locator('.ag-row[row-index="0"] [col-id]').nth(1).click();
    const why = page.getByRole('dialog', { name: /为什么/ });
    await expect(why).toContainText(/差额 ¥[\d,.]+ = 现应计 ¥[\d,.]+ − 已记账 ¥[\d,.]+/);
    await picture(page, '1-why');
    await page.keyboard.press('Escape');
    await chooseAll(page);
    await picture(page, '2-review');
  });

  const accrued = fen(await page.locator('.finance-bar .amount').innerText());
  await page.getByRole('button', { name: '提交计提' }).click();
  await expect(page.locator('.ag-row[row-index="0"]')).toContainText('待审批');
  await period(page, '2026Q2');
  await step(page, '确认');
  await chooseAll(page);
  await picture(page, '3-confirm');
  const confirmed = fen(await page.locator('.finance-bar .amount').innerText());
  await page.getByRole('button', { name: '提交确认' }).click();
  await step(page, '审批');
  await expect(page.locator('[data-kind="confirm"]')).toContainText('本人提交，由其他人审批');
  for (const box of await page.getByRole('checkbox').all()) await expect(box).toBeDisabled();

  const posted = (kind: string): Promise<string> =>
    one(`select sum(l.credit_fen - l.debit_fen) as value from ho.proposal p join ho.entry e on e.proposal_id = p.id
         join ho.entry_leg l on l.entry_id = e.id where p.kind = '${kind}' and l.account_code = '${
           kind === 'confirm' ? 'rebate_payable' : 'rebate_accrued'
         }'`);
  await test.step('the other one approves both, and head office posts what was on the screen', async () => {
    await step(checker.page, '审批');
    await expect(checker.page.locator('[data-kind="confirm"]')).toBeVisible();
    await picture(checker.page, '4-approve');
    await approveAll(checker, ['accrue', 'confirm']);
    expect([await posted('accrue'), await posted('confirm')]).toEqual([String(accrued), String(confirmed)]);
  });

  await test.step('what is payable is settled by red invoice, with the tax that was shown', async () => {
    await step(page, '结算');
    await expect(page.locator('.ag-row').first()).toBeVisible();
    await chooseAll(page);
    await page.getByRole('button', { name: '选择结算方式…' }).click();
    const sheet = page.getByRole('dialog', { name: /^结算/ });
    await sheet.getByRole('textbox', { name: /红字/ }).fill('26317000000012345678');
    const total = sheet.locator('tfoot td');
    await expect(total).toHaveCount(3);
    const [net = 0, tax = 0, gross = 0] = (await total.allInnerTexts()).map(fen);
    expect(net + tax).toBe(gross);
    await picture(page, '5-settle');
    await sheet.getByRole('button', { name: '提交结算' }).click();
    await expect(sheet).toHaveCount(0);
    await approveAll(checker, ['settle']);
    const settled = (...accounts: string[]): Promise<string> =>
      one(`select sum(l.debit_fen - l.credit_fen) as value from ho.proposal p join ho.entry e on e.proposal_id = p.id
           join ho.entry_leg l on l.entry_id = e.id
           where p.kind = 'settle' and l.account_code in (${accounts.map((account) => `'${account}'`).join()})`);
    expect([
      // The tax within 含税 rebates is revenue that the house does not have.
      await settled('rebate_payable', 'rebate_tax'),
      await settled('output_vat'),
      await settled('dealer_receivable'),
    ]).toEqual([String(net), String(tax), String(-gross)]);
  });

  await test.step('a dealer’s statement is printed on A4, and adds up to head office’s ledger', async () => {
    await step(page, '对账单');
    await expect(page.getByRole('article', { name: '返利对账单' })).toBeVisible();
    const dealer = /\((\w+)\)/.exec(await page.locator('.paper-facts').innerText())?.[1] ?? '';
    const closing = await page.locator('[data-total="closingFen"]').getAttribute('data-value');
    expect(closing).toBe(
      await one(`select sum(l.credit_fen - l.debit_fen) as value from ho.entry e join ho.entry_leg l on l.entry_id = e.id
                 join ho.dealer d on d.id = e.dealer_id where d.code = '${dealer}' and e.posting_date < '2026-07-01'
                 and l.account_code in ('rebate_accrued', 'rebate_payable')`),
    );
    await picture(page, '6-statement');
    const pdf = await page.pdf({ path: testInfo.outputPath('statement.pdf'), preferCSSPageSize: true });
    // 210 × 297 mm in points of 1/72 inch, and nothing of the screen around it.
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
  });

  await test.step('the vouchers of a month are read back to the legs of head office', async () => {
    await period(page, '2026Q3');
    await step(page, '凭证导出');
    await page.getByRole('radio', { name: '金蝶 KIS' }).check();
    await page.getByRole('combobox', { name: '记账日期' }).selectOption('2026-09');
    await expect(page.getByText('检查通过')).toBeVisible({ timeout: 120_000 });
    await picture(page, '7-vouchers');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: '保存 xlsx 文件' }).click();
    const file = testInfo.outputPath('vouchers.xlsx');
    await (await saving).saveAs(file);
    const read = readVouchers(readWorkbook(readFileSync(file)), DEFAULT_BOOK, 'kis');
    const legs = await headOffice.query<{ leg: string }>(
      `select concat_ws(' ', e.seq, l.account_code, l.debit_fen, l.credit_fen) as leg from ho.entry e
       join ho.entry_leg l on l.entry_id = e.id
       where e.posting_date >= '2026-09-01' and e.posting_date < '2026-10-01' order by 1`,
    );
    expect(
      read.map(({ seq, account, debitFen, creditFen }) => `${seq} ${account} ${debitFen} ${creditFen}`).sort(),
    ).toEqual(legs.map(({ leg }) => leg).sort());
    expect(legs.length).toBeGreaterThan(100);
  });

  await test.step('the quarter is closed in two steps, each asked for by one and approved by the other', async () => {
    await period(page, '2026Q2');
    await step(page, '关账');
    await page.getByRole('button', { name: '提交开始关账' }).click();
    await expect(page.getByText('已提交，等待另一位同事审批')).toBeVisible();
    await approveAll(checker, ['close_period']);
    const close = page.getByRole('button', { name: '提交关账' });
    await expect(close).toBeEnabled({ timeout: 300_000 });
    await expect(page.locator('[data-check="posted"]')).toHaveAttribute('data-outcome', 'ok');
    await picture(page, '8-checklist');
    await close.click();
    await approveAll(checker, ['close_period']);
    await expect(page.getByText('2026Q2 已关账，不能重开')).toBeVisible({ timeout: 120_000 });
    await picture(page, '9-closed');
    const hash = await one("select closed_hash as value from ho.period where code = '2026Q2' and state = 'closed'");
    await expect(page.getByText(hash.slice(0, 16))).toBeVisible();
  });
  await maker.stop();
  await checker.stop();
});
