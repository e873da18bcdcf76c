import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, test as base, expect, type Page } from '@playwright/test';

export interface HeadOffice {
  readonly address: string;
  readonly code: string;
  /** Rows of a query at head office; numbers beyond 2^53 and sums come as text. */
  query<Row>(sql: string): Promise<readonly Row[]>;
  network(state: 'on' | 'off'): Promise<void>;
  /** Another one-time code for a person, by his code. */
  enrol(person: string): Promise<string>;
}

/** The browser shell on a laptop's folder. */
export interface Laptop {
  /** Where its page is, with the code that opens it once. */
  readonly entrance: string;
  readonly origin: string;
  stop(): Promise<void>;
}

/** A laptop that is enrolled, and may still be fetching its rows; the cookies open its page. */
interface OpenLaptop {
  readonly origin: string;
  readonly cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;
}

const firstMessage = async <T>(child: ChildProcess): Promise<T> => {
  const [message] = (await once(child, 'message')) as [T];
  return message;
};

export async function startHeadOffice(): Promise<{ headOffice: HeadOffice; child: ChildProcess }> {
  const child = fork('tests/support/head-office-process.ts');
  const { address, code } = await firstMessage<{ address: string; code: string }>(child);
  let last = 0;
  const ask = <Row>(question: object): Promise<readonly Row[]> => {
    const id = ++last;
    return new Promise((resolve) => {
      const listen = (answer: { id: number; rows: readonly Row[] }): void => {
        if (answer.id !== id) return;
        child.off('message', listen);
        resolve(answer.rows);
      };
      child.on('message', listen);
      child.send({ id, ...question });
    });
  };
  const headOffice: HeadOffice = {
    address,
    code,
    query: (sql) => ask({ sql }),
    network: async (state) => {
      await ask({ network: state });
    },
    enrol: async (person) => {
      const [row] = await ask<{ code: string }>({ enrol: person });
      return row?.code ?? '';
    },
  };
  return { headOffice, child };
}

/** Starts the browser shell in `data`; enrols it when told where and with which code. */
export async function startLaptop(
  data: string,
  enrolment?: { readonly address: string; readonly code: string },
): Promise<Laptop> {
  const headOffice = enrolment === undefined ? [] : ['--head-office', enrolment.address];
  const laptop = fork('db/host/loopback/main.ts', ['--data', data, ...headOffice]);
  laptop.send(enrolment === undefined ? {} : { enrolmentCode: enrolment.code });
  const { kind, entrance } = await firstMessage<{ kind: string; entrance: string }>(laptop);
  expect(kind).toBe('open');
  return {
    entrance,
    origin: new URL(entrance).origin,
    async stop() {
      laptop.send('stop');
      await once(laptop, 'exit');
    },
  };
}

/** Somebody at a laptop of his own. */
export interface Desk {
  readonly page: Page;
  /** Closes the browser and the laptop; its folder goes too. */
  stop(): Promise<void>;
}

/** Enrols another person, by his code, at a new laptop of the same head office, and waits until it has its rows. */
export async function sitDown(browser: Browser, headOffice: HeadOffice, person: string): Promise<Desk> {
  const data = mkdtempSync(join(tmpdir(), `rsw-e2e-${person}-`));
  const laptop = await startLaptop(data, { address: headOffice.address, code: await headOffice.enrol(person) });
  const context = await browser.newContext();
  // What cannot be done fails here, and not at the end of the test's time.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.goto(laptop.entrance);
  await expect(page.locator('[data-sync-state="idle"]')).toBeVisible({ timeout: 180_000 });
  return {
    page,
    async stop() {
      await context.close();
      await laptop.stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * A demo head office and a laptop of zhoumin's, for all tests of a worker, each made when a test first asks for it. A file
 * whose tests write what others would see, as today's entries in the ledger, names a `company` of its own: it then runs in a
 * worker of its own.
 */
export const test = base.extend<{ workstation: Page }, { headOffice: HeadOffice; laptop: OpenLaptop; company: string }>(
  {
    company: ['shared', { scope: 'worker', option: true }],
    headOffice: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
      async ({}, use) => {
        const { headOffice, child } = await startHeadOffice();
        await use(headOffice);
        child.disconnect();
        await once(child, 'exit');
      },
      { scope: 'worker', timeout: 300_000 },
    ],
    laptop: [
      async ({ browser, headOffice }, use) => {
        const data = mkdtempSync(join(tmpdir(), 'rsw-e2e-'));
        const { entrance, origin, stop } = await startLaptop(data, headOffice);
        // The code opens the door once; every test then carries the cookie.
        const context = await browser.newContext();
        const code = new URLSearchParams(new URL(entrance).hash.slice(1)).get('code');
        const answer = await context.request.post(`${origin}/session`, { data: { code }, headers: { origin } });
        expect(answer.ok()).toBe(true);
        const cookies = await context.cookies();
        await context.close();
        await use({ origin, cookies });
        await stop();
        rmSync(data, { recursive: true, force: true, maxRetries: 5 });
      },
      { scope: 'worker', timeout: 300_000 },
    ],
    workstation: async ({ context, page, laptop }, use) => {
      await context.addCookies(laptop.cookies);
      await page.goto(laptop.origin);
      await expect(page.locator('[data-kpi="net_sales"]')).toBeVisible();
      await use(page);
    },
  },
);

export { expect };
