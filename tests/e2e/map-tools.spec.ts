// Goal: the map goes through a period week by week, by keyboard and undoable, and tells the life of a code; both are tables
// too. Method: the browser shell on the synced demo, figures compared with head office's.
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

test('a code tells its life from the shipment to its last scan', async ({ workstation, stack }) => {
  const [known] = await stack.headOffice.query<{ code: string; shipment: string; scans: number }>(
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
