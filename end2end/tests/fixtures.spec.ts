// The watch over every test, watched: each of these has to fail.

import { axe, expect, expectNoSidewaysScroll, test } from '../support/fixtures';
import { expectSameWeights, WhatIf } from '../support/what-if';

test.fail('an error in the console', async ({ page }) => {
  await page.goto('/status');
  await page.evaluate(() => console.error('broken'));
});

test.fail('a warning in the console', async ({ page }) => {
  await page.goto('/status');
  await page.evaluate(() => console.warn('odd'));
});

test.fail('an uncaught error', async ({ page }) => {
  await page.goto('/status');
  await page.evaluate(() => setTimeout(() => { throw new Error('uncaught'); }));
  await page.waitForTimeout(100);
});

test.fail('a request that fails', async ({ page }) => {
  await page.route(/favicon-of-nobody/, (route) => route.abort());
  await page.goto('/status');
  await page.evaluate(() => fetch('/favicon-of-nobody').catch(() => undefined));
});

test.fail('a status above 400', async ({ page }) => {
  await page.goto('/nothing-here');
});

test.fail('a breach of the content security policy', async ({ page }) => {
  await page.goto('/status');
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('script'), { textContent: '1' })));
  await page.waitForTimeout(100);
});

test.fail('an inline style', async ({ page }) => {
  await page.goto('/status');
  await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
  await page.waitForTimeout(100);
});

test.fail('a dialog', async ({ page }) => {
  await page.goto('/status');
  await page.evaluate(() => alert(1));
});

test.fail('something declared that does not happen', async ({ page, expected }) => {
  expected.response(/nothing-here/, 404);
  await page.goto('/status');
});

test.fail('a control without a name', async ({ page }) => {
  await page.goto('/status');
  await page.getByRole('button').evaluate((button) => ['aria-label', 'title'].forEach((name) => button.removeAttribute(name)));
  await axe(page);
});

test.fail('text that is too pale', async ({ page }) => {
  await page.goto('/status');
  await page.evaluate(() => document.querySelector('h1')!.style.setProperty('color', '#aaaaaa'));
  await axe(page);
});

test.fail('a page that is too wide', async ({ page }) => {
  await page.goto('/status');
  await page.evaluate(() => document.querySelector('h1')!.style.setProperty('width', '3000px'));
  await expectNoSidewaysScroll(page);
});

test.fail('an answer that is a little wrong', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await page.goto('/');
  const right = await whatIf.weights();
  const wrong = new Map([...right].map(([symbol, weight], i) => [symbol, weight + (i === 0 ? 1e-6 : 0)]));
  expectSameWeights(wrong, right);
});

test('and this one passes', async ({ page }) => {
  await page.goto('/status');
  await axe(page);
  await expectNoSidewaysScroll(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Status');
});
