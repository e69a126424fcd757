// A form without any company, or with an empty cap, was answered with the standard ones, silently.

import { expect, test } from '../../support/fixtures';
import { WhatIf } from '../../support/what-if';

test.use({ javaScriptEnabled: false });
test.beforeEach(({ expected }) => expected.unusedPreloads());

test('no company', async ({ page }) => {
  await page.goto('/?assets=KO&cap=100');
  const whatIf = new WhatIf(page);
  await whatIf.chip('KO').uncheck({ force: true });
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(whatIf.error('assets')).toHaveText(/Choose at least one company/);
});

test('no cap', async ({ page }) => {
  await page.goto('/');
  const whatIf = new WhatIf(page);
  await whatIf.cap.fill('');
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(whatIf.error('cap')).toHaveText(/is not a number/);
});
