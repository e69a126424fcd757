// Who solves: the server first, the browser from then on, the server again where the browser cannot.
// The numbers are the same.

import { expect, test } from '../support/fixtures';
import { plain, weightsOfLink } from '../support/text';
import { expectPortfolio, expectSameWeights, WhatIf } from '../support/what-if';

const NOTICE = 'Your browser cannot run the solver (WebAssembly in a worker), so this server answers instead.';

const QUESTIONS = [
  '',
  '?cap=5.1',
  '?cap=30',
  '?goal=max_sharpe&cap=25&window=10Y',
  '?goal=target_return&target_return=20&cap=15',
  '?goal=max_utility&risk_aversion=2.5&window=All',
  '?goal=equal_weight&window=1Y',
  '?cap=12.3&from=2008-01-02&to=2009-12-31&assets=AAPL,GE,JPM,KO,MSFT,PG,WMT,XOM,UNH,PFE',
];

for (const query of QUESTIONS) {
  test(`browser and server give the same answer: ${query || 'the standard question'}`, async ({ page }) => {
    const whatIf = new WhatIf(page);
    await whatIf.open(query);
    await whatIf.answered('the server');
    const server = await whatIf.said();
    const receipt = plain(await whatIf.receipt.textContent());
    const cap = await whatIf.cap.inputValue();

    await whatIf.slide(Number(await whatIf.slider.getAttribute('max')) / 10 - 1);
    await whatIf.answered('your browser');
    await whatIf.slide(Number(cap));
    await whatIf.expectCap(cap);
    await whatIf.answered('your browser');
    await expect(async () => {
      const browser = await whatIf.said();
      expect({ ...browser, weights: [] }).toEqual({ ...server, weights: [] });
      expectSameWeights(browser.weights, server.weights);
    }).toPass({ timeout: 15_000 });
    // The fingerprint of the inputs is the same, because the inputs are.
    const inputs = /inputs (\w+)/;
    expect(inputs.exec(plain(await whatIf.receipt.textContent()))?.[1]).toBe(inputs.exec(receipt)?.[1]);
  });
}

const BROKEN = [
  { name: 'the script of the worker is missing', block: /\/whatif-worker\.js$/ },
  { name: 'the WebAssembly of the worker is missing', block: /\/whatif_bg\.wasm$/ },
];

for (const { name, block } of BROKEN) {
  test(`the server answers instead: ${name}`, async ({ page, expected }) => {
    expected.request(block);
    await page.route(block, (route) => route.abort());
    const whatIf = new WhatIf(page);
    await whatIf.open();
    await expect(whatIf.notice).toHaveCount(0);
    await whatIf.slide(15);
    await expect(whatIf.notice).toHaveText(NOTICE);
    await whatIf.answered('the server');
    await expect(page).toHaveURL('/?cap=15');
    await expect(async () => expectPortfolio(await whatIf.weights(), 20, 0.15)).toPass();
    await expect(page.getByText('Answered by this FinX server')).toBeVisible();
    // And so it goes on.
    await whatIf.goal('max_sharpe').check();
    await expect(page.getByText('Sharpe ratio gained per')).toBeVisible();
    await whatIf.type(whatIf.cap, '4');
    await expect(page.locator('.doctor')).toBeVisible();
  });
}

for (const missing of ['Worker', 'WebAssembly in workers'] as const) {
  test(`the server answers instead: no ${missing}`, async ({ page }) => {
    await page.addInitScript((what) => {
      if (what === 'Worker') {
        Reflect.deleteProperty(window, 'Worker');
      } else {
        // As a policy of an enterprise may do it: workers start, but cannot be made.
        window.Worker = class {
          constructor() {
            throw new DOMException('blocked', 'SecurityError');
          }
        } as unknown as typeof Worker;
      }
    }, missing);
    const whatIf = new WhatIf(page);
    await whatIf.open();
    await whatIf.slide(15);
    await expect(whatIf.notice).toHaveText(NOTICE);
    await whatIf.answered('the server');
    await expect(async () => expectPortfolio(await whatIf.weights(), 20, 0.15)).toPass();
  });
}

test('the answer instead is the server’s own', async ({ page, request }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'Worker'));
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slide(18);
  await expect(whatIf.notice).toBeVisible();
  const html = await (await request.get('/?cap=18')).text();
  const href = /href="(data:text\/csv[^"]+)"/.exec(html)?.[1] ?? '';
  await expect(async () => expectSameWeights(await whatIf.weights(), weightsOfLink(href), 1e-12)).toPass();
});

test('prices that do not come are said, and asked for again', async ({ page, expected }) => {
  const prices = /\/api\/v1\/prices/;
  expected.request(prices);
  await page.route(prices, (route) => route.abort());
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slide(15);
  await expect(page.getByRole('alert').filter({ hasText: 'The server did not answer.' })).toBeVisible();
  await page.unroute(prices);
  await whatIf.slide(16);
  await whatIf.answered('your browser');
  await expect(page.getByRole('alert').filter({ hasText: 'The server did not answer.' })).toHaveCount(0);
  await expect(async () => expectPortfolio(await whatIf.weights(), 20, 0.16)).toPass();
});

test('nothing leaves the machine while a limit is dragged', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slide(11);
  await whatIf.answered('your browser');
  const asked: string[] = [];
  page.on('request', (request) => {
    // Browsers look for it, in their cache, whenever the address changes.
    if (!request.url().endsWith('/favicon.svg')) asked.push(request.url());
  });
  for (const cap of [12, 14, 16, 18, 20]) await whatIf.slide(cap);
  await whatIf.answered('your browser');
  await expect(async () => expectPortfolio(await whatIf.weights(), 20, 0.2)).toPass();
  expect(asked).toEqual([]);
});

test('the solver is not loaded before somebody needs it', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const whatIf = new WhatIf(page);
  await whatIf.open();
  expect(asked.filter((path) => /whatif|charts|prices/.test(path))).toEqual([]);
  await whatIf.bench.hover();
  await expect(() => expect(asked.filter((path) => /whatif_bg\.wasm/.test(path))).toHaveLength(1)).toPass();
});
