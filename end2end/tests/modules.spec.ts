// A page is made of the WebAssembly module that all pages share, of its own, and of what it shares with the
// gallery only.

import { expect, hydrated, test } from '../support/fixtures';

const PAGES = [
  ['/', 'landing'],
  ['/instruments', 'instruments'],
  ['/instruments/AAPL', 'instrument'],
  ['/status', 'status'],
] as const;

const NOTICE = 'Your browser does not run this page’s program (WebAssembly)';

for (const [path, name] of PAGES) {
  test(`${path} loads its module and no other, and is told so in its head`, async ({ page, request }) => {
    const html = await (await request.get(path)).text();
    const files = [`app-${name}-shown.wasm`, `app-${name}.wasm`];
    for (const file of files) expect(html).toMatch(new RegExp(`<link rel="preload" href="/pkg/[0-9a-f]+/${file}"`));
    const modules: string[] = [];
    page.on('request', (asked) => {
      const module = /app[-_][a-z-]+\.wasm$/.exec(asked.url());
      if (module) modules.push(module[0]);
    });
    await page.goto(path);
    await hydrated(page);
    expect(modules.sort()).toEqual([...files, 'app_bg.wasm']);
  });
}

test('a link that is pointed at is fetched ahead, and followed without a new document', async ({ page }) => {
  await page.goto('/');
  await hydrated(page);
  await page.evaluate(() => Object.assign(window, { same: true }));
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Status' });
  const ahead = page.waitForResponse(/app-status\.wasm$/);
  await link.hover();
  expect((await ahead).status()).toBe(200);
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Status' })).toBeVisible();
  await expect(page.getByText(/rows of real data/)).toBeVisible();
  expect(await page.evaluate(() => 'same' in window)).toBe(true);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/The portfolio you should hold/);
  expect(await page.evaluate(() => 'same' in window)).toBe(true);
});

test('after a new release the page that is open leads on', async ({ page, expected }) => {
  await page.goto('/');
  await hydrated(page);
  await page.evaluate(() => Object.assign(window, { same: true }));
  // The files of the release from which this document came are gone.
  expected.response(/app-instruments\.wasm$/, 404);
  // Nobody reads what such an answer holds.
  expected.request(/app-instruments\.wasm$/);
  expected.console(/app-instruments\.wasm: status 404/);
  let gone = true;
  await page.route(/app-instruments\.wasm$/, (route) => (gone ? route.fulfill({ status: 404 }) : route.continue()));
  const document = page.waitForRequest((asked) => asked.isNavigationRequest() && asked.url().endsWith('/instruments'));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Instruments' }).click();
  gone = (await document) === null;
  await expect(page).toHaveURL(/\/instruments$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Instruments' })).toBeVisible();
  await hydrated(page);
  expect(await page.evaluate(() => 'same' in window)).toBe(false);
});

test('without its own module the page is what the server made of it, and says so', async ({ page, expected }) => {
  expected.request(/app-landing\.wasm$/);
  expected.console(/Failed to fetch|failed to load split module/);
  await page.route(/app-landing\.wasm$/, (route) => route.abort());
  await page.goto('/');
  await expect(page.getByText(NOTICE)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Answer', exact: true })).toBeVisible();
});
