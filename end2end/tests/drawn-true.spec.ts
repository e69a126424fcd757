// Pictures are drawn for the place they stand in: not stretched, not shrunk, over what they explain.

import { expect, test } from '../support/fixtures';
import { WhatIf } from '../support/what-if';

for (const width of [1440, 1180, 1024, 768, 390, 320]) {
  test(`at ${width} px every picture has its true size`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ['/', '/instruments/AAPL', '/instruments/%5EGSPC?span=All']) {
      await page.goto(path);
      await expect(page.locator('.chart__wide')).toHaveCount(0, { timeout: 30_000 });
      await page.mouse.move(0, 0);
      const found = await page.locator('.chart').evaluateAll((charts) => charts.flatMap((chart) => {
        const name = chart.className;
        const stage = chart.querySelector('.chart__stage')!.getBoundingClientRect();
        const svg = chart.querySelector<SVGSVGElement>('.chart__still svg')!;
        const { width, height } = svg.viewBox.baseVal;
        const wrong = [];
        if (Math.abs(width - stage.width) > 1) wrong.push(`${name}: drawn ${width} wide, stands in ${stage.width}`);
        if (Math.abs(height - stage.height) > 1) wrong.push(`${name}: drawn ${height} high, stands in ${stage.height}`);
        const box = svg.getBoundingClientRect();
        for (const text of svg.querySelectorAll('text')) {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          // Fonts differ by a little.
          if (left < box.left - 2 || right > box.right + 2 || top < box.top - 2 || bottom > box.bottom + 2) {
            wrong.push(`${name}: “${text.textContent}” leaves the picture`);
          }
        }
        return wrong;
      }));
      expect(found, path).toEqual([]);
    }
  });
}

for (const width of [1440, 1024, 768, 390]) {
  test(`at ${width} px the curve of the cap stands over its slider`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const whatIf = new WhatIf(page);
    await whatIf.open();
    for (const cap of [6, 10, 20, 29]) {
      await whatIf.slide(cap);
      await whatIf.answered('your browser');
      await expect(async () => {
        const apart = await page.evaluate(() => {
          const slider = document.querySelector<HTMLInputElement>('input[type=range]')!;
          const { left, width } = slider.getBoundingClientRect();
          const share = (slider.valueAsNumber - Number(slider.min)) / (Number(slider.max) - Number(slider.min));
          const thumb = matchMedia('(max-width: 640px)').matches ? 24 : 16;
          const wanted = left + thumb / 2 + share * (width - thumb);
          const mark = document.querySelector('.cap-curve svg .fg-disc')!.getBoundingClientRect();
          return Math.abs((mark.left + mark.right) / 2 - wanted);
        });
        expect(apart, `px between the point and the thumb at ${cap} %`).toBeLessThanOrEqual(4);
      }).toPass({ timeout: 5_000 });
    }
  });
}

test('at 1440 × 900 control, picture and sentence are seen at once', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  for (const seen of [whatIf.slider, whatIf.sentence, whatIf.badge, page.locator('.chart--frontier'), page.locator('.chart--weights')]) {
    await expect(seen).toBeInViewport({ ratio: 0.9 });
  }
});
