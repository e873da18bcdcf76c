import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { findBrowser } from '../../electron/launcher/browsers.mjs';
import { CHROMIUM_SWITCHES } from '../support/chromium-switches.ts';

const executablePath = findBrowser();
/** The installed browser, drawing in software, so that machines without a graphics card can be compared. */
const OPTIONS = {
  ...(executablePath === undefined ? {} : { executablePath }),
  args: CHROMIUM_SWITCHES,
};

/** A browser that knows nothing yet. */
export const launchBrowser = (): Promise<Browser> => chromium.launch(OPTIONS);

/** A browser with what it kept in a folder since it was last open, as `npm start` opens one. */
export const reopenBrowser = (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, { ...OPTIONS, viewport: { width: 1440, height: 900 } });
