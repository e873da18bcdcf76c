import { defineConfig, devices } from '@playwright/test';
import { CHROMIUM_SWITCHES } from './tests/support/chromium-switches.ts';

/**
 * End-to-end tests against a real head office and a real data service: the browser shell in an installed Chromium, and
 * the Electron shell where Electron's binary is; elsewhere its tests are skipped, and say so.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'out/e2e',
  // Two cores: two files beside each other, each worker with a head office of its own.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // A busy machine is no failure: the limits are for what hangs.
  timeout: 180_000,
  expect: { timeout: 30_000 },
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
          // Only the map is drawn by WebGL: what else is on the page is cheaper put together without it.
          args: [...CHROMIUM_SWITCHES, '--disable-gpu-compositing'],
        },
      },
    },
  ],
});
