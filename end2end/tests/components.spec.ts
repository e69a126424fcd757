// What the components of data, overlays and feedback do, by keyboard and by pointer.

import { readFile } from 'node:fs/promises';

import type { Locator, Page } from '@playwright/test';

import { expect, open, test } from '../support/gallery';

test.describe.configure({ timeout: 120_000 });

/** Presses until the page answers: until then the server's HTML stands still. */
async function pressUntil(button: Locator, answers: () => Promise<void>) {
  await expect(async () => {
    await button.click({ timeout: 2_000 });
    await answers();
  }).toPass({ timeout: 30_000, intervals: [100, 200, 400] });
}

async function firstCells(table: Locator, column: number, count = 3): Promise<string[]> {
  const rows = table.locator('tbody tr:not(.table__totals)');
  const cells = await rows.evaluateAll(
    (all, [at, most]) => all.slice(0, most).map((row) => row.children[at as number]?.textContent?.trim() ?? ''),
    [column, count],
  );
  return cells;
}

const focusText = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

test('a table sorts by its heads, through the address', async ({ page }) => {
  await open(page, '/gallery/tables');
  const table = page.locator('#holdings table');
  const head = table.locator('th', { hasText: 'Drift, points' });
  await expect(table.locator('th[aria-sort]')).toHaveText(['Value, $']);
  await pressUntil(head.getByRole('link'), () => expect(head).toHaveAttribute('aria-sort', /.+/, { timeout: 1_000 }));
  await page.goto('/gallery/tables?sort=-drift');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  expect(await firstCells(table, 8)).toEqual(['+4.80', '+4.16', '+2.51']);
  // What is missing comes last, both ways; totals stay on top.
  for (const query of ['sort=risk', 'sort=-risk']) {
    await page.goto(`/gallery/tables?${query}`);
    await expect(table.locator('tbody tr').last().locator('td').last()).toHaveText('—');
    await expect(table.locator('tbody tr').first().locator('th')).toHaveText('Total');
  }
});

test('ten thousand rows are sorted, filtered and paged at once', async ({ page }) => {
  await open(page, '/gallery/tables');
  const table = page.locator('#bookings table');
  const amount = table.locator('th', { hasText: 'Amount, $' });
  await pressUntil(amount.getByRole('button'), () => expect(amount).toHaveAttribute('aria-sort', 'descending', { timeout: 1_000 }));
  const [largest] = await firstCells(table, 7, 1);
  await amount.getByRole('button').press('Enter');
  await expect(amount).toHaveAttribute('aria-sort', 'ascending');
  expect(await firstCells(table, 7, 1)).not.toEqual([largest]);
  await amount.getByRole('button').press('Enter');
  await expect(amount).not.toHaveAttribute('aria-sort', /.+/);
  expect(await firstCells(table, 0, 2)).toEqual(['10000', '09999']);

  const pages = page.getByRole('navigation', { name: 'Bookings' });
  await pages.getByRole('button', { name: 'Page 200' }).click();
  expect(await firstCells(table, 0, 1)).toEqual(['00050']);
  await expect(table.locator('tbody tr').first()).toHaveAttribute('aria-rowindex', '9952');
  // The button at the end stays, so that the focus does.
  await pages.getByRole('button', { name: 'Previous page' }).press('Enter');
  await expect(pages.getByRole('button', { name: 'Previous page' })).toBeFocused();

  const filter = page.locator('#bookings').getByRole('searchbox', { name: 'Filter' });
  await filter.fill('lilly');
  await expect(page.locator('#bookings').getByRole('status')).toHaveText('1 to 50 of 500');
  await filter.fill('nothing is called that');
  await expect(table.getByText('No row contains that.')).toBeVisible();
  await table.getByRole('button', { name: 'Show all' }).click();
  await expect(page.locator('#bookings').getByRole('status')).toHaveText('1 to 50 of 10,000');
});

