// Goal: a manager sees where a dealer stands, changes an agreement, tries it on history and proposes it, and brings a
// dispute to its end with the dealer's own file. Method: the browser shell on the synced demo; what the screen states is
// worked out here again from head office's lines and tiers, in whole 分; the ends are looked for in head office. A picture
// of each step is kept, and axe looks at each sheet.
import AxeBuilder from '@axe-core/playwright';
import { utils, write } from '@e965/xlsx';
import type { Locator, Page, TestInfo } from '@playwright/test';
import { encodeGbk } from '../../db/service/gbk.ts';
import { expect, type HeadOffice, sitDown, test } from './support/workstation.ts';

test.use({ company: 'proposals', viewport: { width: 1280, height: 800 } });
// axe and the engine share two cores with a head office and a laptop.
test.describe.configure({ timeout: 240_000 });

/** An agreement of tiers over the whole volume, and what counts under it, as head office has them. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly dealerId: string;
  readonly version: number;
  readonly rule: {
    readonly kind: string;
    readonly edge: string;
    readonly tiers: readonly { readonly from: string; readonly ratePpm: number }[];
  };
  readonly lines: readonly Line[];
}
interface Line {
  readonly document: string;
  readonly day: string;
  readonly goods: string;
  readonly fen: number;
}

/** The agreement of a row of the ledger. */
async function knownOf(row: Locator, { query }: HeadOffice): Promise<Known> {
  const code = /FL\d+/.exec(await row.innerText())?.[0] ?? '';
  const [agreement] = await query<Omit<Known, 'lines'> & { from: string }>(
    `select a.id::text, a.name, a.dealer_id::text as "dealerId", v.version, v.rule -> 'rule' as rule,
       v.effective_from::text as "from"
     from ho.agreement a join ho.agreement_version v on v.agreement_id = a.id
     where a.code = '${code}' and v.state = 'approved' order by v.version desc limit 1`,
  );
  if (agreement === undefined) throw new Error(`Head office has no agreement ${code}`);
  const { from, ...known } = agreement;
  // The figures below are of such a rule; the demo's first row has one.
  expect([known.rule.kind, known.rule.edge]).toEqual(['whole_volume', '>']);
  const lines = await query<Omit<Line, 'fen'> & { fen: string }>(
    `select l.order_code as document, l.business_date::text as day, s.name as goods, l.net_fen::text as fen
     from ho.sales_line l join ho.sku s on s.id = l.sku_id
     where l.dealer_id = '${known.dealerId}' and l.business_date >= '${from}' order by l.business_date, l.id`,
  );
  return { ...known, lines: lines.map((line) => ({ ...line, fen: Number(line.fen) })) };
}

const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { fen }) => sum + fen, 0);

/** What a volume earns: all of it at the rate of the highest tier that it exceeds; both in 分, halves up. */
function earned(volumeFen: number, tiers: Known['rule']['tiers']): number {
  const rate = tiers.findLast(({ from }) => volumeFen > Math.round(Number(from) * 100))?.ratePpm ?? 0;
  return Number((BigInt(volumeFen) * BigInt(rate) + 500_000n) / 1_000_000n);
}

const digits = (fen: number, least: number): string =>
  (fen / 100).toLocaleString('en-US', { minimumFractionDigits: least, maximumFractionDigits: 2 }).replace('-', '−');
/** As the ledger writes 分: `1,234.50`. */
const money = (fen: number): string => digits(fen, 2);
/** As a rule is told: `1,234.5 元`. */
const told = (fen: number): string => `${digits(fen, 0)} 元`;
/** As a dealer's money is told: `1,234.50 元`. */
const paid = (fen: number): string => `${money(fen)} 元`;
const fenOf = (text: string): number => Number(text.replace('−', '-').replace(/[^\d-]/g, ''));

const firstRow = (page: Page): Locator => page.locator('.ag-row[row-index="0"]').first();
const picture = async (page: Page, testInfo: TestInfo, name: string): Promise<void> => {
  await page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
};
const accessible = async (page: Page): Promise<void> => {
  expect((await new AxeBuilder({ page }).include('dialog[open]').analyze()).violations).toEqual([]);
};

