// Goal: a territory goes its whole way on the screen: chosen, changed by list and by map, checked, taken back, replayed and
// proposed. Method: the browser shell on the synced demo; who else serves the city, and the proposal, are head office's.
import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, test } from './support/workstation.ts';

const box = [[[121, 29], [121.1, 29], [121.1, 29.1], [121, 29.1], [121, 29]]]; // biome-ignore format: a box
const bowTie = [[[121, 30], [122, 31], [122, 30], [121, 31], [121, 30]]]; // biome-ignore format: one ring
const collection = (...coordinates: unknown[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      type: 'FeatureCollection',
      features: coordinates.map((one, n) => ({
        type: 'Feature',
        properties: { name: `第${n + 1}片` },
        geometry: { type: 'Polygon', coordinates: one },
      })),
    }),
  );

/** The triangle's corners: dragged across its own edge and back, moved by keys, added and removed. */
async function moveCorners(sheet: Locator, polygons: Locator): Promise<void> {
  const page = sheet.page();
  await polygons.getByRole('button', { name: /^改顶点/ }).click();
  const corner = (n: number, of: number): Locator =>
    sheet.getByRole('button', { name: `顶点 ${n} / ${of}`, exact: true });
  const told = sheet.locator('[data-corner-check]');
  const centreOf = async (one: Locator): Promise<{ x: number; y: number }> => {
    const { x = 0, y = 0, width = 0, height = 0 } = (await one.boundingBox()) ?? {};
    return { x: x + width / 2, y: y + height / 2 };
  };
  await expect(corner(3, 3)).toBeVisible();
  // The view comes to rest where the polygon was fitted.
  let last = { x: 0, y: 0 };
  await expect(async () => {
    const now = await centreOf(corner(3, 3));
    const rests = now.x === last.x && now.y === last.y;
    last = now;
    expect(rests).toBe(true);
  }).toPass();
  const start = await centreOf(corner(2, 3));
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x - 40, start.y + 30, { steps: 3 });
  await expect(told).toHaveText('松开后检查……');
  await page.mouse.up();
  const dragged = await centreOf(corner(2, 3));
  expect(Math.hypot(dragged.x - start.x + 40, dragged.y - start.y - 30)).toBeLessThan(1.5);
  await expect(told).not.toHaveText(/检查…/, { timeout: 60_000 });

  // By keyboard: the next corner, an arrow and a far arrow; each is one step back.
  await corner(2, 3).focus();
  await page.keyboard.press('Tab');
  await expect(corner(3, 3)).toBeFocused();
  const third = await centreOf(corner(3, 3));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowUp');
  const moved = await centreOf(corner(3, 3));
  expect(Math.hypot(moved.x - third.x + 2, moved.y - third.y + 20)).toBeLessThan(1);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  expect(await centreOf(corner(3, 3))).toEqual(third);
  await page.keyboard.press('Control+Shift+z');
  expect((await centreOf(corner(3, 3))).x).toBeCloseTo(third.x - 2, 0);

  // Three stay; one more comes by its edge's handle and has the focus, and can be taken across an edge: told, not forbidden.
  await page.keyboard.press('Delete');
  await expect(corner(3, 3)).toBeFocused();
  await sheet.getByRole('button', { name: '在顶点 1 / 3 之后加一点' }).click();
  await expect(corner(2, 4)).toBeFocused();
  const [one, three, four] = await Promise.all([1, 3, 4].map((n) => centreOf(corner(n, 4))));
  const beyond = (along: 'x' | 'y'): number => {
    const middle = ((one?.[along] ?? 0) + (four?.[along] ?? 0)) / 2;
    return middle + (middle - (three?.[along] ?? 0)) / 2;
  };
  const added = await centreOf(corner(2, 4));
  await page.mouse.move(added.x, added.y);
  await page.mouse.down();
  await page.mouse.move(beyond('x'), beyond('y'), { steps: 4 });
  await expect(told).toContainText('边线自相交叉或重合');
  await page.mouse.up();
  await expect(polygons.getByText('4 个顶点')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(polygons.getByText('3 个顶点')).toBeVisible();
  await expect(told).not.toContainText('自相交叉');
  expect((await new AxeBuilder({ page }).include('dialog[open]').analyze()).violations).toEqual([]);

  // Taking a corner while another has the focus.
  await corner(3, 3).focus();
  const taken = await centreOf(corner(1, 3));
  await page.mouse.move(taken.x, taken.y);
  await page.mouse.down();
  await page.mouse.move(taken.x + 30, taken.y + 20, { steps: 3 });
  await expect(told).toHaveText('松开后检查……');
  await page.mouse.up();
  await expect(told).not.toHaveText(/检查…/, { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(sheet.locator('.corner-bar')).toHaveCount(0);
}

test('a territory is changed, checked, replayed and proposed', async ({ workstation, headOffice }) => {
  test.setTimeout(600_000);
  const [most] = await headOffice.query<{
    code: string;
    line: string;
    lineName: string;
    city: string;
    others: number;
  }>(
    `with seen as materialized (
       select s.dealer_id, c.product_line_id, left(m.adcode, 4) || '00' as city, count(*) as scans
       from ho.scan s join ho.terminal m on m.id = s.terminal_id join ho.sku k on k.id = s.sku_id
       join ho.category c on c.id = k.category_id where s.dealer_id is not null group by 1, 2, 3
     )
     select d.code, s.product_line_id::text as line, s.city,
       (select count(*)::integer from ho.territory o where o.product_line_id = s.product_line_id and o.valid_to is null
          and o.dealer_id <> s.dealer_id and s.city = any (o.adcodes)) as others
     from seen s join ho.dealer d on d.id = s.dealer_id and d.closed_on is null
     join ho.territory t on t.dealer_id = s.dealer_id and t.product_line_id = s.product_line_id and t.valid_to is null
     where not s.city = any (t.adcodes) order by s.scans desc, d.code limit 1`,
  );
  const { code, line, city, others } = most as NonNullable<typeof most>;
  await workstation.keyboard.press('Alt+g');
  const sheet = workstation.getByRole('dialog', { name: '区域设计' });
  const dealer = sheet.getByRole('combobox', { name: '经销商' });
  const scale = sheet.locator('.maplibregl-ctrl-scale');
  await expect(sheet.locator('.map[data-ready="true"]')).toBeVisible({ timeout: 60_000 });
  const wide = await scale.innerText();
  const option = await dealer.locator('option', { hasText: `· ${code}` }).getAttribute('value');
  await dealer.selectOption(option ?? '');
  await sheet.getByRole('combobox', { name: '产品线' }).selectOption(line);
  const sum = sheet.getByText(/现有区县 \d+ 个/);
  const before = await sum.innerText();
  // The map goes from the whole of East China to the territory.
  await expect(scale).not.toHaveText(wide);

  // By list: the city is found and ticked; whoever serves it too is told.
  await sheet.getByRole('searchbox').fill(city);
  await sheet.getByRole('checkbox').first().check();
  await expect(sum).not.toHaveText(before);
  await sheet.getByRole('button', { name: /^检查/ }).click();
  await expect(sheet.locator('[data-check="done"]')).toBeVisible({ timeout: 60_000 });
  await expect(sheet.locator('[data-finding="overlap"]')).toHaveAttribute('data-new', String(others));

  // By map: a click changes the ground, and is taken back by key.
  await sheet.getByRole('button', { name: '区域', exact: true }).click();
  const withCity = await sum.innerText();
  const map = sheet.locator('.territory-map .map[data-ready="true"]');
  await map.click({ timeout: 60_000 });
  await expect(sum).not.toHaveText(withCity);
  await workstation.keyboard.press('Control+z');
  await expect(sum).toHaveText(withCity);

  // A polygon is drawn by clicks, and goes again.
  const polygons = sheet.getByRole('list', { name: '图形' });
  await sheet.getByRole('button', { name: '在地图上画' }).click();
  const room = await map.boundingBox();
  for (const [x, y] of [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6]] as const) {
    await map.click({ position: { x: x * (room?.width ?? 0), y: y * (room?.height ?? 0) } });
  } // biome-ignore format: three corners
  await sheet.getByRole('button', { name: '完成' }).click();
  await expect(polygons.getByRole('listitem')).toHaveCount(1);
  await moveCorners(sheet, polygons);
  await polygons.getByRole('button', { name: /^删除/ }).click();
  await expect(polygons.getByRole('listitem')).toHaveCount(0);

  // A file is refused with the feature that is at fault, and taken when it is mended.
  const file = sheet.locator('input[type="file"]');
  await file.setInputFiles({ name: '片区.geojson', mimeType: 'application/json', buffer: collection(box, bowTie) });
  await expect(sheet.getByRole('alert')).toContainText('第 2 个要素 第2片');
  await file.setInputFiles({ name: '片区.geojson', mimeType: 'application/json', buffer: collection(box) });
  await expect(polygons.getByRole('listitem')).toHaveCount(1);
  expect((await new AxeBuilder({ page: workstation }).include('dialog[open]').analyze()).violations).toEqual([]);

  await sheet.getByRole('button', { name: '回放' }).click();
  await sheet.getByRole('button', { name: '开始回放' }).click({ timeout: 60_000 });
  await expect(sheet.locator('[data-replay]')).toBeVisible({ timeout: 120_000 });
  await expect(sheet.locator(`[data-flow="${city}"] td`).last()).toHaveText('0');

  await sheet.getByLabel('变更理由').fill('交由其统一经营');
  await sheet.getByRole('button', { name: '提交提案' }).click();
  const proposal = sheet.locator('li[data-proposal]').first();
  await expect(proposal).toHaveAttribute('data-stage', 'open', { timeout: 60_000 });
  await expect(proposal).toContainText('本人提交，由其他人审批');
  const stored = await headOffice.query<{ state: string; polygons: number; cities: boolean }>(
    `select state, jsonb_array_length(body -> 'polygons') as polygons, body -> 'adcodes' ? '${city}' as cities
     from ho.proposal where kind = 'territory'`,
  );
  expect(stored).toEqual([{ state: 'open', polygons: 1, cities: true }]);
  await proposal.getByRole('button', { name: '撤回' }).click();
  await expect(proposal).toHaveAttribute('data-stage', 'withdrawn', { timeout: 60_000 });
});
