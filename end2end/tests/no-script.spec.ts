import { expect, expectNoSidewaysScroll, shoot, test } from '../support/fixtures';
import { numberIn, parseWeights, plain, textOf, weightsOfLink } from '../support/text';
import { expectPortfolio, GOALS, WhatIf, type GoalKey } from '../support/what-if';

test.use({ javaScriptEnabled: false });
test.beforeEach(({ expected }) => expected.unusedPreloads());

test('the answer is in the HTML', async ({ page }) => {
  await page.goto('/');
  const whatIf = new WhatIf(page);
  await expect(whatIf.sentence).toHaveText(/^The 10\s%\scap on WMT costs 5\.\d\sbp of volatility per 1\s%\. Raising it helps until 2\d\.\d\s%\.$/);
  await expect(whatIf.badge).toHaveText(/Solved on the server in [\d.]+\s(ms|s)/);
  await expect(whatIf.kpi('Volatility a year')).toHaveText(/^17\.8\s%$/);
  await expect(page.getByText('Answered by this FinX server')).toBeVisible();
  expectPortfolio(await whatIf.weights(), 20, 0.1);

  // The pictures are there, with a text of their own, and not twice for those who listen.
  for (const name of ['frontier', 'weights', 'wealth']) {
    const pictures = page.locator(`.chart--${name} svg.fg[role=img]`);
    const visible = await pictures.evaluateAll((all) => all.filter((svg) => svg.checkVisibility()).map((svg) => svg.getAttribute('aria-label')));
    expect(visible, name).toHaveLength(1);
    expect(visible[0]?.length, name).toBeGreaterThan(20);
  }
  await expect(page.locator('.chart--weights svg.fg:visible')).toContainText('JNJ');
});

for (const width of [1440, 390]) {
  test(`the server draws for the place that it expects: ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ['/', '/instruments/AAPL']) {
      await page.goto(path);
      const stages = page.locator('.chart__stage');
      for (const stage of await stages.all()) {
        const place = (await stage.boundingBox())!;
        const svg = stage.locator('svg.fg:visible');
        const [, , drawnWidth = 0, drawnHeight = 0] = ((await svg.getAttribute('viewBox')) ?? '').split(' ').map(Number);
        const about = `${await svg.getAttribute('aria-label')}: drawn ${drawnWidth} × ${drawnHeight}, stands in ${place.width} × ${place.height}`;
        // Else texts shrink, and marks move when the browser draws anew.
        expect(Math.abs(drawnHeight / place.height - 1), about).toBeLessThanOrEqual(0.02);
        expect(Math.abs(drawnWidth / place.width - 1), about).toBeLessThanOrEqual(0.06);
      }
    }
  });
}

test('the numbers behind each picture open without a script', async ({ page }) => {
  await page.goto('/');
  const chart = page.locator('.chart--weights');
  await chart.getByText('Show data').click();
  const rows = chart.getByRole('table').locator('tbody tr');
  const weights = await new WhatIf(page).weights();
  const first = await rows.evaluateAll((all) => all.map((row) => row.textContent ?? ''));
  expect(first.length).toBeGreaterThanOrEqual([...weights.values()].filter((weight) => weight > 5e-5).length);
  expect(first.join(' ')).toContain('WMT');
  for (const name of ['frontier', 'wealth']) {
    const other = page.locator(`.chart--${name}`);
    await other.getByText('Show data').click();
    expect(await other.getByRole('table').locator('tbody tr').count()).toBeGreaterThan(10);
  }
});

test('the form is a question that the server answers', async ({ page }) => {
  await page.goto('/');
  const whatIf = new WhatIf(page);
  const before = await whatIf.said();
  await whatIf.goal('max_sharpe').check();
  await whatIf.cap.fill('25');
  await whatIf.window('10Y').check({ force: true });
  await whatIf.chip('AMD').uncheck({ force: true });
  await page.getByRole('button', { name: 'Answer' }).click();

  await expect(page).toHaveURL(/goal=max_sharpe/);
  await expect(page).toHaveURL(/cap=25/);
  await expect(whatIf.cap).toHaveValue('25');
  await expect(whatIf.goal('max_sharpe')).toBeChecked();
  await expect(whatIf.window('10Y')).toBeChecked();
  await expect(whatIf.chip('AMD')).not.toBeChecked();
  await expect(page.getByText('19 of 20')).toBeVisible();
  const after = await whatIf.said();
  expect(after.why).not.toBe(before.why);
  expect(after.kpis).not.toEqual(before.kpis);
  expectPortfolio(after.weights, 19, 0.25);
  expect(after.weights.has('AMD')).toBe(false);
});

test('what needs a script is not offered', async ({ page }) => {
  await page.goto('/');
  for (const name of ['Undo', 'Copy link', 'Switch between light and dark']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
  await expect(new WhatIf(page).slider).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Answer' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Weights' })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await shoot(page, 'landing-no-script-1440');
  await page.setViewportSize({ width: 390, height: 900 });
  await expectNoSidewaysScroll(page);
  await shoot(page, 'landing-no-script-390');
});

test('limits that contradict each other are explained', async ({ page }) => {
  await page.goto('/?cap=4');
  await expect(new WhatIf(page).sentence).toHaveText(/^20 companies with at most 4\s%\seach hold at most 80\s%\sof the money\.$/);
  await expect(page.getByText(/Raise the cap to 5\s%/).first()).toBeVisible();
});

for (const goal of Object.keys(GOALS) as GoalKey[]) {
  test(`every objective is answered: ${goal}`, async ({ page }) => {
    await page.goto(`/?goal=${goal}`);
    const whatIf = new WhatIf(page);
    await expect(whatIf.goal(goal)).toBeChecked();
    const said = await whatIf.said();
    expect(said.why.length).toBeGreaterThan(20);
    expectPortfolio(said.weights, 20, 0.1);
    expect(said.kpis.join(' ') + said.findings.join(' ')).not.toMatch(/NaN|inf|undefined/);
  });
}

test('an instrument has its chart and figures', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  await expect(page.locator('.chart--instrument svg.fg:visible')).toHaveAttribute('aria-label', /AAPL/);
  await expect(page.locator('.statistics')).toContainText('Sharpe ratio');
});

test('the same file of weights for every reader', async ({ request }) => {
  const html = await (await request.get('/?cap=12.5')).text();
  const href = /download="finx-weights\.csv" href="([^"]+)"/.exec(html)?.[1] ?? /href="(data:text\/csv[^"]+)"/.exec(html)?.[1];
  const weights = weightsOfLink((href ?? '').replaceAll('&amp;', '&'));
  expectPortfolio(weights, 20, 0.125);
  expect(parseWeights(['symbol,weight', ...[...weights].map(([s, w]) => `${s},${w}`)].join('\n'))).toEqual(weights);
  expect(plain(html)).toContain('12.5 %');
});

test('the curve over the slider agrees with the answer', async ({ page }) => {
  await page.goto('/');
  const shown = numberIn(await textOf(page.locator('.cap-curve svg.fg')));
  const volatility = await new WhatIf(page).kpiNumber('Volatility a year');
  expect(Math.abs(shown - volatility)).toBeLessThanOrEqual(0.051);
});
