// A chart of prices as traded called a split a fall, and the page said so.

import { expect, test } from '../../support/fixtures';
import { numberIn, textOf } from '../../support/text';

test('the finding counts splits and dividends', async ({ page }) => {
  await page.goto('/instruments/AAPL?span=All');
  // As traded, 130.31 became 430.47, up 230 %; two splits in between made four shares of one.
  const finding = await textOf(page.locator('.chart-card .finding'));
  expect(finding).toMatch(/^Up /);
  expect(numberIn(finding)).toBeGreaterThan(1_000);
});

test('what was earned is compounded', async ({ page }) => {
  await page.goto('/');
  const text = await textOf(page.locator('.judgement').filter({ hasText: 'It earned' }));
  const earned = Number(/It earned ([\d.]+)/.exec(text)?.[1]);
  // The end of the drawn curve of 10,000 dollars, over 60 months.
  const end = await textOf(page.locator('.chart--wealth svg').first());
  const wealth = Number(/Minimum risk\s*([\d,]+)/.exec(end)?.[1]?.replace(',', ''));
  expect(Math.abs(10_000 * (1 + earned / 100) ** 5 / wealth - 1), `${text} ${wealth}`).toBeLessThan(0.01);
});
