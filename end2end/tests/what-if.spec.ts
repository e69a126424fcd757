import { readFileSync } from 'node:fs';

import { expect, test } from '../support/fixtures';
import { numberIn, parseWeights, pattern, textOf } from '../support/text';
import { expectPortfolio, expectSameWeights, GOALS, WhatIf, WINDOWS, type GoalKey } from '../support/what-if';

const BROWSER = 'your browser';

test('the slider is dragged, and the answer comes from the browser', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.answered('the server');
  const before = await whatIf.said();

  const box = (await whatIf.slider.boundingBox())!;
  const y = box.y + box.height / 2;
  const at = (cap: number) => box.x + 8 + ((cap - 5) / 25) * (box.width - 16);
  await page.mouse.move(at(10), y);
  await page.mouse.down();
  await page.mouse.move(at(15), y, { steps: 12 });
  // Still held: the answer follows the pointer, the address waits for the end.
  await expect(whatIf.badge).toContainText('Solved in your browser in');
  await expect(whatIf.sentence).not.toHaveText(before.why);
  expect(new URL(page.url()).search).toBe('');
  await page.mouse.move(at(20), y, { steps: 12 });
  await page.mouse.up();

  await expect(page).toHaveURL(/\?cap=(19|20)(\.\d)?$/);
  await whatIf.answered(BROWSER);
  const cap = await whatIf.cap.inputValue();
  await whatIf.expectCap(cap);
  await expect(page.getByText('Nothing left this machine')).toBeVisible();
  const after = await whatIf.said();
  expect(after.kpis).not.toEqual(before.kpis);
  expectPortfolio(after.weights, 20, Number(cap) / 100);
  // More room never means more risk.
  expect(numberIn(after.kpis[0]!.replace('Volatility a year', ''))).toBeLessThanOrEqual(numberIn(before.kpis[0]!.replace('Volatility a year', '')));
});

test('the number field takes what people type', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  for (const [typed, cap] of [['15', '15'], ['12,5 %', '12.5'], [' 33.3% ', '33.3'], ['100', '100']] as const) {
    await whatIf.type(whatIf.cap, typed);
    await whatIf.answered(BROWSER);
    await expect(whatIf.cap).toHaveValue(cap);
    await expect(page).toHaveURL(`/?cap=${cap}`);
    expectPortfolio(await whatIf.weights(), 20, Number(cap) / 100);
  }
  await page.getByRole('button', { name: 'Most in one holding: less' }).click();
  await expect(whatIf.cap).toHaveValue('99.5');
  await page.getByRole('button', { name: 'Most in one holding: more' }).click();
  await expect(whatIf.cap).toHaveValue('100');
  // The end of the range stays the end.
  await page.getByRole('button', { name: 'Most in one holding: more' }).click();
  await expect(whatIf.cap).toHaveValue('100');
});

test('the keyboard alone moves the cap', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slider.focus();
  await page.keyboard.press('ArrowRight');
  await whatIf.expectCap('10.1');
  await whatIf.answered(BROWSER);
  await page.keyboard.press('ArrowLeft');
  await whatIf.expectCap('10');
  await page.keyboard.press('Home');
  await whatIf.expectCap('5');
  await whatIf.answered(BROWSER);
  // Twenty companies with 5 % each: nothing is left to choose.
  expectPortfolio(await whatIf.weights(), 20, 0.05);
  await page.keyboard.press('End');
  await whatIf.expectCap('30');

  await whatIf.cap.focus();
  await page.keyboard.press('ArrowDown');
  await whatIf.expectCap('29.5');
  await page.keyboard.press('ArrowUp');
  await whatIf.expectCap('30');
  await expect(page).toHaveURL('/?cap=30');
});

test('the keyboard alone chooses the objective', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.goal('min_risk').focus();
  for (const goal of ['max_sharpe', 'target_return', 'max_utility', 'equal_weight'] as const) {
    await page.keyboard.press('ArrowDown');
    await expect(whatIf.goal(goal)).toBeFocused();
    await expect(whatIf.goal(goal)).toBeChecked();
    await expect(page).toHaveURL(new RegExp(`goal=${goal}`));
    await whatIf.answered(BROWSER);
  }
});

