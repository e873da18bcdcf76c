import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import { ensureBuilt } from '../../../electron/launcher/build.mjs';
import { installedElectron } from '../../../electron/launcher/electron-binary.mjs';
import { type HeadOffice, startHeadOffice } from './workstation.ts';

const ROOT = resolve('.');
const binary = installedElectron(ROOT);

/** Why the Electron shell cannot be driven here, or null. */
export function whyNoElectron(): string | null {
  if (binary === null) return "Electron's binary is not installed";
  if (process.platform !== 'linux') return null;
  if (process.getuid?.() === 0) return 'Electron does not run as root';
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? null : 'there is no display';
}

interface Shell {
  readonly headOffice: HeadOffice;
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** The Electron shell on a laptop that was enrolled at a demo head office and has synced, for all tests of a worker. */
export const test = base.extend<object, { shell: Shell }>({
  shell: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      for (const part of ['renderer', 'shell'] as const) ensureBuilt(ROOT, part, () => undefined);
      const data = mkdtempSync(join(tmpdir(), 'rsw-electron-e2e-'));
      const { headOffice, child } = await startHeadOffice();
      // The shell takes its code from the launcher's pipe, which Playwright has none of.
      const enrol = spawnSync(process.execPath, ['db/host/cli/main.ts', '--data', data, 'enrol', headOffice.address], {
        input: headOffice.code,
        encoding: 'utf8',
      });
      expect(enrol.status, enrol.stderr).toBe(0);
      const app = await _electron.launch({
        ...(binary === null ? {} : { executablePath: binary }),
        args: [join(ROOT, 'out', 'main', 'index.js'), `--data=${data}`],
      });
      const page = await app.firstWindow();
      await expect(page.locator('[data-sync-state="idle"]')).toBeVisible({ timeout: 60_000 });
      await use({ headOffice, app, page });
      await app.close();
      child.disconnect();
      await once(child, 'exit');
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

export { expect };
