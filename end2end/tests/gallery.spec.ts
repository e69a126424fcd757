// The gallery of components, all parts of it: for everybody, on every screen, by keyboard alone.
//
// Pictures are compared between loads of one build on one machine: fonts and their smoothing differ
// between machines, so none are kept in the repository. What a part is to those who do not see it
// is kept: `gallery.spec.ts-snapshots/`. After a change that is meant:
//
//   npx playwright test gallery --update-snapshots

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { axe, expectNoSidewaysScroll, shoot, still, THEMES } from '../support/fixtures';
import { expect, expectedStops, focused, open, opened, parts, test, visible } from '../support/gallery';

test.describe.configure({ timeout: 240_000 });

/** Runs a check on every part, also after one that fails, and names the parts that do. */
async function everywhere(paths: string[], check: (path: string) => Promise<void>) {
  const failures: string[] = [];
  for (const path of paths) {
    await test.step(path, () => check(path).catch((error: Error) => failures.push(`${path}: ${error.message}`)));
  }
  expect(failures.join('\n\n')).toBe('');
}

for (const theme of THEMES) {
  test(`nothing stands in anybody's way in ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await everywhere(['/gallery', ...await parts(page)], async (path) => {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await axe(page);
      await shoot(page, `gallery${path.replaceAll('/', '-')}-${theme}`);
      // Styles come from style sheets: an attribute in the server's HTML would need `unsafe-inline`.
      const html = await (await page.request.get(path)).text();
      expect(html.match(/<[^>]+ style="[^"]*"/g) ?? []).toEqual([]);
    });
  });
}

for (const [name, options] of [
  ['360 px', { viewport: { width: 360, height: 740 } }],
  ['200 % zoom', { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }],
] as const) {
  test.describe(`at ${name}`, () => {
    test.use(options);

    test('every part fits', async ({ page }) => {
      await everywhere(['/gallery', ...await parts(page)], async (path) => {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        await expectNoSidewaysScroll(page);
      });
    });
  });
}

test('Tab reaches everything, and shows where it is', async ({ page }) => {
  await everywhere(await parts(page), async (path) => {
    await open(page, path);
    const stops = await expectedStops(page);
    const reached = new Set<number>();
    const unseen: string[] = [];
    // The skip link and the header come first, the footer last; a trap would not let us out.
    const limit = stops.length + 60;
    let left = false;
    for (let step = 0; step < limit && !left; step += 1) {
      await page.keyboard.press('Tab');
      const here = await focused(page);
      if (here.mark >= 0) reached.add(here.mark);
      if (here.isInMain && !here.isSeen) unseen.push(here.name);
      left = reached.size > 0 && !here.isInMain;
    }
    expect(left, 'Tab leads out again').toBe(true);
    expect(stops.filter((_, mark) => !reached.has(mark)), 'not reached').toEqual([]);
    expect(unseen, 'focus not seen').toEqual([]);
  });
});

test('what opens is opened and closed by keys, and gives the focus back', async ({ page }) => {
  let tried = 0;
  await everywhere(await parts(page), async (path) => {
    await open(page, path);
    const openers = page.locator('main button:is([aria-haspopup], [popovertarget], [commandfor]):enabled');
    for (let index = 0; index < await openers.count(); index += 1) {
      const opener = openers.nth(index);
      if (!await opener.isVisible()) continue;
      const name = `${await opener.getAttribute('aria-label') ?? await opener.innerText()}`;
      await opener.focus();
      await page.keyboard.press('Enter');
      await expect(opened(page).first(), `${name} opens`).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(opened(page), `${name} closes`).toHaveCount(0);
      await expect(opener, `${name} has the focus again`).toBeFocused();
      tried += 1;
    }
    const boxes = page.locator('main [role=combobox]:not([aria-disabled=true]):enabled');
    for (let index = 0; index < await boxes.count(); index += 1) {
      const box = boxes.nth(index);
      if (!await box.isVisible()) continue;
      await box.focus();
      await page.keyboard.press('ArrowDown');
      await expect(box).toHaveAttribute('aria-expanded', 'true');
      await page.keyboard.press('ArrowDown');
      await expect(box).toHaveAttribute('aria-activedescendant', /.+/);
      await page.keyboard.press('Escape');
      await expect(box).toHaveAttribute('aria-expanded', 'false');
      await expect(box).toBeFocused();
      tried += 1;
    }
  });
  test.info().annotations.push({ type: 'opened by keys', description: String(tried) });
});

test('arrows move what arrows move', async ({ page }) => {
  await everywhere(await parts(page), async (path) => {
    await open(page, path);
    for (const slider of await page.locator('main input[type=range]:enabled').all()) {
      if (!await slider.isVisible()) continue;
      await slider.focus();
      const before = await slider.inputValue();
      await page.keyboard.press('ArrowLeft');
      const lower = await slider.inputValue();
      await page.keyboard.press('ArrowRight');
      const after = await slider.inputValue();
      expect(lower !== before || after !== lower, 'the slider moves').toBe(true);
    }
    for (const list of await page.locator('main [role=tablist]').all()) {
      if (!await list.isVisible()) continue;
      const tabs = list.getByRole('tab', { disabled: false });
      if (await tabs.count() < 2) continue;
      const chosen = list.locator('[role=tab][aria-selected=true]');
      const before = await chosen.innerText();
      await chosen.focus();
      await page.keyboard.press('ArrowRight');
      const here = list.locator('[role=tab]:focus');
      expect(await here.innerText()).not.toBe(before);
      await page.keyboard.press('Enter');
      await expect(here).toHaveAttribute('aria-selected', 'true');
      const panel = await here.getAttribute('aria-controls');
      if (panel) await expect(page.locator(`[id="${panel}"]`)).toBeVisible();
    }
  });
});

test('what the parts are to those who do not see them', async ({ page }) => {
  await everywhere(await parts(page), async (path) => {
    await open(page, path);
    const name = `${path.split('/').pop()}.aria.yml`;
    await expect.soft(page.locator('main .gallery')).toMatchAriaSnapshot({ name });
  });
});

for (const [name, media] of [
  ['forced colours', { forcedColors: 'active' }],
  ['less motion', { reducedMotion: 'reduce' }],
] as const) {
  test(`with ${name} nothing disappears`, async ({ page }) => {
    await everywhere(await parts(page), async (path) => {
      await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
      await open(page, path);
      await still(page);
      // What stops a motion goes where there is none.
      const before = (await visible(page)).filter((words) => !words.startsWith('Stop '));
      await page.emulateMedia(media);
      await open(page, path);
      expect(await visible(page)).toEqual(before);
      if ('reducedMotion' in media) {
        const moving = await page.evaluate(() => document.getAnimations()
          .filter((animation) => animation.playState === 'running')
          .map((animation) => ((animation.effect as KeyframeEffect).target as Element | null)?.className));
        expect(moving, 'moves').toEqual([]);
      }
      await shoot(page, `gallery${path.replaceAll('/', '-')}-${name.replaceAll(' ', '-')}`);
    });
  });
}

for (const theme of THEMES) {
  test(`a part looks the same whenever it is loaded, in ${theme}`, async ({ page, browser, gallery }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await everywhere(await parts(page), async (path) => {
      await open(page, path);
      await still(page);
      const build = (await page.locator('html').getAttribute('data-assets'))?.split('/').pop() ?? 'pkg';
      const name = `${build}-${path.split('/').pop()}-${theme}.png`;
      const kept = test.info().snapshotPath(name, { kind: 'screenshot' });
      if (!existsSync(kept)) {
        // The first load of this build on this machine is what later ones are held against.
        const fresh = await browser.newContext({ baseURL: gallery, colorScheme: theme, reducedMotion: 'reduce', viewport: page.viewportSize() });
        const first = await fresh.newPage();
        await open(first, path);
        await still(first);
        mkdirSync(dirname(kept), { recursive: true });
        writeFileSync(kept, await first.screenshot({ fullPage: true, animations: 'disabled', caret: 'hide' }));
        await fresh.close();
      }
      await expect(page).toHaveScreenshot(name, { fullPage: true, animations: 'disabled', maxDiffPixelRatio: 0.002 });
    });
  });
}