async function openStanding(page: Page): Promise<Locator> {
  await firstRow(page).locator('[col-id="standing"]').click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.locator('.standing-card').first()).toBeVisible({ timeout: 60_000 });
  return sheet;
}

/** From a row of the ledger to the dispute about it. */
async function openDispute(page: Page): Promise<Locator> {
  await firstRow(page).locator('[col-id="accruedFen"]').click();
  await page.getByRole('dialog').getByRole('button', { name: '对账争议' }).click();
  const sheet = page.getByRole('dialog', { name: /^对账争议：/ });
  await expect(sheet.getByRole('button', { name: '对账', exact: true })).toBeEnabled({ timeout: 60_000 });
  return sheet;
}

/** Has a claim explained; gives our amount, his, the difference and the effects of the causes, in 分. */
async function explain(sheet: Locator, claimed: string): Promise<{ sums: number[]; effects: number[] }> {
  await sheet.getByRole('textbox', { name: '经销商主张金额（元）' }).fill(claimed);
  await sheet.getByRole('button', { name: '对账', exact: true }).click();
  const sums = sheet.locator('.dispute-sums dd');
  await expect(sums).toHaveCount(3, { timeout: 60_000 });
  return {
    sums: (await sums.allInnerTexts()).map(fenOf),
    effects: (await sheet.locator('.dispute-table tbody td.number').allInnerTexts()).map(fenOf),
  };
}

test('a dealer’s tiers are told as head office has them, and what an order brings', async ({
  workstation,
  headOffice,
}, testInfo) => {
  const known = await knownOf(firstRow(workstation), headOffice);
  const { tiers } = known.rule;
  const volume = totalOf(known.lines);
  const sheet = await openStanding(workstation);
  const card = sheet.getByRole('region', { name: `${known.name} 2026`, exact: true });
  await expect(card).toContainText(`目前可得 ${paid(earned(volume, tiers))}`);
  await expect(card).toContainText(`已累计 ${paid(volume)}`);
  await expect(card.getByRole('img', { name: /的档位/ })).toBeVisible();
  await expect(card.getByRole('listitem')).toHaveText(
    tiers.map(({ from, ratePpm }) => {
      const isReached = volume > Math.round(Number(from) * 100);
      return new RegExp(`超过 ${told(Number(from) * 100)}\\s*${ratePpm / 10_000}%${isReached ? '.*已达到' : ''}`, 's');
    }),
  );
  await sheet.getByRole('combobox', { name: '按哪份协议' }).selectOption({ label: known.name });
  const amount = sheet.getByRole('textbox', { name: '金额（元）' });
  await amount.fill('100000');
  const worth = earned(volume + 10_000_000, tiers) - earned(volume, tiers);
  await expect(sheet.locator('.order-worth strong')).toHaveText(`这一单共值返利 +${paid(worth)}`, { timeout: 60_000 });
  await picture(workstation, testInfo, 'standing');
  await accessible(workstation);
  await amount.fill('0');
  await expect(sheet).toContainText('请写一个大于零的数');
  await expect(amount).toHaveAttribute('aria-invalid', 'true');
});

