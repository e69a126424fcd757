// Who asks for German gets it: every sentence, every number, with and without a script.

import { axe, expect, hydrated, test } from '../support/fixtures';
import { pattern } from '../support/text';
import { catalogue, instrumentNames, onlyEnglish, word } from '../support/texts';

const PAGES = [
  { path: '/', says: 'Das Portfolio, das Sie halten sollten' },
  { path: '/?goal=max_sharpe&cap=25', says: 'Warum diese Antwort' },
  { path: '/?cap=4', says: 'Was im Weg steht' },
  { path: '/?cap=abc&assets=XYZ&from=2020-13-01', says: '„abc“ ist keine Zahl' },
  { path: '/instruments', says: 'Informationstechnologie' },
  { path: '/instruments/AAPL', says: 'Volatilität' },
  { path: '/instruments/%5EGSPC', says: 'Volatilität' },
  { path: '/instruments/NOPE', says: 'Ein Wertpapier NOPE gibt es nicht', status: 404 },
  { path: '/status', says: 'Alles in Ordnung' },
  { path: '/preferences', says: 'Einstellungen' },
  { path: '/nowhere', says: 'Hier ist nichts', status: 404 },
] as const;

/** Everything that a person sees or hears of the page, less what says that it is in English. */
function said(): string {
  const own = (element: Element) => !element.closest('[lang=en], script, style, code, template, noscript');
  const texts: string[] = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement && own(node.parentElement)) texts.push(node.textContent ?? '');
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'content']) {
    for (const element of document.querySelectorAll(`[${name}]:not(meta[name=viewport])`)) {
      if (own(element)) texts.push(element.getAttribute(name) ?? '');
    }
  }
  // A line for each, so that two neighbours make no sentence.
  return texts.map((text) => text.replace(/\s+/gu, ' ').trim()).filter(Boolean).join('\n');
}

test('the catalogue can be read', () => {
  const { english, german } = catalogue();
  expect(english.length).toBeGreaterThan(200);
  expect(german).toHaveLength(english.length);
  expect(onlyEnglish()).toContain('There is nothing here');
});

for (const script of [true, false]) {
  test.describe(script ? 'with a script' : 'without a script', () => {
    test.use({ locale: 'de-AT', javaScriptEnabled: script });

    for (const { path, says, ...page404 } of PAGES) {
      test(`in German: ${path}`, async ({ page, expected }) => {
        if (!script) expected.unusedPreloads();
        if ('status' in page404) expected.response(/\/(nowhere|NOPE)$/, page404.status);
        const response = await page.goto(path);
        expect(response?.headers()['content-language']).toBe('de');
        expect(response?.headers().vary).toMatch(/accept-language/);
        await expect(page.locator('html')).toHaveAttribute('lang', 'de');
        if (script) await hydrated(page);
        const text = instrumentNames().reduce((text, name) => text.replaceAll(name, ''), await page.evaluate(said));
        expect(text.replace(/\s+/gu, ' ')).toMatch(pattern(says));
        expect(onlyEnglish().filter((english) => word(english).test(text)), text).toEqual([]);
        // A point between digits would be that of thousands, and has three digits behind it; the
        // version of the program and of the database, and residuals, are written as they are.
        if (!path.startsWith('/status')) {
          expect(text.match(/(?<![\d.])\d+\.(?!\d{3}(?!\d))\d+\s?%/g) ?? []).toEqual([]);
        }
      });
    }

    test('a form changes the language and leads back', async ({ page, context, expected }) => {
      if (!script) expected.unusedPreloads();
      await page.goto('/preferences');
      if (script) await hydrated(page);
      await page.locator('main').getByRole('button', { name: 'English' }).click();
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      expect(new URL(page.url()).pathname).toBe('/preferences');
      const kept = (await context.cookies()).find(({ name }) => name === 'language');
      expect(kept).toMatchObject({ value: 'en', path: '/', sameSite: 'Lax', httpOnly: true });

      await page.goto('/?cap=12.5');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^The portfolio you should hold/);
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    });
  });
}

test.describe('in German', () => {
  test.use({ locale: 'de' });

  test('numbers are typed and read as German has them', async ({ page }) => {
    await page.goto('/?cap=12.5');
    await hydrated(page);
    const cap = page.getByRole('textbox', { name: 'Höchstens je Position' });
    await expect(cap).toHaveValue('12,5');
    await cap.fill('7,25 %');
    await cap.press('Enter');
    // The address is the same in every language.
    await expect(page).toHaveURL(/[?&]cap=7\.25$/);
    await expect(cap).toHaveValue('7,25');
  });

  for (const path of ['/', '/instruments/AAPL', '/preferences']) {
    test(`axe finds nothing: ${path}`, async ({ page }) => {
      await page.goto(path);
      await hydrated(page);
      await axe(page);
    });
  }
});

test('the choice beats what the browser asks for', async ({ request }) => {
  const tag = async (headers: Record<string, string>) => {
    const response = await request.get('/status', { headers: { accept: 'text/html', ...headers } });
    return /<html[^>]*lang="(\w+)"/.exec(await response.text())?.[1];
  };
  expect(await tag({ 'accept-language': 'de' })).toBe('de');
  expect(await tag({ 'accept-language': 'de', cookie: 'language=en' })).toBe('en');
  expect(await tag({ 'accept-language': 'en', cookie: 'language=de' })).toBe('de');
  expect(await tag({ 'accept-language': 'fr' })).toBe('en');
  expect(await tag({ cookie: 'language="><script>' })).toBe('en');
});
