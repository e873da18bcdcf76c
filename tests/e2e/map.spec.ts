// Goal: everything on the map is also there without it: by keyboard, as a table, on a machine that draws none. Method: the
// browser shell on the synced demo, figures compared between map, table, drawer and head office.
import { expect, test } from './support/workstation.ts';

const PANE = '防窜货预警地图';
const number = (text: string): number => Number(text.replace(/[^\d]/g, ''));

test('the wide view shows the South China Sea with ten dashes, and always says what the map is', async ({
  workstation,
}) => {
  const pane = workstation.getByRole('region', { name: PANE });
  await expect(pane.locator('.map[data-ready="true"]')).toBeVisible({ timeout: 60_000 });
  const inset = pane.getByRole('img', { name: /南海诸岛/ });
  await expect(inset).toBeVisible();
  await expect(inset.locator('.dash')).toHaveCount(10);
  expect(await inset.locator('circle').count()).toBeGreaterThan(60);
  await expect(pane.getByText('未经地图审核')).toBeVisible();
  for (const name of ['放大', '缩小', '适配所选', '回到华东全图']) {
    await expect(pane.getByRole('button', { name })).toHaveAttribute('title', name);
  }
});

test('the flows stand in a table; a place and a dealer are chosen there by keyboard', async ({ workstation }) => {
  const pane = workstation.getByRole('region', { name: PANE });
  const list = pane.getByRole('list', { name: '区外流向' });
  const first = await list.locator('strong').first().innerText();
  await pane.getByRole('button', { name: '表格' }).click();
  const row = pane.locator('tbody tr').first();
  const [dealer, place] = first.split(' → ');
  await expect(row).toContainText(dealer ?? '');
  await expect(row).toContainText(place ?? '');
  await row.getByRole('button', { name: place ?? '', exact: true }).focus();
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('button', { name: `移除 ${place}` })).toBeVisible();
  await pane.locator('tbody tr').first().getByRole('button').first().focus();
  await workstation.keyboard.press('Enter');
  await expect(workstation.getByRole('button', { name: /^移除/ })).toHaveCount(2);
});

test('the scans behind a flow and behind a verdict are as many as the screen says', async ({
  workstation,
  headOffice,
}) => {
  const pane = workstation.getByRole('region', { name: PANE });
  const outside = number(await pane.locator('[data-verdict="outside"]').innerText());
  await pane.getByRole('button', { name: /区外 / }).click();
  const drawer = workstation.getByRole('dialog');
  await expect(drawer.locator('[data-outcome="agrees"]')).toHaveCount(1);
  await expect(drawer.locator('tbody tr')).toHaveCount(Math.min(outside, 500));
  const verdicts = await drawer.locator('tbody tr td:nth-child(2)').allInnerTexts();
  expect(new Set(verdicts)).toEqual(new Set(['区外']));
  await workstation.keyboard.press('Escape');
  const counts = await pane.locator('[data-verdict]').allInnerTexts();
  const [scans] = await headOffice.query<{ n: string }>(
    `select count(*)::text as n from ho.scan where scanned_on between date '2026-07-01' and date '2026-09-30'`,
  );
  expect(counts.map(number).reduce((sum, n) => sum + n, 0)).toBe(Number(scans?.n));
  await pane
    .getByRole('button', { name: /^为什么/ })
    .first()
    .click();
  await expect(drawer.locator('[data-outcome="agrees"]')).toHaveCount(1);
  await expect(drawer).toContainText('授权区（发货当日）');
});

test('a click on the map chooses a place, Esc takes it back', async ({ workstation }) => {
  const map = workstation.locator('.map[data-ready="true"]');
  await expect(map).toBeVisible({ timeout: 60_000 });
  const box = (await map.boundingBox())!;
  await map.click({ position: { x: box.width * 0.3, y: box.height * 0.62 } });
  const chip = workstation.getByRole('button', { name: /^移除/ });
  await expect(chip).toHaveCount(1);
  await workstation.keyboard.press('Escape');
  await expect(chip).toHaveCount(0);
});

test('a machine without WebGL gets the table and is told what to do', async ({ context, page, laptop }) => {
  await context.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function get(this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith('webgl') ? null : real.apply(this, [kind, ...rest] as never);
    } as typeof real;
  });
  await context.addCookies(laptop.cookies);
  await page.goto(laptop.origin);
  const pane = page.getByRole('region', { name: PANE });
  await expect(pane.getByRole('status').filter({ hasText: '没有 WebGL' })).toBeVisible();
  await expect(pane.locator('tbody tr').first()).toBeVisible();
});