test('an agreement is changed, mended, tried on history and proposed', async ({
  workstation,
  headOffice,
}, testInfo) => {
  const known = await knownOf(firstRow(workstation), headOffice);
  const { tiers } = known.rule;
  const volume = totalOf(known.lines);
  const standing = await openStanding(workstation);
  const card = standing.getByRole('region', { name: `${known.name} 2026`, exact: true });
  await card.getByRole('button', { name: '修改并试算…' }).click();
  const editor = workstation.getByRole('dialog', { name: `协议：${known.name}` });
  const rate = editor.getByRole('textbox', { name: `比例 % ${tiers.length}`, exact: true });
  const from = editor.getByRole('textbox', { name: `门槛 ${tiers.length}`, exact: true });
  const propose = editor.getByRole('button', { name: '提交审批' });
  await expect(editor).toContainText('条款与现行版本相同');
  await expect(propose).toBeDisabled();
  await picture(workstation, testInfo, 'editor');
  await accessible(workstation);

  // What is wrong is told beside the field while it is typed, and keeps the draft from being sent; undone by keyboard.
  const before = [await rate.inputValue(), await from.inputValue()];
  await rate.fill('x');
  await expect(rate).toHaveAttribute('aria-invalid', 'true');
  await from.fill('1');
  await expect(editor.locator('.policy-findings [data-severity="error"]').first()).toBeVisible();
  await expect(propose).toBeDisabled();
  await picture(workstation, testInfo, 'editor-wrong');
  await workstation.keyboard.press('Control+z');
  await editor.getByRole('button', { name: '撤销' }).click();
  expect([await rate.inputValue(), await from.inputValue()]).toEqual(before);

  // The draft is told in words, by examples and as a curve, and what it invites to.
  await rate.fill('3');
  await expect(editor.locator('.policy-words')).toContainText('计返金额的 3%');
  await expect(editor.locator('.policy-table').first()).toContainText('× 3%');
  await expect(editor.locator('.policy-findings [data-severity="notice"]').last()).toContainText('没有封顶');
  await editor.getByRole('heading', { name: '返利曲线' }).scrollIntoViewIfNeeded();
  await accessible(workstation);

  // On this year's lines the change costs what it costs on head office's.
  await editor.getByRole('button', { name: '试算', exact: true }).click();
  const answer = editor.locator('.simulation-answer');
  const changed = tiers.map((tier, at) => (at === tiers.length - 1 ? { ...tier, ratePpm: 30_000 } : tier));
  const more = earned(volume, changed) - earned(volume, tiers);
  expect(more).toBeGreaterThan(0);
  await expect(answer).toContainText(`变动 +¥${money(more)}`, { timeout: 60_000 });
  await expect(answer).toContainText('1 家增加 · 0 家减少');
  await expect(answer).toContainText('无上限');
  await answer.scrollIntoViewIfNeeded();
  await picture(workstation, testInfo, 'simulation');
  await accessible(workstation);

  const proposals = `select p.state, (p.body -> 'version' ->> 'version')::int as version, pe.code as maker,
      p.body -> 'version' -> 'rule' -> 'rule' -> 'tiers' -> ${tiers.length - 1} ->> 'ratePpm' as rate
    from ho.proposal p join ho.person pe on pe.id = p.maker_id
    where p.kind = 'agreement_version' and p.body -> 'agreement' ->> 'id' = '${known.id}' order by p.made_at desc`;
  const earlier = await headOffice.query(proposals);
  await propose.click();
  await expect(editor.getByRole('status').last()).toContainText('已提交');
  await picture(workstation, testInfo, 'proposed');
  const made = { state: 'open', version: known.version + 1, maker: 'zhoumin', rate: '30000' };
  await expect.poll(() => headOffice.query(proposals), { timeout: 60_000 }).toEqual([made, ...earlier]);
  // Nothing is changed by a proposal.
  expect((await knownOf(firstRow(workstation), headOffice)).version).toBe(known.version);
});

