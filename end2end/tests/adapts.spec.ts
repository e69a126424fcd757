// The page in other people's conditions.

import { axe, expect, expectNoSidewaysScroll, shoot, test } from '../support/fixtures';
import { WhatIf } from '../support/what-if';

test.describe('at 200 % zoom', () => {
  test.use({ viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 });

  for (const path of ['/', '/instruments', '/instruments/AAPL', '/status']) {
    test(`${path} fits`, async ({ page }) => {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await expectNoSidewaysScroll(page);
      await axe(page);
      await shoot(page, `zoom-200${path.replaceAll('/', '-')}`);
    });
  }
});

test.describe('with less motion', () => {
  test.use({ reducedMotion: 'reduce' });

  test('nothing moves', async ({ page }) => {
    const whatIf = new WhatIf(page);
    await whatIf.open();
    await page.evaluate(() => {
      document.addEventListener('transitionrun', (event) => {
        const seen = getComputedStyle(event.target as Element).transitionDuration;
        Object.assign(window, { moved: `${(event.target as Element).className} ${event.propertyName} ${seen}` });
      });
    });
    await page.getByRole('link', { name: 'Status' }).hover();
    await whatIf.goal('max_sharpe').check();
    await whatIf.answered('your browser');
    expect(await page.evaluate(() => (window as unknown as { moved?: string }).moved)).toBeUndefined();
    await shoot(page, 'landing-reduced-motion');
  });
});

test.describe('with forced colours', () => {
  test.use({ forcedColors: 'active' });

  for (const [name, path] of [['landing', '/'], ['share', '/instruments/AAPL']] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${name} in ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ forcedColors: 'active', colorScheme });
        await page.goto(path);
        await expect(page.locator('.chart__wide')).toHaveCount(0, { timeout: 30_000 });
        // Lines and bars still differ from the ground they stand on.
        const invisible = await page.evaluate(() => {
          const ground = getComputedStyle(document.body).backgroundColor;
          const canvas = ground === 'rgba(0, 0, 0, 0)' ? getComputedStyle(document.documentElement).backgroundColor : ground;
          return [...document.querySelectorAll('.fg .fg-line, .fg .fg-bar, .fg .fg-axis')]
            .filter((mark) => {
              const { stroke, fill } = getComputedStyle(mark);
              return [stroke, fill].every((paint) => paint === 'none' || paint === canvas);
            })
            .map((mark) => mark.getAttribute('class'));
        });
        expect(invisible).toEqual([]);
        await shoot(page, `${name}-forced-colours-${colorScheme}`);
      });
    }
  }
});

test('in print the page is the report', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
  await expect(whatIf.sentence).toBeVisible();
  await page.setViewportSize({ width: 794, height: 1123 });
  await expectNoSidewaysScroll(page);
  await shoot(page, 'landing-print');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

  test('a finger does what a mouse does', async ({ page }) => {
    const whatIf = new WhatIf(page);
    await whatIf.open();
    await page.getByRole('button', { name: 'Most in one holding: more' }).tap();
    await whatIf.answered('your browser');
    await expect(whatIf.cap).toHaveValue('10.5');
    await whatIf.goal('max_sharpe').locator('..').tap();
    await expect(page).toHaveURL('/?goal=max_sharpe&cap=10.5');
    await expectNoSidewaysScroll(page);
    // Fingers are wide: what is touched is at least 24 px by WCAG, and 32 px here.
    const small = await page.evaluate(() => {
      const controls = [...document.querySelectorAll('.bench label.goal, .bench label.chip, .bench label.segment, .bench button, .bench input[type=range]')];
      return controls
        .filter((control) => control.checkVisibility())
        .map((control) => ({ name: control.textContent?.trim() || control.className.toString(), height: control.getBoundingClientRect().height }))
        .filter(({ height }) => height < 28);
    });
    expect(small).toEqual([]);
  });
});
