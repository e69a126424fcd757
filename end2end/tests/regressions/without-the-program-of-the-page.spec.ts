// A page whose WebAssembly cannot run looked alive and did nothing: no notice, no button.

import { axe, expect, test } from '../../support/fixtures';
import { WhatIf } from '../../support/what-if';

const NOTICE = 'Your browser does not run this page’s program (WebAssembly), so this server answers instead. Links and forms work; press “Answer” where there is one.';

for (const way of ['there is no WebAssembly', 'the module does not arrive'] as const) {
  test(`the server answers, and says so: ${way}`, async ({ page, expected }) => {
    if (way === 'there is no WebAssembly') {
      await page.addInitScript(() => { delete (window as { WebAssembly?: unknown }).WebAssembly; });
      expected.unusedPreloads();
    } else {
      expected.request(/app_bg\.wasm$/);
      expected.console(/Failed to fetch/);
      await page.route(/app_bg\.wasm$/, (route) => route.abort());
    }
    await page.goto('/');
    await expect(page.getByText(NOTICE)).toBeVisible();
    await expect(page.locator('.slider')).toBeHidden();
    await axe(page);
    const whatIf = new WhatIf(page);
    await whatIf.cap.fill('15');
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await expect(page).toHaveURL(/cap=15/);
    await expect(whatIf.cap).toHaveValue('15');
    await expect(whatIf.kpi('Volatility a year')).toHaveText(/^17\.\d\s%$/);
    await expect(page.getByText(NOTICE)).toBeVisible();
  });
}

test('a page whose program runs says nothing of it', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  await expect(page.getByText(NOTICE)).toBeHidden();
});
