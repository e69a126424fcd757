import { expect, test } from '../support/fixtures';
import { drag, install, median, quantile } from '../support/probe.mjs';
import { WhatIf } from '../support/what-if';

/** Far above what a quiet machine needs (5 and 16): only a broken page is that slow. */
const LIMIT = { redrawMs: 150, inputMs: 100, longTaskMs: 1_000 };

test('a drag of 60 inputs does not block the page', async ({ page }, info) => {
  test.slow();
  await page.addInitScript(install);
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slide(11);
  await whatIf.answered('your browser');
  const values = Array.from({ length: 60 }, (_, i) => Math.round(60 + 190 * Math.sin((Math.PI * i) / 60) ** 2));
  const found = await page.evaluate(drag, values);

  const report = {
    'input event to layout, ms': [median(found.inputMs), quantile(found.inputMs, 0.95)],
    'answer to layout, ms': [median(found.replies.map((r) => r.redrawMs)), quantile(found.replies.map((r) => r.redrawMs), 0.95)],
    'question to answer, ms': [median(found.replies.map((r) => r.waitMs)), quantile(found.replies.map((r) => r.waitMs), 0.95)],
    'between frames, ms': [median(found.frameMs), quantile(found.frameMs, 0.95)],
    'long tasks': [found.longTaskMs.length, Math.max(0, ...found.longTaskMs)],
  };
  for (const [name, [middle = 0, high = 0]] of Object.entries(report)) {
    info.annotations.push({ type: name, description: `${middle.toFixed(1)} / ${high.toFixed(1)}` });
    console.log(`    ${name.padEnd(28)} ${middle.toFixed(1).padStart(8)} ${high.toFixed(1).padStart(8)}`);
  }

  // A third of the questions may be overtaken by newer ones.
  expect(found.replies.filter((reply) => reply.detail === 'quick').length).toBeGreaterThan(20);
  expect(median(found.replies.map((reply) => reply.redrawMs))).toBeLessThan(LIMIT.redrawMs);
  expect(median(found.inputMs)).toBeLessThan(LIMIT.inputMs);
  expect(Math.max(0, ...found.longTaskMs)).toBeLessThan(LIMIT.longTaskMs);
  await whatIf.answered('your browser');
});

test('nothing jumps while the page loads and takes over', async ({ page }) => {
  await page.addInitScript(install);
  for (const path of ['/', '/instruments/AAPL']) {
    await page.goto(path);
    await expect(page.locator('.chart__wide')).toHaveCount(0, { timeout: 30_000 });
    await page.waitForTimeout(500);
    const shift = await page.evaluate(() => (window as unknown as { finxProbe: { shift: number } }).finxProbe.shift);
    expect(shift, path).toBeLessThanOrEqual(0.02);
  }
});

test('nothing jumps when answers change', async ({ page }) => {
  await page.addInitScript(install);
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await whatIf.slide(11);
  await whatIf.answered('your browser');
  const heights = async () => page.evaluate(() => ['.kpis', '.bench__charts', '.panel-figure--wealth', '.bench__ask'].map((selector) => {
    const { top, height } = document.querySelector(selector)!.getBoundingClientRect();
    return `${selector} ${(top + scrollY).toFixed(0)} + ${height.toFixed(0)}`;
  }));
  const before = await heights();
  for (const cap of [13, 18, 25, 30, 8]) {
    await whatIf.slide(cap);
    await whatIf.answered('your browser');
    expect(await heights(), `cap ${cap} %`).toEqual(before);
  }
});
