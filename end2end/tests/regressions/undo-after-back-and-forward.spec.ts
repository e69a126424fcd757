// One step back in the history was counted as two: the button for undo was dead while there was
// something left to undo, and after a step forward it stayed dead.

import { expect, test } from '../../support/fixtures';
import { WhatIf } from '../../support/what-if';

test('undo is offered as long as there is something to undo', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  const undo = page.getByRole('button', { name: 'Undo' });
  for (const cap of [12, 14, 16]) await whatIf.slide(cap);
  await expect(page).toHaveURL('/?cap=16');
  await page.goBack();
  await expect(page).toHaveURL('/?cap=14');
  await expect(undo).toBeEnabled();
  await undo.click();
  await expect(page).toHaveURL('/?cap=12');
  await expect(undo).toBeEnabled();
  await page.goForward();
  await expect(page).toHaveURL('/?cap=14');
  await expect(undo).toBeEnabled();
  await undo.click();
  await undo.click();
  await expect(page).toHaveURL('/');
  await whatIf.expectCap('10');
  await expect(undo).toBeDisabled();
});
