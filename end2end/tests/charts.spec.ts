import { axe, expect, hydrated, shoot, test } from '../support/fixtures';
import { install } from '../support/probe.mjs';
import { textOf } from '../support/text';
import type { Locator, Page } from '@playwright/test';

const CHARTS = [
  { name: 'frontier', path: '/', keys: ['ArrowRight', 'ArrowDown'] },
  { name: 'weights', path: '/', keys: ['ArrowRight', 'ArrowDown'] },
  { name: 'wealth', path: '/', keys: ['ArrowRight'] },
  { name: 'instrument', path: '/instruments/AAPL', keys: ['ArrowRight'] },
  { name: 'instrument', path: '/instruments/%5EGSPC?span=All', keys: ['ArrowRight'] },
] as const;

interface Chart {
  chart: Locator;
  stage: Locator;
  /** What ECharts has drawn. */
  drawing: Locator;
  reading: Locator;
}

async function open(page: Page, path: string, name: string): Promise<Chart> {
  await page.goto(path);
  await expect(page.locator('.chart__wide')).toHaveCount(0, { timeout: 30_000 });
  const chart = page.locator(`.chart--${name}`);
  return {
    chart,
    stage: chart.locator('.chart__stage'),
    drawing: chart.locator('.fg-live').locator('svg, canvas').first(),
    reading: chart.getByRole('status'),
  };
}

async function pointAt({ stage, drawing }: Chart) {
  await stage.scrollIntoViewIfNeeded();
  await stage.hover();
  await expect(drawing).toBeVisible();
}

const boxOf = async (locator: Locator) => {
  const { x, y, width, height } = (await locator.boundingBox())!;
  return [x, y, width, height].map(Math.round);
};

for (const { name, path, keys } of CHARTS) {
  test.describe(`${name} of ${path}`, () => {
    test('comes alive under the pointer, at the same place and size', async ({ page }) => {
      await page.addInitScript(install);
      const parts = await open(page, path, name);
      await parts.stage.scrollIntoViewIfNeeded();
      const [stage, still] = [await boxOf(parts.stage), await boxOf(parts.chart.locator('.chart__still svg').first())];
      await pointAt(parts);
      await expect(parts.chart).toHaveClass(/chart--live/);
      await expect(parts.chart.locator('.chart__still svg').first()).toBeHidden();
      expect(await boxOf(parts.stage)).toEqual(stage);
      expect(await boxOf(parts.drawing)).toEqual(still);
      const shift = await page.evaluate(() => (window as unknown as { finxProbe: { shift: number } }).finxProbe.shift);
      expect(shift).toBeLessThanOrEqual(0.02);
      await axe(page);
      await shoot(page, `live-${name}-${path.includes('GSPC') ? 'index' : 'main'}`);
    });

    test('is never blank while ECharts loads', async ({ page }) => {
      const parts = await open(page, path, name);
      await page.route(/charts/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await route.continue();
      });
      await parts.stage.scrollIntoViewIfNeeded();
      const watch = page.evaluate(async (name) => {
        const chart = document.querySelector(`.chart--${name}`)!;
        const end = performance.now() + 4_000;
        while (performance.now() < end) {
          await new Promise(requestAnimationFrame);
          const still = chart.querySelector('.chart__still svg')?.checkVisibility({ visibilityProperty: true });
          const drawing = chart.querySelector('.fg-live svg, .fg-live canvas');
          const live = drawing?.checkVisibility({ visibilityProperty: true, opacityProperty: true });
          if (!still && !live) return 'blank';
          if (!still && live) return 'live';
        }
        return 'never live';
      }, name);
      await parts.stage.hover();
      expect(await watch).toBe('live');
    });

    test('keys move the crosshair, and it is read out', async ({ page }) => {
      const parts = await open(page, path, name);
      await parts.stage.focus();
      await expect(parts.drawing).toBeVisible();
      await expect(page.locator(`.chart--${name} :focus`)).toHaveCount(1);
      const read = new Set<string>();
      await expect(async () => {
        for (const key of keys) await page.keyboard.press(key);
        expect(await textOf(parts.reading)).toMatch(/\d/);
      }).toPass({ timeout: 10_000 });
      for (let i = 0; i < 5; i += 1) {
        for (const key of keys) await page.keyboard.press(key);
        await page.waitForTimeout(50);
        read.add(await textOf(parts.reading));
      }
      expect(read.size).toBeGreaterThan(2);
      expect([...read].join(' ')).not.toMatch(/NaN|undefined|null/);
      await page.keyboard.press('End');
      const last = await textOf(parts.reading);
      await page.keyboard.press('Home');
      await expect(parts.reading).not.toHaveText(last);
      await page.keyboard.press('Escape');
      await expect(parts.reading).toHaveText('');
    });

    test('follows the theme', async ({ page }) => {
      const parts = await open(page, path, name);
      await pointAt(parts);
      const colours = () => parts.chart.locator('.fg-live').evaluate((host) => {
        const painted = [...host.querySelectorAll('svg *')].flatMap((element) =>
          [element.getAttribute('fill'), element.getAttribute('stroke')]);
        return [...new Set(painted.filter((colour) => colour && colour !== 'none'))].sort().join();
      });
      await expect(async () => expect((await colours()).length).toBeGreaterThan(0)).toPass();
      const light = await colours();
      await hydrated(page);
      await expect(async () => expect(await colours()).not.toBe(light)).toPass();
      await axe(page);
    });
  });
}

