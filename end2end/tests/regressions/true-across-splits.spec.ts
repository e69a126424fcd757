// A chart of prices as traded called a split a fall, and the page said so.

import { expect, test } from '../../support/fixtures';
import { numberIn, textOf } from '../../support/text';

test('the finding counts splits and dividends, like the statistics', async ({ page }) => {
  await page.goto('/instruments/MSFT?span=All');
  const finding = await textOf(page.locator('.instrument__grid .finding'));
  const years = 13.15;
  const cagr = numberIn(await textOf(page.locator('.statistics > div').filter({ hasText: 'CAGR' }).locator('dd')));
  const change = (finding.startsWith('Up') ? 1 : -1) * numberIn(finding);
  const expected = 100 * ((1 + cagr / 100) ** years - 1);
  expect(Math.abs(change - expected), finding).toBeLessThan(3);
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
