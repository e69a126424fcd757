import { expect, test } from '../support/fixtures';
import { numberIn, textOf } from '../support/text';

const SPANS = ['1M', '3M', '1Y', '5Y', 'All', '6M'] as const;

test('spans are links, and change what is shown', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  const spans = page.getByRole('navigation', { name: 'Span of the chart' });
  await expect(spans.getByRole('link', { name: '6M' })).toHaveAttribute('aria-current', 'true');
  const finding = page.locator('.chart-card .finding');
  let before = await textOf(finding);
  for (const span of SPANS) {
    await spans.getByRole('link', { name: span, exact: true }).click();
    // What is standard stays out of the address.
    await expect(page).toHaveURL(`/instruments/AAPL${span === '6M' ? '' : `?span=${span}`}`);
    await expect(spans.getByRole('link', { name: span, exact: true })).toHaveAttribute('aria-current', 'true');
    await expect(spans.locator('[aria-current]')).toHaveCount(1);
    await expect(finding).not.toHaveText(before);
    before = await textOf(finding);
    await expect(page.locator('.chart--instrument svg:visible').first()).toBeVisible();
  }
  await page.goBack();
  await expect(spans.getByRole('link', { name: 'All' })).toHaveAttribute('aria-current', 'true');
});

test('indicators, scale and kind of chart are in the address', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  const stage = page.locator('.chart__stage');
  await expect(stage).toHaveAttribute('aria-label', /RSI 14/);
  await page.getByRole('button', { name: 'Indicators, 4' }).click();
  await page.getByRole('checkbox', { name: 'RSI 14' }).uncheck();
  await expect(page).toHaveURL('/instruments/AAPL?with=mean,bollinger,macd');
  await expect(stage).not.toHaveAttribute('aria-label', /RSI 14/);
  await expect(page.getByRole('button', { name: 'Indicators, 3' })).toBeVisible();
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  await expect(page).toHaveURL('/instruments/AAPL?scale=log&with=mean,bollinger,macd');
  await page.getByRole('link', { name: 'Line', exact: true }).click();
  await expect(page).toHaveURL('/instruments/AAPL?chart=line&scale=log&with=mean,bollinger,macd');
  await page.reload();
  await expect(page.getByRole('link', { name: 'Log', exact: true })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('button', { name: 'Indicators, 3' })).toBeVisible();
});

test('another instrument is drawn beside it from 100 on', async ({ page }) => {
  await page.goto('/instruments/AAPL?span=1Y');
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('combobox', { name: 'Compare' }).selectOption('MSFT');
  await expect(page).toHaveURL('/instruments/AAPL?span=1Y&compare=MSFT');
  await expect(page.locator('.chart-card .finding')).toHaveText(/^AAPL [+−][\d.]+\s%, MSFT [+−][\d.]+\s% over the days both have$/);
  await expect(page.locator('.chart--instrument')).toContainText('= 100');
  await page.getByRole('button', { name: 'Compared with MSFT' }).click();
  await page.getByRole('combobox', { name: 'Compare' }).selectOption('');
  await expect(page).toHaveURL('/instruments/AAPL?span=1Y');
});

test('the data says how good it is', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  const card = page.locator('#quality');
  await expect(card.getByRole('meter', { name: '99 of 100' })).toBeVisible();
  await expect(card).toContainText('Complete, 1 day to look at');
  await expect(card).toContainText('0 of 3,270');
  await expect(card).toContainText('2 and 3');
  await expect(card).toContainText(/29 Sep 2000, −51\.9\s%\. Volume \d+ times the mean and no split/);
  await page.goto('/instruments/KO');
  await expect(card).toContainText('not in this source');
});

test('where there are both, one chooses between real bars and adjusted closes', async ({ page }) => {
  await page.goto('/instruments/AAPL?span=5Y');
  const prices = page.getByRole('navigation', { name: 'Prices of the chart' });
  const about = page.locator('.instrument__source');
  await expect(about).toContainText('2013');
  await prices.getByRole('link', { name: 'Adjusted closes' }).click();
  await expect(page).toHaveURL('/instruments/AAPL?span=5Y&prices=adjusted');
  await expect(about).toContainText('28 Dec 2022');
  await page.reload();
  await expect(prices.locator('[aria-current]')).toHaveText('Adjusted closes');
  await expect(page.locator('.chart__stage')).toHaveAttribute('aria-label', /Close/);
  await page.goto('/instruments/KO');
  await expect(page.locator('.instrument__price')).toBeVisible();
  await expect(prices).toHaveCount(0);
});

test('the statistics are complete and agree with each other', async ({ page }) => {
  for (const [path, count] of [['/instruments/AAPL', 16], ['/instruments/%5EGSPC?span=5Y', 16], ['/instruments/USMV', 11], ['/instruments/KO?span=1Y', 11]] as const) {
    await page.goto(path);
    const rows = page.locator('#statistics dl > div');
    await expect(rows).toHaveCount(count);
    const figures = new Map<string, string>();
    for (const row of await rows.all()) {
      figures.set(await textOf(row.locator('dt')), await textOf(row.locator('dd')));
    }
    const of = (name: string) => numberIn(figures.get(name)!);
    expect([...figures.values()].join(), path).not.toMatch(/NaN|inf/);
    expect(of('52-w high'), path).toBeGreaterThan(of('52-w low'));
    expect(of('Volatility, 1 y'), path).toBeGreaterThan(5);
    expect(of('VaR 95 %, 1 d'), path).toBeGreaterThan(0);
    expect(figures.get('Worst fall, 1 y'), path).toMatch(/^−/);
  }
});

test('a change is told by arrow, sign and word', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  const change = page.locator('.instrument__last .gain, .instrument__last .loss');
  await expect(change).toHaveText(/^(▲\s*gain\s*\+|▼\s*loss\s*−)\d+\.\d\d\s+[+−]\d+\.\d\d\s%$/);
});

test('what the page says it says with its source and its day', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  await expect(page.locator('.instrument__source')).toHaveText(/^Up to \d{1,2} \w{3} \d{4}\. \S.{5,}/);
});

for (const symbol of ['NOPE', 'aapl!', '%5ENONE', '..%2F..%2Fetc%2Fpasswd', 'A'.repeat(300)]) {
  test(`an unknown symbol is a page that helps: ${symbol.slice(0, 30)}`, async ({ page, expected }) => {
    expected.response(/\/instruments\//, 404);
    const response = await page.goto(`/instruments/${symbol}`);
    expect(response?.status()).toBe(404);
    await expect(page.locator('main')).toContainText(/There is no|nothing here/);
    await page.getByRole('link', { name: 'All instruments' }).click();
    await expect(page).toHaveURL('/instruments');
    await expect(page.getByRole('table')).toBeVisible();
  });
}

test('an unknown symbol reached by a link inside the page helps, too', async ({ page, expected }) => {
  expected.response(/\/call\//, 404);
  await page.goto('/instruments');
  await page.getByRole('link', { name: 'AAPL', exact: true }).evaluate((link) => link.setAttribute('href', '/instruments/NOPE'));
  await page.waitForLoadState('networkidle');
  await page.getByRole('link', { name: 'AAPL', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('There is no');
  await expect(page.getByRole('link', { name: 'All instruments' })).toBeVisible();
});
