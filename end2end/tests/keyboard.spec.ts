import type { Page } from '@playwright/test';

import { expect, test, THEMES } from '../support/fixtures';
import { WhatIf } from '../support/what-if';

interface Stop {
  name: string;
  seen: boolean;
  shown: boolean;
}

/** Where the focus is, and whether one can see it. */
async function focus(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (!element || element === document.body) return null;
    const label = (element as HTMLInputElement).labels?.[0];
    const text = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? '';
    const name = `${element.tagName.toLowerCase()} ${text.replace(/\s+/gu, ' ').trim().slice(0, 60)}`;
    // The ring is on the element, or on what stands for it.
    const stands = [element, element.closest('.goal, .segment, .chip, .number')].filter((one) => one !== null);
    const seen = stands.some((one) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1.5 && !/transparent|, 0\)$/.test(outlineColor);
    });
    const box = (stands.at(-1) ?? element).getBoundingClientRect();
    const shown = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    return { name, seen, shown };
  });
}

async function walk(page: Page, most = 90): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    const stop = await focus(page);
    if (!stop) break;
    stops.push(stop);
  }
  return stops;
}

for (const theme of THEMES) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('Tab reaches every control of the landing page, and is seen', async ({ page }) => {
      const whatIf = new WhatIf(page);
      await whatIf.open();
      const stops = await walk(page);
      const names = stops.map(({ name }) => name);
      const wanted = [
        'a Skip to the content', 'a FinX', 'a What-if', 'a Instruments', 'a Status',
        'button Switch between light and dark', 'button Copy link', 'a Weights',
        'input Minimum risk', 'input Most in one holding', 'input Most in one holding, slider',
        'input 5Y', 'summary', 'input AAPL', 'input XOM', 'summary Show data',
      ];
      let from = 0;
      for (const name of wanted) {
        const at = names.findIndex((found, i) => i >= from && found.startsWith(name));
        expect(at, `${name} after ${names[from - 1]}, in\n${names.join('\n')}`).toBeGreaterThanOrEqual(from);
        from = at + 1;
      }
      // Twenty companies, three pictures with their tables.
      expect(names.filter((name) => /^input [A-Z]{2,4}$/.test(name))).toHaveLength(20);
      expect(names.filter((name) => name === 'summary Show data')).toHaveLength(3);
      expect(stops.filter(({ seen }) => !seen).map(({ name }) => name), 'focus that cannot be seen').toEqual([]);
      expect(stops.filter(({ shown }) => !shown).map(({ name }) => name), 'focus outside the window').toEqual([]);
      // The way back is the same.
      await page.keyboard.press('Shift+Tab');
      expect(stops.length).toBeGreaterThan(30);
    });
  });
}

test('the first Tab leads past the navigation', async ({ page }) => {
  await new WhatIf(page).open();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  await page.keyboard.press('Tab');
  expect((await focus(page))?.name).not.toMatch(/^a (FinX|What-if|Instruments|Status)/);
});

for (const path of ['/instruments', '/instruments/AAPL', '/status', '/does-not-exist']) {
  test(`Tab goes through ${path} and is seen`, async ({ page, expected }) => {
    if (path === '/does-not-exist') expected.response(/does-not-exist/, 404);
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    const stops = await walk(page);
    expect(stops.length).toBeGreaterThan(5);
    expect(stops.filter(({ seen, shown }) => !seen || !shown).map(({ name }) => name)).toEqual([]);
  });
}
