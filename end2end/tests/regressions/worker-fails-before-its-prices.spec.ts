// The worker could not start while its prices were on their way: when they came, the question that
// the server was answering instead was taken for an old one, and nothing answered it any more.

import { expect, test } from '../../support/fixtures';
import { expectPortfolio, WhatIf } from '../../support/what-if';

test('the server’s answer counts even when prices arrive late', async ({ page, expected }) => {
  const script = /\/whatif-worker\.js$/;
  const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  expected.request(script);
  await page.route(script, (route) => route.abort());
  await page.route(/\/api\/v1\/prices/, async (route) => {
    await later(600);
    await route.continue();
  });
  await page.route(/\/call\/answer_what_if/, async (route) => {
    await later(1_200);
    await route.continue();
  });
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slide(15);
  await expect(whatIf.notice).toBeVisible();
  await whatIf.answered('the server');
  await expect(async () => expectPortfolio(await whatIf.weights(), 20, 0.15)).toPass();
  expect(Math.max(...(await whatIf.weights()).values())).toBeCloseTo(0.15, 6);
});
