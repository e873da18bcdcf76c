// Goal: the Electron shell shows the same workstation, keeps the page shut in, and outlives the end of its data
// service. Method: Electron itself, driven by Playwright, on a laptop that syncs from a real head office. Where its
// binary is not installed nothing is claimed: the tests are skipped and say why.
import { expect, test, whyNoElectron } from './support/electron.ts';

const reason = whyNoElectron();
test.skip(reason !== null, reason ?? '');

const QUARTER = "between date '2026-07-01' and date '2026-09-30'";

test('figures on the screen are those of head office', async ({ shell: { page, headOffice } }) => {
  const [sales] = await headOffice.query<{ fen: string }>(
    `select sum(net_fen)::text as fen from ho.sales_line where business_date ${QUARTER}`,
  );
  await expect(page.locator('[data-kpi="net_sales"]')).toHaveAttribute('data-value', sales?.fen ?? '');
});

test('the page has no Node, no network, no second window and no permission', async ({ shell: { app, page } }) => {
  const found = await page.evaluate(async () => ({
    node: ['require', 'process', 'module'].filter((name) => name in globalThis),
    network: await fetch('https://example.com/').then(
      () => 'reached',
      () => 'refused',
    ),
    window: window.open('https://example.com/'),
    notifications: await Notification.requestPermission(),
  }));
  expect(found).toEqual({ node: [], network: 'refused', window: null, notifications: 'denied' });
  await page.evaluate(() => location.assign('https://example.com/'));
  expect(page.url()).toMatch(/^app:\/\/workstation\//);
  expect(app.windows()).toHaveLength(1);
});

test('a data service that is killed comes back, and the page with it', async ({ shell: { app, page } }) => {
  const serviceOf = () =>
    app.evaluate(({ app: main }) => main.getAppMetrics().find(({ name }) => name === 'data-service')?.pid ?? 0);
  const killed = await serviceOf();
  process.kill(killed);
  await expect.poll(async () => [0, killed].includes(await serviceOf())).toBe(false);
  await page.reload();
  await expect(page.locator('[data-kpi="net_sales"]')).toHaveAttribute('data-value', /^\d+$/);
});