test('columns come and go, and the file has what is seen', async ({ page }) => {
  await open(page, '/gallery/tables');
  const bookings = page.locator('#bookings');
  const price = bookings.locator('th', { hasText: 'Price, $' });
  await bookings.getByRole('button', { name: 'Columns' }).click();
  const choice = page.locator('#bookings-columns').getByRole('checkbox', { name: 'Price, $' });
  await pressUntil(choice, () => expect(price).toHaveCount(0, { timeout: 1_000 }));
  await expect(page.locator('#bookings-columns'), 'the chooser stays open').toBeVisible();
  await page.keyboard.press('Escape');
  const download = page.waitForEvent('download');
  await bookings.getByRole('button', { name: 'CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('bookings.csv');
  const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
  expect(lines[0]).toBe('\uFEFFBooking,Day,Kind,Symbol,Name,Shares,"Amount, $"');
  expect(lines).toHaveLength(10_002);
});

test('a dialog takes the focus and gives it back', async ({ page }) => {
  await open(page, '/gallery/overlays');
  const opener = page.getByRole('button', { name: 'Rename …' });
  const dialog = page.getByRole('dialog', { name: 'Rename this portfolio' });
  await pressUntil(opener, () => expect(dialog).toBeVisible({ timeout: 1_000 }));
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await expect(dialog.getByLabel('Name')).toHaveValue('Core Equity');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Name').fill('Income');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('The portfolio is called Income.')).toBeVisible();
  // Beside it closes, inside it does not.
  await opener.click();
  await dialog.getByRole('heading').click();
  await expect(dialog).toBeVisible();
  await page.mouse.click(20, 400);
  await expect(dialog).toBeHidden();
});

test('an order is repeated, and the focus is on the way back', async ({ page }) => {
  await open(page, '/gallery/overlays');
  const dialog = page.getByRole('dialog', { name: 'Buy 12 WMT' });
  await pressUntil(page.getByRole('button', { name: 'Buy 12 WMT …' }), () => expect(dialog).toBeVisible({ timeout: 1_000 }));
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog).toContainText('About one thousand seven hundred USD.');
  await dialog.getByRole('button', { name: 'Buy 12 WMT' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('1 placed')).toBeVisible();
});

test('a menu is walked by arrows and letters', async ({ page }) => {
  await open(page, '/gallery/overlays');
  const opener = page.getByRole('button', { name: 'Portfolio', exact: true });
  const menu = page.getByRole('menu', { name: 'Portfolio' });
  await opener.focus();
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(menu).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  expect(await focusText(page)).toContain('Rename');
  await page.keyboard.press('ArrowDown');
  expect(await focusText(page)).toBe('Duplicate');
  // What cannot be chosen is passed over.
  await page.keyboard.press('ArrowDown');
  expect(await focusText(page)).toBe('All instruments');
  await page.keyboard.press('r');
  expect(await focusText(page)).toBe('Remove');
  await page.keyboard.press('Enter');
  await expect(menu).toBeHidden();
  await expect(page.getByText('Chosen: Remove')).toBeVisible();
  await expect(opener).toBeFocused();
});

test('a tooltip comes with the focus, stays under the pointer, and goes by Escape', async ({ page }) => {
  await open(page, '/gallery/overlays');
  const word = page.getByRole('button', { name: 'VaR 95 %' });
  const tip = page.locator('#tip-var');
  await expect(async () => {
    await word.blur();
    await word.focus();
    await expect(tip).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect(word).toHaveAccessibleDescription(/one day in twenty/);
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
  await word.blur();
  await word.hover();
  await expect(tip).toBeVisible();
  await tip.hover();
  await expect(tip).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
});

test('a message offers to undo, by a key too, and waits while it is looked at', async ({ page }) => {
  await open(page, '/gallery/overlays');
  const region = page.getByRole('region', { name: /Notifications/ });
  await expect(region.getByRole('status')).toHaveCount(1);
  const remove = page.getByRole('button', { name: 'Remove a holding' });
  await pressUntil(remove, () => expect(region.getByText('KO was removed').first()).toBeVisible({ timeout: 1_000 }));
  await expect(page.getByText(/^19 holdings/)).toBeVisible();
  await page.keyboard.press('F8');
  await expect(region.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.waitForTimeout(9_000);
  await expect(region.getByText('KO was removed')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^20 holdings/)).toBeVisible();
  await expect(region.getByText('KO was removed')).toHaveCount(0);
});

test('a tree opens, closes and is searched by letters', async ({ page }) => {
  await open(page, '/gallery/navigation');
  const tree = page.getByRole('tree', { name: 'Assets by sector' });
  const row = (name: string) => tree.getByRole('treeitem', { name, exact: true });
  await row('Equity').focus();
  await expect(async () => {
    await page.keyboard.press('t');
    await expect(row('Technology')).toBeFocused({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await page.keyboard.press('ArrowRight');
  await expect(row('Technology')).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(row('Apple')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Chosen: AAPL')).toBeVisible();
  await expect(row('Apple')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(row('Technology')).toBeFocused();
  await expect(row('Apple')).toHaveCount(0);
});

test('a job is cancelled, and says so', async ({ page }) => {
  await open(page, '/gallery/feedback');
  const job = page.locator('#job');
  await pressUntil(job.getByRole('button', { name: 'Cancel' }), () => expect(job.getByText('Stopping …')).toBeVisible({ timeout: 1_000 }));
  await expect(job.getByRole('button', { name: 'Cancel' })).toBeDisabled();
});

test('without a script a table is sorted by links', async ({ browser, gallery }) => {
  const context = await browser.newContext({ baseURL: gallery, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/gallery/tables');
  await page.locator('#holdings').getByRole('link', { name: 'Gain, $' }).click();
  await expect(page).toHaveURL(/sort=-gain/);
  await expect(page.locator('#holdings th', { hasText: 'Gain, $' })).toHaveAttribute('aria-sort', 'descending');
  await context.close();
});
