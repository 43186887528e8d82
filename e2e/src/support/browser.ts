import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium as driver, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { chromium, noBrowser, output } from './places';
import { Demo, type UserName } from './servers';

export type Theme = 'light' | 'dark';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Patience with the page, in milliseconds. It bounds a wait for a condition; a machine that builds at the same time needs much of it. */
const patience = 60_000;

interface JourneyOptions {
  theme?: Theme;
  /** Milliseconds. */
  timeout?: number;
}

/** What the journeys of a file share: a server with the simulated fleet, and a browser. */
export class Stage {
  private browser: Browser | undefined;
  private running: Demo | undefined;

  constructor(private readonly speed: number) {}

  get demo(): Demo {
    if (!this.running) throw new Error('the server has not started');
    return this.running;
  }

  async open(): Promise<void> {
    [this.running, this.browser] = await Promise.all([Demo.start(this.speed), driver.launch({ ...(chromium ? { executablePath: chromium } : {}), args: flags })]);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.running?.remove();
  }

  /** One test in a fresh browser profile. When it fails, a screenshot and what the console said are left in the output folder. */
  journey(title: string, run: (page: Page) => Promise<void>, { theme = 'light', timeout = 180_000 }: JourneyOptions = {}): void {
    test(title, { timeout }, async () => {
      if (!this.browser) throw new Error('the browser has not started');
      const context = await this.browser.newContext({
        baseURL: this.demo.address,
        viewport: { width: 1440, height: 900 },
        colorScheme: theme,
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
      });
      context.setDefaultTimeout(patience);
      const page = await context.newPage();
      const said = listen(page);
      try {
        await run(page);
        said.check();
      } catch (error) {
        await keep(page, title, said.lines);
        throw error;
      } finally {
        await close(context);
      }
    });
  }

  /** Signs in on the sign-in page, and waits until the frame is there and live. */
  async signIn(page: Page, user: UserName, path = '/'): Promise<void> {
    await page.goto(path);
    await page.getByLabel('Name').fill(user);
    await page.getByLabel('Password').fill(this.demo.password(user));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await navigationOf(page).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  }
}

/** A suite of journeys with a stage of its own; skipped, with the reason in its title, where there is no browser. */
export function journeys(title: string, define: (stage: Stage) => void, { speed = 20 }: { speed?: number } = {}): void {
  describe.skipIf(noBrowser)(noBrowser ? `${title} (${noBrowser})` : title, () => {
    const stage = new Stage(speed);
    beforeAll(() => stage.open());
    afterAll(() => stage.close());
    define(stage);
  });
}

/** The pages on the side; lists have a navigation of their own. */
export function navigationOf(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Pages' }).first();
}

/** Replaces the text of the YAML editor, as pasting would. Answers what it was. */
export async function rewrite(page: Page, change: (text: string) => string): Promise<string> {
  const editor = page.getByRole('textbox', { name: 'Manifest in YAML' });
  await editor.waitFor();
  const before = (await editor.locator('.cm-line').allInnerTexts()).map((line) => line.replace(/\n$/, '')).join('\n');
  const after = change(before);
  if (after === before) throw new Error(`there was nothing to change in\n${before}`);
  await editor.fill(after);
  return before;
}

/** Gone from the page, or never there. */
export async function absent(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'detached' });
}

export async function screenshot(page: Page, name: string): Promise<string> {
  mkdirSync(output, { recursive: true });
  const path = join(output, `${name}.png`);
  await page.screenshot({ path });
  return path;
}

/** An answer of 4xx is part of many journeys, and the browser reports each as an error of the console. */
const expected = /Failed to load resource: the server responded with a status of 4\d\d/;

function listen(page: Page): { lines: string[]; check: () => void } {
  const lines: string[] = [];
  const faults: string[] = [];
  page.on('console', (message) => {
    const line = `${message.type()}: ${message.text()}`;
    lines.push(line);
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(line);
  });
  page.on('pageerror', (error) => {
    lines.push(`page error: ${error.stack ?? error.message}`);
    faults.push(`page error: ${error.message}`);
  });
  page.on('requestfailed', (request) => lines.push(`request failed: ${request.method()} ${request.url()} ${request.failure()?.errorText ?? ''}`));
  return {
    lines,
    check: () => {
      if (faults.length > 0) throw new Error(`the page reported errors:\n${faults.join('\n')}`);
    },
  };
}

async function keep(page: Page, title: string, lines: readonly string[]): Promise<void> {
  const name = `failed-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  try {
    await screenshot(page, name);
    writeFileSync(join(output, `${name}.log`), [page.url(), ...lines, '', await page.locator('body').ariaSnapshot()].join('\n'));
  } catch {
    // The page is gone: the test's own failure says more.
  }
}

async function close(context: BrowserContext): Promise<void> {
  await context.close();
}