test('a dispute names the bad cells, explains the dealer’s file line by line, and ends with a record', async ({
  workstation,
  headOffice,
}, testInfo) => {
  const known = await knownOf(firstRow(workstation), headOffice);
  const { tiers } = known.rule;
  const sheet = await openDispute(workstation);
  await accessible(workstation);
  const file = sheet.getByLabel('经销商对账表');
  const ours = earned(totalOf(known.lines), tiers);
  const notes = `select body from ho.annotation where dealer_id = '${known.dealerId}' and body like '对账争议结案：%'`;
  const noted = (await headOffice.query(notes)).length;

  // A claim that is no amount, and a file in GBK with a cell that nobody can read: nothing is guessed.
  await sheet.getByRole('textbox', { name: '经销商主张金额（元）' }).fill('很多');
  await sheet.getByRole('button', { name: '对账', exact: true }).click();
  await expect(sheet.getByRole('alert')).toContainText('1234.50');
  await file.setInputFiles({ name: '对账.csv', mimeType: 'text/csv', buffer: Buffer.from(encodeGbk('单据号,金额\nA-1,1.2万\n')) });
  await sheet.getByRole('textbox', { name: '经销商主张金额（元）' }).fill('1,000');
  await sheet.getByRole('button', { name: '对账', exact: true }).click();
  await expect(sheet.getByRole('row', { name: 'B2 金额看不清，请写成 1234.50 1.2万' })).toBeVisible({ timeout: 60_000 });
  await expect(sheet.locator('.dispute-sums')).toHaveCount(0);
  await picture(workstation, testInfo, 'dispute-bad');
  await accessible(workstation);

  // His workbook lacks our largest line and has the next one twice: these two, and nothing else, are the difference.
  const [lacking, twice] = known.lines.toSorted((a, b) => b.fen - a.fen);
  if (lacking === undefined || twice === undefined) throw new Error('The demo’s dealer bought something');
  const theirs = [...known.lines.filter((line) => line !== lacking), twice];
  const rows = theirs.map(({ document, day, goods, fen }) => [document, day, goods, fen / 100]);
  const book = utils.book_new(utils.aoa_to_sheet([['单据号', '日期', '货品', '金额'], ...rows]), '对账');
  await file.setInputFiles({ name: '对账.xlsx', mimeType: '', buffer: write(book, { type: 'buffer', bookType: 'xlsx' }) });
  const claimed = earned(totalOf(theirs), tiers);
  const { sums, effects } = await explain(sheet, money(claimed));
  expect(sums).toEqual([ours, claimed, claimed - ours]);
  expect(effects.reduce((sum, one) => sum + one, 0)).toBe(claimed - ours);
  await expect(sheet.locator('[data-cause]')).toHaveCount(3);
  await expect(sheet.locator('[data-cause="line_missing"]')).toContainText(`${lacking.document} · ${lacking.day} · ${lacking.goods}`);
  await expect(sheet.locator('[data-cause="line_repeated"]')).toContainText(money(twice.fen));
  await expect(sheet.locator('[data-cause="rest"] td').last()).toHaveText('0.00');
  await picture(workstation, testInfo, 'dispute');
  await accessible(workstation);

  // It may be closed here; an adjustment is finance's to propose.
  await expect(sheet.getByRole('button', { name: /^提议调整/ })).toBeDisabled();
  await sheet.getByRole('textbox', { name: '补充说明' }).fill('双方已核对');
  await sheet.getByRole('button', { name: '结案并留下记录' }).click();
  await expect(sheet.getByRole('status')).toContainText('已结案');
  await picture(workstation, testInfo, 'dispute-closed');
  await expect.poll(async () => (await headOffice.query(notes)).length, { timeout: 60_000 }).toBe(noted + 1);
  const [{ body } = { body: '' }] = await headOffice.query<{ body: string }>(`${notes} order by written_at desc`);
  expect(body).toContain(`我方 ${money(ours)}，对方 ${money(claimed)}，差额 ${money(claimed - ours)}`);
  for (const part of [lacking.document, '对方重复列入', '双方已核对']) expect(body).toContain(part);
  await workstation.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
}); // biome-ignore format: one call a line

test('whoever keeps the books proposes what a dispute comes to', async ({ browser, headOffice }, testInfo) => {
  test.setTimeout(600_000);
  const finance = await sitDown(browser, headOffice, 'caiwu1');
  const { page } = finance;
  const code = /FL\d+/.exec(await firstRow(page).innerText())?.[0];
  const sheet = await openDispute(page);
  const [ours = 0] = (await explain(sheet, '0')).sums;
  const { sums } = await explain(sheet, money(ours + 12_345));
  expect(sums).toEqual([ours, ours + 12_345, 12_345]);
  await sheet.getByRole('button', { name: '提议调整 123.45' }).click();
  await expect(sheet.getByRole('status').last()).toContainText('已提议调整');
  await picture(page, testInfo, 'adjustment');
  const proposals = `select p.state, line ->> 'amountFen' as fen, a.code
    from ho.proposal p cross join jsonb_array_elements(p.body -> 'lines') line
    join ho.agreement a on a.id::text = line ->> 'agreementId' where p.kind = 'override'`;
  await expect
    .poll(() => headOffice.query(proposals), { timeout: 60_000 })
    .toEqual([{ state: 'open', fen: '12345', code }]);
  await finance.stop();
});
