// The frame around every page: palette, keys, focus, preferences, layouts.

import type { Page } from '@playwright/test';

import { axe, expect, expectNoSidewaysScroll, hydrated, shoot, test, THEMES } from '../support/fixtures';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' });
const field = (page: Page) => palette(page).getByRole('combobox');
const chosen = (page: Page) => palette(page).locator('[aria-selected=true]');
const nav = (page: Page) => page.getByRole('navigation', { name: 'Main' });

async function open(page: Page, path = '/status') {
  await page.goto(path);
  await hydrated(page);
  // As it was.
  await hydrated(page);
  await page.locator('body').press('Escape');
}

test.describe('palette', () => {
  test('opens and closes by keys, from anywhere', async ({ page }) => {
    await open(page, '/');
    await page.keyboard.press('Control+k');
    await expect(palette(page)).toBeVisible();
    await expect(field(page)).toBeFocused();
    await page.keyboard.press('Control+k');
    await expect(palette(page)).toBeHidden();
    const cap = page.getByRole('textbox', { name: 'Most in one holding' });
    await cap.focus();
    await page.keyboard.press('Meta+k');
    await expect(field(page)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(palette(page)).toBeHidden();
    await expect(cap).toBeFocused();
    await page.keyboard.press('/');
    await expect(palette(page)).toBeHidden();
  });

  test('finds an instrument by its name and goes there', async ({ page }) => {
    await open(page);
    await page.keyboard.press('/');
    await expect(field(page)).toBeFocused();
    await page.keyboard.type('coca');
    await expect(chosen(page)).toContainText('KO');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/instruments/KO');
    await expect(palette(page)).toBeHidden();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Coca-Cola');
    // What was used comes first.
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('group').first()).toHaveAttribute('aria-label', 'Used lately');
    await expect(chosen(page)).toContainText('KO');
  });

  test('the arrows go round, Home and End to the ends', async ({ page }) => {
    await open(page);
    await page.keyboard.press('Control+k');
    const options = palette(page).getByRole('option');
    await expect(options.nth(20)).toBeAttached();
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
    await expect(field(page)).toHaveAttribute('aria-activedescendant', 'palette-1');
    await page.keyboard.press('End');
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await expect(options.last()).toBeInViewport();
    await page.keyboard.press('ArrowDown');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowUp');
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Home');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  });

  test('says so when nothing is found', async ({ page }) => {
    await open(page);
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('option', { name: 'KO' })).toBeAttached();
    await page.keyboard.type('qqqqq');
    await expect(palette(page).getByRole('option')).toHaveCount(0);
    await expect(palette(page).getByText('Nothing is called that. Fewer letters find more.')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(palette(page)).toBeVisible();
  });

  test('does what an action says', async ({ page }) => {
    await open(page);
    await page.keyboard.press('Control+k');
    // What is typed before the palette is there is not lost.
    await page.keyboard.type('theme: dark');
    await expect(field(page)).toHaveValue('theme: dark');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('green, red');
    await palette(page).getByRole('option').first().click();
    await expect(page.locator('html')).toHaveAttribute('data-palette', 'green-red');
    // The form knows.
    await page.getByRole('button', { name: 'Preferences' }).click();
    await expect(page.getByRole('radio', { name: 'Green, red' })).toBeChecked();
  });

  for (const theme of THEMES) {
    for (const width of [1440, 390]) {
      test(`is accessible and fits: ${theme}, ${width}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: theme });
        await page.setViewportSize({ width, height: 900 });
        await open(page);
        await page.getByRole('button', { name: 'Search or jump to…' }).click();
        await expect(palette(page).getByRole('option', { name: 'KO' })).toBeAttached();
        await axe(page);
        await expectNoSidewaysScroll(page);
        await shoot(page, `palette-${theme}-${width}`);
        if (width === 390) {
          const box = await palette(page).boundingBox();
          expect(box).toMatchObject({ x: 0, y: 0, width: 390 });
        }
      });
    }
  }
});

test.describe('shortcuts', () => {
  test('lead to pages, and never while somebody types', async ({ page }) => {
    await open(page);
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await expect(page).toHaveURL('/instruments');
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await expect(page).toHaveURL('/');
    await page.getByRole('textbox', { name: 'Most in one holding' }).focus();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page).toHaveURL('/');
  });

  test('are listed by ?', async ({ page }) => {
    await open(page);
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(help).toBeVisible();
    await expect(help).toMatchAriaSnapshot(`
      - dialog "Keyboard shortcuts":
        - heading "Keyboard shortcuts" [level=2]
        - button "Close"
        - heading "Anywhere" [level=3]
        - term: Search, pages, actions
        - definition: ⌘/Ctrl K
    `);
    await axe(page);
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
  });

  test('can be turned off, all but Ctrl K', async ({ page, context }) => {
    await open(page);
    await page.getByRole('button', { name: 'Preferences' }).click();
    await page.getByRole('group', { name: 'Single-key shortcuts' }).getByText('Off').click();
    await page.keyboard.press('Escape');
    for (const key of ['?', '/', 'g', 'i']) await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page).toHaveURL('/status');
    await page.keyboard.press('Control+k');
    await expect(palette(page)).toBeVisible();
    const cookies = await context.cookies();
    expect(cookies.find(({ name }) => name === 'shortcuts')).toMatchObject({ value: 'off', sameSite: 'Lax' });
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-shortcuts', 'off');
  });
});

test('a page that one goes to has the focus, and is said; back is where one was', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 400 });
  await open(page, '/instruments');
  await page.evaluate(() => scrollTo(0, 300));
  await page.getByRole('link', { name: 'KO', exact: true }).click();
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText('KO');
  await expect(heading).toBeFocused();
  await expect(page.locator('[data-arrival]')).toHaveText(/^KO · FinX$/);
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect(heading).toHaveText('Instruments');
  await expect(heading).toBeFocused();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(200);
});

test.describe('preferences', () => {
  test('are in the first HTML', async ({ request }) => {
    const cookie = 'theme=dark; palette=red-green; density=roomy; shortcuts=off; sidebar=folded; language=de';
    const html = await (await request.get('/status', { headers: { cookie } })).text();
    const tag = /<html[^>]*>/.exec(html)?.[0] ?? '';
    for (const attribute of ['lang="de"', 'data-theme="dark"', 'data-palette="red-green"', 'data-density="roomy"', 'data-shortcuts="off"', 'data-sidebar="folded"']) {
      expect(tag).toContain(attribute);
    }
  });

  test('say what holds', async ({ page, context, baseURL }) => {
    await context.addCookies([{ name: 'density', value: 'roomy', url: baseURL ?? '' }]);
    await open(page, '/preferences');
    const form = page.getByRole('main');
    await expect(form.getByRole('radio', { name: 'Roomy' })).toBeChecked();
    await form.getByText('Compact').click();
    await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
    await axe(page);
  });

  test.describe('without a script', () => {
    test.use({ javaScriptEnabled: false });

    test('are kept by the server', async ({ page, expected }) => {
      expected.unusedPreloads();
      await page.goto('/preferences');
      const form = page.getByRole('main');
      await form.getByText('Dark', { exact: true }).click();
      await form.getByText('Red, green').click();
      await form.getByRole('button', { name: 'Save' }).click();
      await expect(page).toHaveURL('/preferences');
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      await expect(page.locator('html')).toHaveAttribute('data-palette', 'red-green');
      await form.getByRole('button', { name: 'Deutsch' }).click();
      await expect(page.locator('html')).toHaveAttribute('lang', 'de');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Einstellungen');
      await form.getByText('Wie das System').click();
      await form.getByRole('button', { name: 'Sichern' }).click();
      await expect(page.locator('html')).not.toHaveAttribute('data-theme', /./);
    });

    test('strangers cannot set them', async ({ request }) => {
      const answer = await request.post('/preferences', {
        form: { theme: 'dark' },
        headers: { origin: 'https://elsewhere.example' },
        maxRedirects: 0,
      });
      expect(answer.status()).toBe(403);
      expect(answer.headers()['set-cookie']).toBeUndefined();
    });
  });
});

test.describe('layouts', () => {
  test('a sidebar, icons below 1180 px, a bar below 640 px', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page);
    const bar = page.locator('.places');
    expect(await bar.boundingBox()).toMatchObject({ x: 0, y: 48, width: 208, height: 852 });
    await page.setViewportSize({ width: 1100, height: 900 });
    expect(await bar.boundingBox()).toMatchObject({ x: 0, y: 48, width: 56 });
    const status = nav(page).getByRole('link', { name: 'Status' });
    await status.hover();
    await expect(status.locator('.place__name')).toHaveCSS('opacity', '1');
    await page.setViewportSize({ width: 390, height: 844 });
    const low = await bar.boundingBox();
    expect(low).toMatchObject({ x: 0, width: 390 });
    expect((low?.y ?? 0) + (low?.height ?? 0)).toBe(844);
    const links = await nav(page).getByRole('link').all();
    expect(links.length).toBeLessThanOrEqual(5);
    for (const link of links) expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(40);
  });

  test('the first page has the navigation in its header', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page, '/');
    const { y, height } = (await page.locator('.places').boundingBox()) ?? { y: -1, height: 0 };
    expect([y, height]).toEqual([0, 56]);
    await nav(page).getByRole('link', { name: 'Status' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Status');
    expect(await page.locator('.places').boundingBox()).toMatchObject({ x: 0, y: 48, width: 208 });
  });

  test('the sidebar folds by choice', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page);
    await page.getByRole('button', { name: 'Fold the sidebar' }).click();
    await page.mouse.move(700, 500);
    expect(await page.locator('.places').boundingBox()).toMatchObject({ width: 56 });
    await page.reload();
    expect(await page.locator('.places').boundingBox()).toMatchObject({ width: 56 });
  });

  test('nothing of the frame is made anew between pages', async ({ page }) => {
    await open(page);
    await page.locator('.places').evaluate((element) => Object.assign(element, { same: true }));
    await nav(page).getByRole('link', { name: 'Instruments' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Instruments');
    expect(await page.locator('.places').evaluate((element) => 'same' in element)).toBe(true);
  });

  test.describe('in German', () => {
    test.use({ locale: 'de-DE' });

    for (const width of [1440, 1100, 768, 390, 360]) {
      test(`fits at ${width}`, async ({ page }) => {
        await page.setViewportSize({ width, height: 800 });
        await page.goto('/preferences');
        await expect(page.locator('html')).toHaveAttribute('lang', 'de');
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Einstellungen');
        await expectNoSidewaysScroll(page);
        await shoot(page, `shell-german-${width}`);
        await page.goto('/');
        await expectNoSidewaysScroll(page);
      });
    }
  });
});

test('header and sidebar, as they are heard', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page);
  await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
    - banner:
      - link "FinX"
      - navigation "Main":
        - list:
          - listitem:
            - link "What-if"
          - listitem:
            - link "Instruments"
          - listitem:
            - link "Status"
        - button "Fold the sidebar"
      - button "Search or jump to…"
      - button "Switch between light and dark"
      - button "Preferences"
  `);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('the coca');
  await expect(palette(page)).toMatchAriaSnapshot(`
    - dialog "Command palette":
      - combobox "Search or jump to…" [expanded]
      - button "Close"
      - listbox "1 result":
        - group "Instruments":
          - option "KO The Coca-Cola Company" [selected]
  `);
});

test('the way back from nothing', async ({ page, expected }) => {
  expected.response(/nothing\/aappl$/, 404);
  await page.goto('/nothing/aappl');
  await expect(page.getByText('Did you mean')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'AAPL' })).toBeVisible();
});

test('offline is said, and taken back', async ({ page, context }) => {
  await open(page);
  await context.setOffline(true);
  await expect(page.getByText('This device is offline.')).toBeVisible();
  await axe(page);
  await context.setOffline(false);
  await expect(page.getByText('This device is offline.')).toBeHidden();
});
