import { type Browser, chromium } from '@playwright/test';
import { findBrowser } from '../../electron/launcher/browsers.mjs';

/** The installed browser, drawing in software, so that machines without a graphics card can be compared. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