test('each objective is best at what it is for', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  const found = new Map<GoalKey, { risk: number; reward: number }>();
  for (const goal of Object.keys(GOALS).reverse() as GoalKey[]) {
    await whatIf.goal(goal).check();
    await expect(page).toHaveURL(goal === 'min_risk' ? '/' : new RegExp(`goal=${goal}`));
    await whatIf.answered(BROWSER);
    await expect(page.getByRole('figure').filter({ hasText: 'Efficient frontier' })).toContainText(GOALS[goal] === 'Equal weight' ? '1/N' : GOALS[goal]);
    expectPortfolio(await whatIf.weights(), 20, 0.1);
    found.set(goal, {
      risk: await whatIf.kpiNumber('Volatility a year'),
      reward: await whatIf.kpiNumber('Return a year'),
    });
    expect((await textOf(whatIf.bench)).match(/NaN|\binf\b|undefined/)).toBeNull();
  }
  const of = (goal: GoalKey) => found.get(goal)!;
  // A tenth of a percent is what rounding leaves.
  for (const [goal, { risk, reward }] of found) {
    expect(of('min_risk').risk, goal).toBeLessThanOrEqual(risk + 0.1);
    const sharpe = of('max_sharpe').reward / of('max_sharpe').risk;
    expect(sharpe, goal).toBeGreaterThanOrEqual(reward / risk - 0.01);
  }
  expect(of('target_return').reward).toBeGreaterThanOrEqual(14.9);
  expect(new Set([...found.values()].map(({ risk }) => risk)).size).toBeGreaterThan(2);
});

test('the target and the aversion have fields of their own', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  const target = page.getByRole('textbox', { name: 'Return a year, at least' });
  const aversion = page.getByRole('textbox', { name: 'Risk aversion' });
  await expect(target).toBeHidden();
  await expect(aversion).toBeHidden();

  await whatIf.goal('target_return').check();
  await expect(target).toHaveValue('15');
  await whatIf.type(target, '20');
  await whatIf.answered(BROWSER);
  await expect(page).toHaveURL('/?goal=target_return&target_return=20');
  await expect(whatIf.kpi('Return a year')).toHaveText(/^20\.0\s%$/);
  await expect(whatIf.sentence).toHaveText(/The last 1\s%\sof return costs \d+\sbp of volatility\./);

  await whatIf.goal('max_utility').check();
  await expect(target).toBeHidden();
  await whatIf.type(aversion, '50');
  await whatIf.answered(BROWSER);
  const careful = await whatIf.kpiNumber('Volatility a year');
  await whatIf.type(aversion, '0.5');
  await expect(page).toHaveURL('/?goal=max_utility&risk_aversion=0.5');
  await whatIf.answered(BROWSER);
  await expect(async () => {
    expect(await whatIf.kpiNumber('Volatility a year')).toBeGreaterThan(careful + 1);
  }).toPass();
});

test('companies go and come back', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  const all = page.getByRole('button', { name: 'All', exact: true });
  await expect(all).toBeHidden();
  await whatIf.chip('WMT').uncheck({ force: true });
  await expect(page.getByText('19 of 20')).toBeVisible();
  await whatIf.answered(BROWSER);
  await expect(async () => expectPortfolio(await whatIf.weights(), 19, 0.1)).toPass();
  expect((await whatIf.weights()).has('WMT')).toBe(false);
  await expect(whatIf.sentence).not.toContainText('WMT');
  await expect(page).toHaveURL(/assets=AAPL,AMD,[A-Z,]+,XOM$/);
  // 19 companies need a cap of at least 5.3 %.
  await expect(whatIf.slider).toHaveAttribute('min', '53');

  await whatIf.chip('WMT').check({ force: true });
  await expect(page).toHaveURL('/');
  await expect(async () => expectPortfolio(await whatIf.weights(), 20, 0.1)).toPass();

  await whatIf.chip('KO').uncheck({ force: true });
  await whatIf.chip('PG').uncheck({ force: true });
  await expect(page.getByText('18 of 20')).toBeVisible();
  await all.click();
  await expect(page.getByText('20 of 20')).toBeVisible();
  await expect(page).toHaveURL('/');
  await expect(whatIf.chip('KO')).toBeChecked();
});

test('the last company stays', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open('?assets=KO&cap=100');
  await expect(whatIf.sentence).toHaveText('One company leaves nothing to choose.');
  await whatIf.chip('KO').click({ force: true });
  await expect(whatIf.error('assets')).toHaveText('Choose at least one company. The answer below is the one before.');
  await expect(whatIf.chip('KO')).toBeChecked();
  await whatIf.chip('PG').check({ force: true });
  await expect(whatIf.error('assets')).toBeHidden();
  await whatIf.answered(BROWSER);
  await expect(async () => expectPortfolio(await whatIf.weights(), 2, 1)).toPass();
});

test('windows are chosen by chip', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  const seen = new Map<string, string>();
  for (const window of ['1Y', '3Y', '10Y', 'All', '5Y'] satisfies (typeof WINDOWS)[number][]) {
    await whatIf.window(window).check({ force: true });
    await expect(page).toHaveURL(window === '5Y' ? '/' : `/?window=${window}`);
    const days = page.locator('.days summary');
    const years = { '1Y': /, 25\d days$/, '3Y': /, 75\d days$/, '5Y': /, 1,25\d days$/, '10Y': /, 2,51\d days$/, All: /, 8,[23]\d\d days$/ }[window];
    await expect(days).toHaveText(years);
    await whatIf.answered(BROWSER);
    expectPortfolio(await whatIf.weights(), 20, 0.1);
    seen.set(window, await textOf(whatIf.kpi('Volatility a year')));
  }
  expect(new Set(seen.values()).size).toBeGreaterThan(3);
});

