import { expect, hydrated, test, THEMES } from '../support/fixtures';

const htmlTag = (text: string) => /<html[^>]*>/.exec(text)?.[0] ?? '';

for (const theme of THEMES) {
  test(`the cookie decides before anything is painted: ${theme}`, async ({ request }) => {
    const response = await request.get('/', { headers: { cookie: `theme=${theme}` } });
    expect(htmlTag(await response.text())).toContain(`data-theme="${theme}"`);
  });

  test(`the cookie beats the system: ${theme}`, async ({ page, context, baseURL }) => {
    await page.emulateMedia({ colorScheme: theme === 'dark' ? 'light' : 'dark' });
    await context.addCookies([{ name: 'theme', value: theme, url: baseURL! }]);
    await page.goto('/');
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe(theme);
    await expect(page.locator('.chart__wide')).toHaveCount(0, { timeout: 30_000 });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  });
}

test('without a choice the system decides', async ({ request, page }) => {
  for (const cookie of ['', 'theme=purple', 'theme="><script>alert(1)</script>', 'mytheme=dark']) {
    const html = htmlTag(await (await request.get('/', { headers: { cookie } })).text());
    expect(html, cookie).not.toContain('data-theme');
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/status');
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await background()).toBe('rgb(13, 17, 23)');
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await background()).toBe('rgb(246, 247, 249)');
});

test('the button’s choice stays', async ({ page, context }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  await hydrated(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: 'theme', value: 'dark', path: '/', sameSite: 'Lax' });

  const response = await page.reload();
  expect(htmlTag((await response?.text()) ?? '')).toContain('data-theme="dark"');
  await page.getByRole('link', { name: 'Status' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await hydrated(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});
