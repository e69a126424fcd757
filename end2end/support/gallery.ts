// The gallery of components: a server that shows it, and what can be said of any part of it.

import type { Locator, Page } from '@playwright/test';

import { expect, test as base } from './fixtures';
import { serve } from './server.mjs';

export { expect };

export const test = base.extend<object, { gallery: string }>({
  gallery: [
    async ({}, use, { workerIndex }) => {
      const server = await serve(`gallery-${workerIndex}`, { settings: { FINX_GALLERY: '1' } });
      await use(server.url);
      await server.stop();
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  baseURL: async ({ gallery }, use) => use(gallery),
});

/** The addresses of all parts, as the overview lists them. */
export async function parts(page: Page): Promise<string[]> {
  await page.goto('/gallery');
  const links = page.locator('.gallery-parts a');
  await expect(links.first()).toBeVisible();
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(new Set(paths).size, 'addresses are unique').toBe(paths.length);
  return paths;
}

/** Opens a part, and waits until it answers. */
export async function open(page: Page, path: string) {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.specimen').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
}

export interface Stop {
  /** What a person would call the element. */
  name: string;
  /** Whether one sees that it has the focus. */
  isSeen: boolean;
}

/** Marks what Tab has to reach below `main`, and names it. */
export async function expectedStops(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const describe = (element: Element) => {
      const label = element.getAttribute('aria-label') ?? (element as HTMLInputElement).labels?.[0]?.textContent ?? element.textContent;
      return `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''} “${(label ?? '').trim().slice(0, 40)}”`;
    };
    const candidates = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const found = [...document.querySelectorAll<HTMLElement>(`main :is(${candidates})`)].filter((element) => {
      if (element.tabIndex < 0 || element.matches(':disabled, [type=hidden]') || element.closest('[inert]')) return false;
      if (!element.checkVisibility({ visibilityProperty: true })) return false;
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
      // One stop for a group: what is chosen, or one of them.
      const group = [...document.querySelectorAll<HTMLInputElement>('input[type=radio]')]
        .filter((other) => other.name === element.name && other.form === element.form && !other.disabled);
      return element.checked || (!group.some((other) => other.checked) && group[0] === element);
    });
    found.forEach((element, index) => { element.dataset.stop = String(index); });
    return found.map(describe);
  });
}

/** The element that has the focus: its mark, and whether one sees the focus. */
export async function focused(page: Page): Promise<{ mark: number; isInMain: boolean; isSeen: boolean; name: string }> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (!element || element === document.body) return { mark: -1, isInMain: false, isSeen: true, name: 'body' };
    const shows = (around: Element | null | undefined, pseudo?: string) => {
      if (!around) return false;
      const style = getComputedStyle(around, pseudo);
      const outlined = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
      return outlined || style.boxShadow !== 'none';
    };
    const near = [element, element.nextElementSibling, element.previousElementSibling, element.parentElement, element.parentElement?.parentElement, element.closest('label')];
    // The button of a calendar inside a field is the browser's: it shows its focus by itself.
    const isCalendar = element.matches('input[type=date]:not(:focus-visible)');
    const isSeen = isCalendar || near.some((around) => shows(around)) || ['::before', '::after'].some((pseudo) => shows(element, pseudo) || shows(element.closest('label'), pseudo))
      || shows(element, '::-webkit-slider-thumb');
    return {
      mark: Number(element.dataset.stop ?? -1),
      isInMain: element.closest('main') !== null && element.id !== 'main',
      isSeen,
      name: `${element.tagName.toLowerCase()}#${element.id}[${element.getAttribute('type') ?? ''}].${element.className} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}”`,
    };
  });
}

/** What is open of dialogs and popovers. */
export function opened(page: Page): Locator {
  return page.locator('dialog[open], [popover]:popover-open');
}

/**
 * What a reader sees, each word once: a ticker that stands still needs no second round, and pictures
 * that only adorn may be replaced by the browser's own.
 */
export async function visible(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const words = [...document.querySelectorAll('main .specimen :is(p, h2, h3, label, button, a, input, select, td, th, li, dt, dd, svg[role=img])')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .map((element) => (element.getAttribute('aria-label') ?? (element as HTMLInputElement).value ?? element.textContent ?? '').toString().trim().slice(0, 60))
      .filter((text) => text !== '');
    return [...new Set(words)].sort();
  });
}
