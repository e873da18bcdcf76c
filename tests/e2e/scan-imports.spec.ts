// Goal: a file of scans goes its whole way on the screen: chosen, looked at, imported, seen at head office, undone, gone.
// Method: the browser shell on the synced demo, with codes of head office's own; figures are head office's.
import { expect, test } from './support/workstation.ts';

test('scans are chosen, looked at, imported and undone', async ({ workstation, headOffice }) => {
  const codes = await headOffice.query<{ code: string; day: string }>(
    `select c.code, (s.shipped_on + 5)::text as day from ho.trace_code c join ho.shipment s on s.id = c.shipment_id
     join ho.dealer_region d on d.dealer_id = s.dealer_id and d.valid_to is null
     join ho.role_grant g on g.role = 'manager' join ho.person p on p.id = g.person_id and p.code = 'zhoumin'
     where d.region_id in (select ho.region_subtree(g.region_id)) order by c.code limit 2`,
  );
  const [one, other] = codes as [{ code: string; day: string }, { code: string; day: string }];
  const lines = [
    '码值,扫码时间,经度,纬度,精度,角色',
    `${one.code},${one.day} 10:00:01,121.47,31.23,30,终端`,
    `${other.code},${other.day} 11:00:02,31.23,121.47,30,终端`,
    `${other.code},${other.day} 12:00:03,121.48,31.24,,消费者`,
    `never heard of,${other.day} 13:00:04,121.48,31.24,30,消费者`,
  ];
  await workstation.keyboard.press('Alt+i');
  const sheet = workstation.getByRole('dialog', { name: '导入扫码' });
  const file = { name: '终端扫码.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) };
  await sheet.locator('input[type="file"]').setInputFiles(file);
  await expect(sheet.locator('[data-rows="3"]')).toHaveText('共 4 行，可导入 3 行。');
  const findings = sheet.getByRole('table').first();
  await expect(findings.locator('[data-reason="swapped"]')).toContainText('第 2 行');
  await expect(findings.locator('[data-reason="without_accuracy"]')).toContainText('提示');

  await sheet.getByRole('button', { name: '导入 3 行' }).click();
  const record = sheet.locator('tr[data-import]').first();
  await expect(record).toHaveAttribute('data-state', 'taken', { timeout: 60_000 });
  await expect(record).toContainText('终端扫码.csv');
  const imported = () =>
    headOffice.query<{ code: string }>('select code from ho.scan where import_id is not null order by import_row');
  expect((await imported()).map(({ code }) => code)).toEqual([one.code, other.code]);

  await record.getByRole('button', { name: '终端扫码.csv 的导入结果' }).click();
  await expect(sheet.locator('[data-reason="code_unknown"]')).toContainText('第 4 行');
  await sheet.getByRole('button', { name: '撤销这次导入' }).click();
  await expect(sheet.getByText('要在所有电脑上撤出这 2 条扫码吗？')).toBeVisible();
  await sheet.getByRole('button', { name: '撤销', exact: true }).click();
  await expect(record).toHaveAttribute('data-state', 'undone', { timeout: 60_000 });
  expect(await imported()).toEqual([]);
});
