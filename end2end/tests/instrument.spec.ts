import { expect, test } from '../support/fixtures';
import { numberIn, textOf } from '../support/text';

const SPANS = ['6M', '1Y', '5Y', 'All'] as const;

test('spans are links, and change what is shown', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  const spans = page.getByRole('navigation', { name: 'Span of the chart' });
  await expect(spans.getByRole('link', { name: '1Y' })).toHaveAttribute('aria-current', 'true');
  const observations = page.locator('#statistics');
  let before = '';
  for (const span of SPANS) {
    await spans.getByRole('link', { name: span, exact: true }).click();
    // What is standard stays out of the address.
    await expect(page).toHaveURL(`/instruments/AAPL${span === '1Y' ? '' : `?span=${span}`}`);
    await expect(spans.getByRole('link', { name: span, exact: true })).toHaveAttribute('aria-current', 'true');
    await expect(spans.locator('[aria-current]')).toHaveCount(1);
    await expect(observations).not.toHaveText(before);
    before = await textOf(observations);
    await expect(page.locator('.chart--instrument svg:visible').first()).toBeVisible();
  }
  await page.goBack();
  await expect(spans.getByRole('link', { name: '5Y' })).toHaveAttribute('aria-current', 'true');
});

test('where there are both, one chooses between real bars and adjusted closes', async ({ page }) => {
  await page.goto('/instruments/AAPL?span=5Y');
  const prices = page.getByRole('navigation', { name: 'Prices of the chart' });
  const about = page.locator('.instrument .muted').last();
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
  for (const path of ['/instruments/AAPL?span=All', '/instruments/%5EGSPC?span=5Y', '/instruments/USMV', '/instruments/KO?span=6M']) {
    await page.goto(path);
    const rows = page.locator('.statistics > div');
    await expect(rows).toHaveCount(11);
    const figures = new Map<string, string>();
    for (const row of await rows.all()) {
      figures.set(await textOf(row.locator('dt')), await textOf(row.locator('dd')));
    }
    const of = (name: string) => numberIn(figures.get(name)!);
    expect([...figures.values()].join(), path).not.toMatch(/NaN|inf/);
    expect(of('Highest close'), path).toBeGreaterThan(of('Lowest close'));
    expect(of('Volatility a year'), path).toBeGreaterThan(5);
    expect(of('CVaR 95 %, 1 day'), path).toBeGreaterThanOrEqual(of('VaR 95 %, 1 day'));
    expect(of('Best day'), path).toBeGreaterThan(0);
    expect(of('Worst day'), path).toBeLessThan(0);
    expect(of('Deepest fall'), path).toBeLessThan(0);
    expect(figures.get('Deepest fall'), path).toMatch(/^−/);
  }
});

test('a change is told by arrow, sign and word', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  const change = page.locator('.instrument__last .gain, .instrument__last .loss');
  await expect(change).toHaveText(/^(▲\s*up\s*\+|▼\s*down\s*−)\d+\.\d\d\s%$/);
});

test('what the page says it says with its source and its day', async ({ page }) => {
  await page.goto('/instruments/AAPL');
  await expect(page.locator('.instrument .muted').last()).toHaveText(/^Up to \d{1,2} \w{3} \d{4}\. \S.{5,}/);
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
