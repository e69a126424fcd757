import { axe, expect, shoot, test } from '../support/fixtures';
import { pattern } from '../support/text';
import { expectPortfolio, WhatIf } from '../support/what-if';

const TOO_TIGHT = '20 companies with at most 4 % each hold at most 80 % of the money.';

test('a cap that cannot hold, by address', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open('?cap=4');
  await expect(whatIf.sentence).toHaveText(pattern(TOO_TIGHT));
  await expect(page.getByText('These limits cannot hold together:')).toBeVisible();
  const limits = page.locator('.doctor__limits li');
  await expect(limits.filter({ hasText: pattern('At most 4 % in one holding') })).toHaveCount(1);
  await expect(limits.filter({ hasText: 'All the money is invested' })).toHaveCount(1);
  await expect(whatIf.kpi('Volatility a year')).toHaveText('—');
  await axe(page);
  await shoot(page, 'landing-conflict-1440');

  await page.getByRole('button', { name: pattern('Raise the cap to 5 %') }).click();
  await whatIf.answered('your browser');
  await whatIf.expectCap('5');
  await expect(page).toHaveURL('/?cap=5');
  await expect(whatIf.kpi('Volatility a year')).toHaveText(/^\d\d\.\d\s%$/);
  expectPortfolio(await whatIf.weights(), 20, 0.05);
  await page.goBack();
  await expect(whatIf.sentence).toHaveText(pattern(TOO_TIGHT));
});

test('without a portfolio nothing is said about one', async ({ page }) => {
  const whatIf = new WhatIf(page);
  for (const query of ['?cap=4', '?goal=target_return&target_return=60']) {
    await whatIf.open(query);
    await expect(page.locator('.doctor')).toBeVisible();
    // No weights, no file of them; no promise, none kept or broken.
    await expect(whatIf.weightsLink).toHaveCount(0);
    await expect(page.locator('.bench')).not.toContainText('promise');
    await expect(whatIf.badge).not.toContainText('Solved');
    await expect(whatIf.kpi('Largest fall')).toHaveText('—');
  }
});

test('a cap that cannot hold, typed', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.type(whatIf.cap, '4');
  await expect(whatIf.sentence).toHaveText(pattern(TOO_TIGHT));
  await expect(page.getByRole('alert').filter({ hasText: 'hold at most' })).toBeVisible();
  await expect(whatIf.badge).toContainText('in your browser');
  await page.getByRole('button', { name: pattern('Raise the cap to 5 %') }).click();
  await whatIf.answered('your browser');
  await expect(page).toHaveURL('/?cap=5');
  await expect(async () => expectPortfolio(await whatIf.weights(), 20, 0.05)).toPass();
});

test('fewer companies than the cap needs', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open('?assets=AAPL,KO,PG&cap=25');
  await expect(whatIf.sentence).toHaveText(pattern('Three companies with at most 25 % each hold at most 75 % of the money.'));
  await page.getByRole('button', { name: pattern('Raise the cap to 33.4 %') }).click();
  await whatIf.answered('your browser');
  await whatIf.expectCap('33.4');
  await expect(async () => expectPortfolio(await whatIf.weights(), 3, 0.334)).toPass();
});

test('a return that nobody reaches: every way out works', async ({ page }) => {
  const whatIf = new WhatIf(page);
  const query = '?goal=target_return&target_return=60';
  await whatIf.open(query);
  await expect(whatIf.sentence).toHaveText(/no portfolio returns 60\.0\s%\sa year here|None of these companies returned 60\.0\s%/);
  const ways = page.locator('.doctor__ways button');
  const count = await ways.count();
  expect(count).toBeGreaterThan(0);
  for (let way = 0; way < count; way += 1) {
    await whatIf.open(query);
    const name = await ways.nth(way).textContent();
    await ways.nth(way).click();
    await whatIf.answered('your browser');
    await expect(whatIf.kpi('Volatility a year'), name ?? '').toHaveText(/^\d+\.\d\s%$/);
    await expect(page.locator('.doctor')).toHaveCount(0);
  }
});

test('a conflict comes and goes under the pointer', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open('?goal=target_return&target_return=25');
  await whatIf.slide(6);
  await expect(page.locator('.doctor')).toBeVisible();
  await expect(whatIf.kpi('Volatility a year')).toHaveText('—');
  await whatIf.slide(30);
  await expect(page.locator('.doctor')).toHaveCount(0);
  await expect(whatIf.kpi('Return a year')).toHaveText(/^25\.0\s%$/);
});
