// Every test is also a test of this: the page says nothing in the console, loads everything it asks
// for, and keeps to its content security policy.

import AxeBuilder from '@axe-core/playwright';
import {
  test as base, expect,
  type BrowserContext, type ConsoleMessage, type Page, type Request, type Response,
} from '@playwright/test';

import { ARTIFACTS } from './server.mjs';

export { expect };

interface Problem {
  kind: 'console' | 'request' | 'response' | 'other';
  text: string;
  url: string;
  status?: number;
}

interface Allowance {
  kind: Problem['kind'];
  what: string;
  pattern: RegExp;
  status?: number;
  seen: boolean;
}

/** What went wrong behind the scenes of a test, and what of it was expected. */
export class Watch {
  #problems: Problem[] = [];
  #allowed: Allowance[] = [];

  /** This address answers with this status; a test that declares it fails when it does not. */
  response(pattern: RegExp, status: number) {
    this.#allowed.push({ what: `status ${status}`, pattern, status, kind: 'response', seen: false });
  }

  /** This request fails, because the test makes it. */
  request(pattern: RegExp) {
    this.#allowed.push({ what: 'failed request', pattern, kind: 'request', seen: false });
  }

  /** This stands in the console. */
  console(pattern: RegExp) {
    this.#allowed.push({ what: 'console', pattern, kind: 'console', seen: false });
  }

  /** As a browser without scripts cannot help it: it does not use what the page preloads. */
  unusedPreloads() {
    const preloads = /\/app(\.js|_bg\.wasm)$/;
    this.#allowed.push({ what: 'failed request', pattern: preloads, kind: 'request', seen: true });
    this.#allowed.push({ what: 'console', pattern: /was preloaded using link preload but not used/, kind: 'console', seen: true });
  }

  /** Watches one more context than the test's own. */
  async on(context: BrowserContext) {
    context.on('console', (message) => this.#heard(message));
    context.on('weberror', (error) => {
      this.#problems.push({ kind: 'other', url: '', text: `uncaught: ${error.error().stack ?? error.error()}` });
    });
    context.on('requestfailed', (request) => this.#failed(request));
    context.on('response', (response) => this.#answered(response));
    context.on('dialog', (dialog) => {
      this.#problems.push({ kind: 'other', url: dialog.page()?.url() ?? '', text: `dialog: ${dialog.message()}` });
      void dialog.dismiss();
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.effectiveDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber}) ${event.sample}`);
      });
    });
  }

  /** Fails on what was not expected, and on what was and did not come. */
  check() {
    const unexpected = this.#problems.filter((problem) => {
      const allowed = this.#allowed.filter((entry) => this.#covers(entry, problem));
      for (const entry of allowed) entry.seen ||= entry.kind === problem.kind;
      return allowed.length === 0;
    });
    expect(unexpected.map(({ text }) => text), 'behind the scenes').toEqual([]);
    const missing = this.#allowed.filter((entry) => !entry.seen);
    expect(missing.map(({ what, pattern }) => `${what} ${pattern}`), 'declared, but did not happen').toEqual([]);
  }

  #covers(entry: Allowance, problem: Problem): boolean {
    if (entry.kind === 'console') return problem.kind === 'console' && entry.pattern.test(problem.text);
    // The browser repeats in the console what failed to load.
    const repeats = problem.kind === 'console' && problem.text.includes('Failed to load resource');
    const same = problem.kind === entry.kind && problem.status === entry.status;
    return (repeats || same) && entry.pattern.test(problem.url);
  }

  #heard(message: ConsoleMessage) {
    if (!['error', 'warning', 'assert'].includes(message.type())) return;
    const { url, lineNumber } = message.location();
    const text = `console ${message.type()}: ${message.text()} (${url}:${lineNumber})`;
    this.#problems.push({ kind: 'console', url, text });
  }

  #failed(request: Request) {
    const text = `failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`;
    this.#problems.push({ kind: 'request', url: request.url(), text });
  }

  #answered(response: Response) {
    if (response.status() < 400) return;
    const text = `status ${response.status()}: ${response.request().method()} ${response.url()}`;
    this.#problems.push({ kind: 'response', url: response.url(), status: response.status(), text });
  }
}

export const test = base.extend<{ expected: Watch }>({
  baseURL: async ({}, use) => {
    const url = process.env.FINX_BASE_URL;
    if (!url) throw new Error('the setup has not started a server');
    await use(url);
  },
  expected: [
    async ({ context }, use) => {
      const watch = new Watch();
      await watch.on(context);
      await use(watch);
      watch.check();
    },
    { auto: true },
  ],
});

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Waits until what moves has come to rest. */
export async function still(page: Page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

/** Accessibility by the rules of WCAG 2.2, levels A and AA. */
export async function axe(page: Page) {
  await still(page);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join('; ');
      return `${id} (${help}) at ${target.join(' ')}: ${why}\n    ${html.slice(0, 160)}`;
    }));
  expect(found, 'axe').toEqual([]);
}

/** The page is not wider than the window; what is, is named. */
export async function expectNoSidewaysScroll(page: Page) {
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const page = document.scrollingElement ?? document.documentElement;
    if (page.scrollWidth <= width) return [];
    const scrolls = (element: Element): boolean => {
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        if (parent === document.body) return false;
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(parent).overflowX)) return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')].filter((element) => {
      const { right, width: own } = element.getBoundingClientRect();
      return own > 0 && right > width + 0.5 && !scrolls(element);
    });
    return [
      `${page.scrollWidth} px of page in ${width} px of window`,
      ...wide.slice(0, 12).map((element) => {
        const { right } = element.getBoundingClientRect();
        return `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} ends at ${right.toFixed(0)}: ${element.textContent?.trim().slice(0, 40)}`;
      }),
    ];
  });
  expect(found, 'sideways').toEqual([]);
}

/** Keeps a picture of the whole page among the artefacts. */
export async function shoot(page: Page, name: string) {
  await still(page);
  await page.screenshot({ path: `${ARTIFACTS}screens/${name}.png`, fullPage: true, animations: 'disabled' });
}

/** The page answers clicks: WebAssembly has taken over what the server rendered. */
export async function hydrated(page: Page) {
  const theme = () => page.locator('html').getAttribute('data-theme');
  const button = page.getByRole('button', { name: 'Switch between light and dark' });
  await expect(button).toBeVisible();
  const before = await theme();
  await expect(async () => {
    await button.click({ timeout: 2_000 });
    expect(await theme()).not.toBe(before);
  }).toPass({ timeout: 30_000, intervals: [50, 100, 200, 400] });
  return before;
}
