import { defineConfig, devices } from '@playwright/test';
import { CHROMIUM_SWITCHES } from './tests/support/chromium-switches.ts';

/**
 * End-to-end tests against a real head office and a real data service: the browser shell in an installed Chromium, and
 * the Electron shell where Electron's binary is; elsewhere its tests are skipped, and say so.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'out/e2e',
  // One workstation, one browser: the tests share a head office that is seeded once.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'line',
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'electron',
      testMatch: 'electron.spec.ts',
    },
    {
      name: 'browser',
      testIgnore: 'electron.spec.ts',
      use: {
        ...devices['Desktop Chrome'],
        viewport: { width: 1440, height: 900 },
        launchOptions: {
          ...(process.env.RSW_CHROMIUM ? { executablePath: process.env.RSW_CHROMIUM } : {}),
          // Without one that can say Chinese, Chromium gives saved files no name of ours.
          env: { ...process.env, LC_ALL: 'C.UTF-8' },
          args: CHROMIUM_SWITCHES,
        },
      },
    },
  ],
});
