/**
 * `npm run icons`: draws resources/icons/icon.svg in an installed Chromium and writes what the systems ask for: PNGs
 * for Linux, an ICO for Windows, an ICNS for macOS. Run it after a change of the drawing and commit what it wrote.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser } from '../launcher/browsers.mjs';
import { type Picture, toIcns, toIco } from './icon-files.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'resources', 'icons');
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256];
const MAC_SIZES = [32, 64, 128, 256, 512, 1024];

async function draw(svg: string, sizes: readonly number[]): Promise<ReadonlyMap<number, Picture>> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no Chromium, Chrome or Edge was found');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });
  try {
    const page = await browser.newPage();
    const pictures = new Map<number, Picture>();
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size });
      const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
      await page.setContent(
        `<style>html,body{margin:0}img{display:block}</style><img width="${size}" height="${size}" src="${address}">`,
      );
      pictures.set(size, { size, png: await page.screenshot({ omitBackground: true }) });
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

const pictures = await draw(readFileSync(join(FOLDER, 'icon.svg'), 'utf8'), [
  ...new Set([...LINUX_SIZES, ...WINDOWS_SIZES, ...MAC_SIZES]),
]);
const inSizes = (sizes: readonly number[]): Picture[] =>
  sizes.flatMap((size) => {
    const picture = pictures.get(size);
    return picture === undefined ? [] : [picture];
  });

mkdirSync(join(FOLDER, 'linux'), { recursive: true });
for (const { size, png } of inSizes(LINUX_SIZES)) {
  writeFileSync(join(FOLDER, 'linux', `${size}x${size}.png`), png);
  if (size === 512) writeFileSync(join(FOLDER, 'icon.png'), png);
}
writeFileSync(join(FOLDER, 'icon.ico'), toIco(inSizes(WINDOWS_SIZES)));
writeFileSync(join(FOLDER, 'icon.icns'), toIcns(inSizes(MAC_SIZES)));
