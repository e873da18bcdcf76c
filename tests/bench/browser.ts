import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { findBrowser } from '../../electron/launcher/browsers.mjs';

const executablePath = findBrowser();
/** The installed browser, drawing in software, so that machines without a graphics card can be compared. */
const OPTIONS = {
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
};

/** A browser that knows nothing yet. */
export const launchBrowser = (): Promise<Browser> => chromium.launch(OPTIONS);

/** A browser with what it kept in a folder since it was last open, as `npm start` opens one. */
export const reopenBrowser = (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, { ...OPTIONS, viewport: { width: 1440, height: 900 } });