test('a live chart follows the answer', async ({ page }) => {
  const parts = await open(page, '/', 'weights');
  await pointAt(parts);
  const svg = () => parts.chart.locator('.fg-live').innerHTML();
  await expect(parts.chart).toHaveClass(/chart--live/);
  const before = await svg();
  await page.getByRole('slider').fill('200');
  await expect(async () => expect(await svg()).not.toBe(before)).toPass();
  await expect(parts.chart.locator('.fg-live')).toContainText(/cap 20\s%/);
});

test('a live chart follows the width of the window', async ({ page }) => {
  const parts = await open(page, '/', 'wealth');
  await pointAt(parts);
  for (const width of [1000, 700, 390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(async () => {
      const [, , stage] = await boxOf(parts.stage);
      const [, , drawing] = await boxOf(parts.drawing);
      expect(Math.abs(drawing! - stage!), `at ${width}`).toBeLessThanOrEqual(1);
    }).toPass();
  }
});

test('who leaves the page takes the charts along', async ({ page }) => {
  const parts = await open(page, '/', 'wealth');
  await pointAt(parts);
  await page.evaluate(() => {
    const drawing = document.querySelector('.chart--wealth .fg-live svg, .chart--wealth .fg-live canvas')!;
    Object.assign(window, { left: new WeakRef(drawing) });
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Status' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Status');
  await expect(page.locator('.chart')).toHaveCount(0);
  // Nobody listens any more: nothing happens, and the drawing can be collected.
  await page.setViewportSize({ width: 1000, height: 800 });
  await hydrated(page);
  await expect(async () => {
    await page.requestGC();
    expect(await page.evaluate(() => (window as unknown as { left: WeakRef<Element> }).left.deref() === undefined)).toBe(true);
  }).toPass({ timeout: 20_000 });
});

test('a chart that was left while ECharts loaded does no harm', async ({ page }) => {
  const parts = await open(page, '/', 'wealth');
  await page.route(/charts/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  });
  await parts.stage.scrollIntoViewIfNeeded();
  await parts.stage.hover();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Status' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Status');
  await page.waitForTimeout(1_500);
});

test('without ECharts the picture stays', async ({ page, expected }) => {
  const blocked = /charts-view\.js/;
  expected.request(blocked);
  const parts = await open(page, '/', 'wealth');
  await page.route(blocked, (route) => route.abort());
  await parts.stage.scrollIntoViewIfNeeded();
  await parts.stage.hover();
  await page.waitForTimeout(500);
  await expect(parts.chart.locator('.chart__still svg').first()).toBeVisible();
  await page.unroute(blocked);
});

test('the numbers open as a table that follows the answer', async ({ page }) => {
  const parts = await open(page, '/', 'weights');
  const table = parts.chart.getByRole('table');
  await expect(table).toBeHidden();
  await parts.chart.getByText('Show data').click();
  await expect(table).toBeVisible();
  const before = await table.textContent();
  await page.getByRole('slider').fill('200');
  await expect(async () => expect(await table.textContent()).not.toBe(before)).toPass();
  await axe(page);
  await shoot(page, 'landing-show-data-1440');
});
