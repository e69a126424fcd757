import { axe, expect, expectNoSidewaysScroll, hydrated, shoot, test, THEMES } from '../support/fixtures';

const PAGES = [
  { name: 'landing', path: '/', title: 'FinX', heading: /The portfolio you should hold/ },
  { name: 'instruments', path: '/instruments', title: 'Instruments · FinX', heading: /^Instruments$/ },
  { name: 'share', path: '/instruments/AAPL', title: 'AAPL · FinX', heading: /AAPL/ },
  { name: 'index', path: '/instruments/%5EGSPC', title: '^GSPC · FinX', heading: /\^GSPC/ },
  { name: 'status', path: '/status', title: 'Status · FinX', heading: /^Status$/ },
  { name: 'not-found', path: '/does-not-exist', title: 'Not found · FinX', heading: /nothing here/, status: 404 },
] as const;

const WIDTHS = [1440, 768, 390] as const;

for (const { name, path, title, heading, ...rest } of PAGES) {
  const status = 'status' in rest ? rest.status : 200;

  for (const theme of THEMES) {
    test.describe(`${name}, ${theme}`, () => {
      test.use({ colorScheme: theme });

      test('loads, hydrates, is accessible, fits', async ({ page, expected }) => {
        test.slow();
        if (status !== 200) expected.response(new RegExp(`${path}$`), status);
        const response = await page.goto(path);
        expect(response?.status()).toBe(status);
        await expect(page).toHaveTitle(title);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
        await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
        for (const landmark of ['banner', 'main', 'contentinfo'] as const) {
          await expect(page.getByRole(landmark)).toHaveCount(1);
        }
        await expect(page.locator('html')).toHaveAttribute('lang', 'en');

        const dark = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
        expect(await dark()).toBe(theme);
        // There and back: the button works, and the page is again as the system wants it.
        await hydrated(page);
        expect(await dark()).not.toBe(theme);
        await hydrated(page);
        expect(await dark()).toBe(theme);

        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await expectNoSidewaysScroll(page);
          await axe(page);
          await page.mouse.move(0, 0);
          await shoot(page, `${name}-${theme}-${width}`);
        }
        await page.setViewportSize({ width: 360, height: 740 });
        await expectNoSidewaysScroll(page);
        await axe(page);
        await page.setViewportSize({ width: 320, height: 640 });
        await expectNoSidewaysScroll(page);
      });
    });
  }
}

test('a walk through the pages without loading a document anew', async ({ page }) => {
  await page.goto('/');
  await page.locator('.chart__wide').first().waitFor({ state: 'detached' });
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const nav = page.getByRole('navigation', { name: 'Main' });

  await nav.getByRole('link', { name: 'Instruments' }).click();
  await expect(page).toHaveURL('/instruments');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Instruments');
  await expect(nav.getByRole('link', { name: 'Instruments' })).toHaveAttribute('aria-current', 'page');
  await expect(page).toHaveTitle('Instruments · FinX');

  await page.getByRole('link', { name: 'KO', exact: true }).click();
  await expect(page).toHaveURL('/instruments/KO');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The Coca-Cola Company');
  await expect(page.locator('.chart--instrument svg:visible').first()).toBeVisible();

  await nav.getByRole('link', { name: 'Status' }).click();
  await expect(page.getByText(/All is well: [\d,]+ rows of real data/)).toBeVisible();

  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('KO');
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The portfolio you should hold');
  await expect(page.locator('.kpi__value').first()).toHaveText(/17\.\d\s%/);
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('the list has every instrument', async ({ page }) => {
  await page.goto('/instruments');
  const rows = page.getByRole('table', { name: 'Every instrument with prices' }).locator('tbody tr');
  await expect(rows.filter({ hasText: 'AAPL' })).toContainText('Apple Inc.');
  await expect(rows.filter({ hasText: 'USMV' })).toContainText('Fund');
  await expect(rows.filter({ hasText: '^GSPC' })).toContainText('Index');
  expect(await rows.count()).toBeGreaterThanOrEqual(27);
  for (const href of await rows.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))) {
    expect(href).toMatch(/^\/instruments\/[A-Z0-9%]+$/);
  }
});

test('the status page says what a keeper of this instance needs', async ({ page }) => {
  await page.goto('/status');
  await expect(page.getByText(/^All is well: [\d,]+ rows of real data, up to \d+ \w{3} \d{4}\.$/)).toBeVisible();
  const facts = page.locator('.facts');
  for (const name of ['FinX', 'Running for', 'Database', 'Size', 'Migration', 'Database answers in']) {
    const value = facts.locator('div', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) }).locator('dd');
    await expect(value).toHaveText(/\S/);
  }
  const rows = page.getByRole('table', { name: 'Imported data sets' }).locator('tbody tr');
  expect(await rows.count()).toBeGreaterThan(0);
  for (const row of await rows.all()) await expect(row).toContainText('complete');
});
