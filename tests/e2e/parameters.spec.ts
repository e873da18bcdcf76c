// Goal: what the detector is set to is read, tried on past scans, saved with a reason, carried out at head office and kept as
// history; a value that may not be set says why while it is typed. And pictures of the map are light in every theme. Method:
// the browser shell on the synced demo; what was saved is read at head office, the picture pixel by pixel.
import { readFileSync } from 'node:fs';
import { expect, test } from './support/workstation.ts';

test('a change is tried, saved with a reason, and holds once head office has it', async ({
  workstation,
  headOffice,
}) => {
  test.setTimeout(300_000);
  await workstation.keyboard.press('Alt+p');
  const sheet = workstation.getByRole('dialog', { name: '窜货预警与案件' });
  const codes = sheet.getByRole('textbox', { name: '最少码数' });
  const save = sheet.getByRole('button', { name: '保存改动' });
  await expect(codes).toHaveValue('3');
  await codes.fill('2');
  await expect(sheet.locator('[data-parameter="minCodes"] .wrong')).toHaveText('区域只能调高，不低于总部基准 3。');
  await expect(sheet.getByRole('button', { name: '试算改动' })).toBeDisabled();
  await codes.fill('12');
  await sheet.getByRole('textbox', { name: '理由' }).fill('小件带货不立案');
  await expect(save).toBeDisabled();

  await sheet.getByRole('button', { name: '试算改动' }).click();
  const replayed = sheet.locator('[data-replay]');
  await expect(replayed).toBeVisible({ timeout: 120_000 });
  const [before, after] = ((await replayed.getAttribute('data-replay')) ?? '').split('/').map(Number);
  expect(after).toBeLessThan(before as number);
  await expect(sheet.locator('[data-side="lost"] tbody tr')).not.toHaveCount(0);
  // What was not replayed cannot be saved.
  await codes.fill('13');
  await expect(save).toBeDisabled();
  await codes.fill('12');
  await save.click();
  const version = sheet.locator('tr[data-version="1"]');
  await expect(version).toContainText('最少码数 基准 → 12', { timeout: 60_000 });
  await expect(version).toContainText('小件带货不立案');
  await expect(sheet.locator('[data-tuned]')).toHaveText('本区域在总部基准上作了调整。');
  const stored = await headOffice.query<{ change: string }>('select change::text from ho.detector_tuning');
  expect(stored).toEqual([{ change: '{"minCodes": 12}' }]);
});

test('a picture of the map is light, also where the screen is dark', async ({ workstation }) => {
  // A second map is drawn in software for it.
  test.slow();
  await workstation.emulateMedia({ colorScheme: 'dark' });
  await workstation.reload();
  await expect(workstation.locator('html')).toHaveAttribute('data-theme', 'dark');
  const pane = workstation.getByRole('region', { name: '防窜货预警地图' });
  await expect(pane.locator('.map[data-ready="true"]')).toBeVisible({ timeout: 60_000 });
  await pane.getByRole('button', { name: '更多' }).click();
  const saved = workstation.waitForEvent('download');
  await workstation.getByRole('button', { name: '存为图片' }).click();
  const png = readFileSync(await (await saved).path()).toString('base64');
  const shares = await workstation.evaluate(async (base64) => {
    const picture = await createImageBitmap(
      new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' }),
    );
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    let [dark, water] = [0, 0];
    for (let at = 0; at < data.length; at += 4) {
      const [r = 0, g = 0, b = 0] = data.slice(at, at + 3);
      if (r + g + b < 300) dark += 1;
      // --water of the light theme.
      if (r === 0xe9 && g === 0xee && b === 0xf4) water += 1;
    }
    const pixels = picture.width * picture.height;
    return { dark: dark / pixels, water: water / pixels };
  }, png);
  expect(shares.dark).toBeLessThan(0.15);
  expect(shares.water).toBeGreaterThan(0.05);
  await expect(workstation.locator('html')).toHaveAttribute('data-theme', 'dark');
});