test('days are chosen by hand', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await page.locator('.days summary').click();
  const from = page.locator('.days').getByLabel('From');
  const to = page.locator('.days').getByLabel('To');
  await from.fill('2015-01-02');
  await expect(page).toHaveURL(/from=2015-01-02&to=2022-12-28/);
  await to.fill('2019-12-31');
  await expect(page).toHaveURL('/?from=2015-01-02&to=2019-12-31');
  await whatIf.answered(BROWSER);
  await expect(page.locator('.days summary')).toHaveText(/^5 Jan 2015 – 31 Dec 2019, 1,257 days$/);
  for (const window of WINDOWS) await expect(whatIf.window(window)).not.toBeChecked();

  const before = await whatIf.said();
  await from.fill('2020-01-02');
  await expect(whatIf.error('from')).toHaveText('The first day must be before the last.');
  await expect(from).toHaveValue('2020-01-02');
  await expect(from).toHaveAttribute('aria-invalid', 'true');
  expect((await whatIf.said()).kpis).toEqual(before.kpis);
  await from.fill('2016-01-04');
  await expect(whatIf.error('from')).toBeHidden();
  await expect(page).toHaveURL('/?from=2016-01-04&to=2019-12-31');
});

test('the address holds the question: a reload gives the same numbers', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.goal('max_sharpe').check();
  await whatIf.slide(17.5);
  await whatIf.window('10Y').check({ force: true });
  await whatIf.chip('AMD').uncheck({ force: true });
  await expect(page).toHaveURL(/\?goal=max_sharpe&cap=17\.5&window=10Y&assets=/);
  await expect(page.locator('.days summary')).toHaveText(/2,51\d days/);
  await whatIf.answered(BROWSER);
  await expect(async () => expectPortfolio(await whatIf.weights(), 19, 0.175)).toPass();
  const before = await whatIf.said();

  await page.reload();
  await whatIf.hydrated();
  await whatIf.answered('the server');
  await whatIf.expectCap('17.5');
  const after = await whatIf.said();
  expect({ ...after, weights: [] }).toEqual({ ...before, weights: [] });
  expectSameWeights(after.weights, before.weights);
});

test('back undoes, forward does it again, and so does the button', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeDisabled();
  const first = await whatIf.said();
  await whatIf.slide(15);
  await whatIf.answered(BROWSER);
  await whatIf.goal('max_sharpe').check();
  await expect(page).toHaveURL('/?goal=max_sharpe&cap=15');
  await whatIf.answered(BROWSER);
  const second = await whatIf.said();

  await page.goBack();
  await expect(page).toHaveURL('/?cap=15');
  await expect(whatIf.goal('min_risk')).toBeChecked();
  await whatIf.expectCap('15');
  await page.goBack();
  await expect(page).toHaveURL('/');
  await whatIf.expectCap('10');
  await expect(whatIf.sentence).toHaveText(pattern(first.why));
  await page.goForward();
  await page.goForward();
  await expect(whatIf.goal('max_sharpe')).toBeChecked();
  await whatIf.expectCap('15');
  await expect(whatIf.sentence).toHaveText(pattern(second.why));

  await undo.click();
  await expect(page).toHaveURL('/?cap=15');
  await undo.click();
  await expect(page).toHaveURL('/');
  await whatIf.expectCap('10');
  await expect(undo).toBeDisabled();
});

test('the link is copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.type(whatIf.cap, '22');
  await expect(page).toHaveURL('/?cap=22');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible();
});

test('the weights are a file', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slide(12.3);
  await whatIf.answered(BROWSER);
  await expect(async () => expect(Math.max(...(await whatIf.weights()).values())).toBeCloseTo(0.123, 9)).toPass();
  const waiting = page.waitForEvent('download');
  await whatIf.weightsLink.click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('finx-weights.csv');
  const weights = parseWeights(readFileSync(await download.path(), 'utf8'));
  expectPortfolio(weights, 20, 0.123);
  expect(weights).toEqual(await whatIf.weights());
});

test('the newest question wins', async ({ page, request }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slider.evaluate((element) => {
    const slider = element as HTMLInputElement;
    for (let value = 60; value <= 250; value += 5) {
      slider.value = String(value);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }
    slider.value = '137';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    slider.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(page).toHaveURL('/?cap=13.7');
  await whatIf.answered(BROWSER);
  await whatIf.expectCap('13.7');
  await expect(async () => expect(Math.max(...(await whatIf.weights()).values())).toBeCloseTo(0.137, 9)).toPass();
  const html = await (await request.get('/?cap=13.7')).text();
  const sentence = /why__sentence"[^>]*>([^<]+)</.exec(html)?.[1];
  await expect(whatIf.sentence).toHaveText(pattern(sentence!));
});
