// Goal: the map goes through a period week by week, by keyboard and undoable, shows two periods at once, and tells the life of
// a code; all are tables too. Method: the browser shell on the synced demo, figures compared with head office's.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './support/workstation.ts';

const PANE = '防窜货预警地图';

test('a period is gone through week by week; a week becomes the period, and undo takes it back', async ({
  workstation,
}) => {
  const pane = workstation.getByRole('region', { name: PANE });
  await pane.getByRole('button', { name: '更多' }).click();
  await workstation.getByRole('button', { name: '逐周查看' }).click();
  const bar = pane.getByRole('region', { name: '逐周查看' });
  const said = bar.getByRole('status');
  const slider = bar.getByRole('slider');
  await expect(said).toContainText('2026-07-01 – 2026-07-05');
  await slider.focus();
  await workstation.keyboard.press('ArrowRight');
  await expect(said).toContainText('2026-07-06 – 2026-07-12');
  const outside = /区外 ([\d,]+)，/.exec(await said.innerText())?.[1] ?? '';
  await expect(pane.locator('[data-verdict="outside"]')).toHaveText(outside);
  await pane.getByRole('button', { name: '表格' }).click();
  await expect(bar.locator('tr[data-chosen="true"]')).toContainText('2026-07-06 – 2026-07-12');
  await bar.getByRole('button', { name: '用作期间' }).click();
  const period = workstation.getByRole('button', { name: /^期间: / });
  await expect(period).toContainText('2026-07-06');
  await workstation.keyboard.press('Alt+ArrowLeft');
  await expect(period).toContainText('第三季度');
});

test('two periods are on one map: what is new, grown, unchanged, shrunk and gone, in signs, words and a table', async ({
  workstation,
}) => {
  const pane = workstation.getByRole('region', { name: PANE });
  await pane.getByRole('button', { name: '更多' }).click();
  await workstation.getByRole('button', { name: '对比两个期间' }).click();
  const bar = pane.getByRole('region', { name: '对比两个期间' });
  await expect(bar.getByRole('button', { name: '两期对照' })).toHaveAttribute('aria-pressed', 'true');
  const legend = bar.getByRole('list', { name: '两期对照图例' });
  const changes = ['新增', '增加', '持平', '减少', '消失'] as const;
  const flows: number[] = [];
  for (const [n, change] of changes.entries()) {
    const text = await legend.getByRole('listitem').nth(n).innerText();
    expect(text).toContain(change);
    flows.push(Number(/([\d,]+) 条/.exec(text)?.[1]?.replaceAll(',', '')));
  }
  const sum = flows.reduce((total, one) => total + one, 0);
  expect(sum).toBeGreaterThan(0);

  // The list says in words what the signs say, and the table has every flow of both periods.
  await expect(pane.getByRole('list', { name: '变化最大的流向' }).getByRole('listitem')).toHaveCount(8);
  await pane.getByRole('button', { name: '表格' }).focus();
  await workstation.keyboard.press('Enter');
  const table = pane.getByRole('table', { name: '各流向的变化' });
  await expect(table.locator('tbody tr')).toHaveCount(Math.min(200, sum));
  for (const change of ['新增', '消失']) {
    const row = table.locator('tbody tr', { hasText: change }).first();
    await expect(row.locator('td.number').nth(change === '新增' ? 1 : 0)).toHaveText('0');
  }
  expect((await new AxeBuilder({ page: workstation }).include('.diversion').analyze()).violations).toEqual([]);

  // One of the two by itself: its figures are those of the pane.
  const other = bar.getByRole('button', { name: / · 区外 / }).nth(1);
  const outside = /区外 ([\d,]+)/.exec(await other.innerText())?.[1] ?? '';
  await other.click();
  await expect(pane.locator('[data-verdict="outside"]')).toHaveText(outside);
  await bar.getByRole('button', { name: '关闭' }).click();
  await expect(bar).toBeHidden();
});

test('a code tells its life from the shipment to its last scan', async ({ workstation, headOffice }) => {
  const [known] = await headOffice.query<{ code: string; shipment: string; scans: number }>(
    `select s.code, h.code as shipment, count(*)::integer as scans from ho.scan s join ho.shipment h on h.id = s.shipment_id
     where s.region_id in (select ho.region_subtree(g.region_id) from ho.role_grant g join ho.person p on p.id = g.person_id
       where p.code = 'zhoumin' and g.role = 'manager')
     group by s.code, h.code order by count(*) desc, s.code limit 1`,
  );
  const pane = workstation.getByRole('region', { name: PANE });
  await pane.getByRole('button', { name: '更多' }).click();
  await workstation.getByRole('button', { name: '查一个码' }).click();
  const panel = pane.getByRole('region', { name: '查一个码' });
  await panel.getByRole('textbox').fill('nobody knows it');
  await workstation.keyboard.press('Enter');
  await expect(panel.getByRole('alert')).toBeVisible();
  await panel.getByRole('textbox').fill(known?.code ?? '');
  await workstation.keyboard.press('Enter');
  await expect(panel.locator('[data-step="0"]')).toContainText(known?.shipment ?? '');
  await expect(panel.locator('tr[data-step]')).toHaveCount((known?.scans ?? 0) + 1);
});
