// Whatever stands in the address or is typed: a message beside the field, what was typed is kept,
// the page lives, and nothing is anybody's internal error.

import { axe, expect, test } from '../support/fixtures';
import { pattern } from '../support/text';
import { expectPortfolio, WhatIf } from '../support/what-if';

const CASES: { query: string; field: string; says: string; keeps?: string }[] = [
  { query: 'cap=0', field: 'cap', says: '0 % is out of range. Use 1 % to 100 %.', keeps: '0' },
  { query: 'cap=-5', field: 'cap', says: '−5 % is out of range. Use 1 % to 100 %.', keeps: '-5' },
  { query: 'cap=100.1', field: 'cap', says: '100.1 % is out of range. Use 1 % to 100 %.', keeps: '100.1' },
  { query: 'cap=1e99', field: 'cap', says: '1e99 % is out of range. Use 1 % to 100 %.', keeps: '1e99' },
  { query: 'cap=abc', field: 'cap', says: '“abc” is not a number. Use 1 % to 100 %.', keeps: 'abc' },
  { query: 'cap=NaN', field: 'cap', says: '“NaN” is not a number. Use 1 % to 100 %.', keeps: 'NaN' },
  { query: 'cap=inf', field: 'cap', says: '“inf” is not a number. Use 1 % to 100 %.', keeps: 'inf' },
  { query: `cap=${'9'.repeat(400)}`, field: 'cap', says: '“999999999999999999999999…” is not a number. Use 1 % to 100 %.', keeps: '999999999999999999999999…' },
  { query: 'goal=moon', field: 'goal', says: '“moon” is not an objective: min_risk, max_sharpe, target_return, max_utility, equal_weight.' },
  { query: 'goal=target_return&target_return=900', field: 'target_return', says: '900 % is out of range. Use −50 % to 100 %.', keeps: '900' },
  { query: 'goal=target_return&target_return=x', field: 'target_return', says: '“x” is not a number. Use −50 % to 100 %.', keeps: 'x' },
  { query: 'goal=max_utility&risk_aversion=0', field: 'risk_aversion', says: '0 is out of range. Use 0.1 to 100.', keeps: '0' },
  { query: 'window=7Y', field: 'window', says: '“7Y” is not a window: 1Y, 3Y, 5Y, 10Y, All.' },
  { query: 'from=2020-01-01&to=2019-01-01', field: 'from', says: 'The first day must be before the last.' },
  { query: 'from=2020-13-01&to=2021-01-01', field: 'from', says: '“2020-13-01” is not a day. Write 2018-01-02.' },
  { query: 'from=2020-01-01&to=2099-01-01', field: 'to', says: 'Prices run from 2 Jan 1990 to 28 Dec 2022.' },
  { query: 'from=1066-10-14&to=2020-01-01', field: 'from', says: 'Prices run from 2 Jan 1990 to 28 Dec 2022.' },
  { query: 'assets=XYZ', field: 'assets', says: '“XYZ” is not among the 20 companies here.' },
  { query: 'assets=AAPL,KO,PG,XYZ&cap=50', field: 'assets', says: '“XYZ” is not among the 20 companies here.' },
  { query: 'assets=', field: 'assets', says: 'Choose at least one company. Showing all of them.' },
  { query: 'assets=,,,', field: 'assets', says: 'Choose at least one company. Showing all of them.' },
  { query: 'cap=%FF%00', field: 'cap', says: 'is not a number. Use 1 % to 100 %.' },
];

const FIELD_NAMES: Record<string, string> = {
  cap: 'Most in one holding',
  target_return: 'Return a year, at least',
  risk_aversion: 'Risk aversion',
};

for (const { query, field, says, keeps } of CASES) {
  test(`${query.slice(0, 48)}: said beside the field`, async ({ page, request }) => {
    // The server has said so already.
    const response = await request.get(`/?${query}`);
    expect(response.status()).toBe(200);
    const html = (await response.text()).replace(/\s+/gu, ' ');
    expect(html).toContain(says.replaceAll('&', '&amp;'));

    const whatIf = new WhatIf(page);
    await whatIf.open(`?${query}`);
    const error = whatIf.error(field);
    await expect(error).toBeVisible();
    await expect(error).toHaveText(pattern(says));
    const name = FIELD_NAMES[field];
    if (name) {
      const input = page.getByRole('textbox', { name });
      if (keeps !== undefined) await expect(input).toHaveValue(keeps);
      await expect(input).toHaveAttribute('aria-invalid', 'true');
      await expect(input).toHaveAccessibleDescription(pattern(says));
    }
    // There is an answer all the same, and the page goes on.
    expect([...(await whatIf.weights()).values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    await whatIf.slider.press('End');
    await whatIf.answered('your browser');
    await whatIf.expectCap(String(Number(await whatIf.slider.getAttribute('max')) / 10));
  });
}

test('two fields are wrong at once', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open('?cap=abc&window=7Y');
  await expect(whatIf.error('cap')).toBeVisible();
  await expect(whatIf.error('window')).toBeVisible();
  await axe(page);
});

test('what is typed into the field and cannot be meant', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open();
  const before = await whatIf.said();
  for (const [typed, says] of [
    ['abc', '“abc” is not a number. Use 1 % to 100 %.'],
    ['200', '200 % is out of range. Use 1 % to 100 %.'],
    ['', '“” is not a number. Use 1 % to 100 %.'],
    ['0.5', '0.5 % is out of range. Use 1 % to 100 %.'],
  ] as const) {
    await whatIf.type(whatIf.cap, typed);
    await expect(whatIf.error('cap')).toHaveText(pattern(says));
    await expect(whatIf.cap).toHaveValue(typed);
    await expect(whatIf.cap).toHaveAttribute('aria-invalid', 'true');
    expect((await whatIf.said()).kpis).toEqual(before.kpis);
    await expect(page).toHaveURL('/');
  }
  await axe(page);
  await whatIf.type(whatIf.cap, '11');
  await expect(whatIf.error('cap')).toBeHidden();
  await expect(whatIf.cap).not.toHaveAttribute('aria-invalid', 'true');
  await whatIf.answered('your browser');
  expectPortfolio(await whatIf.weights(), 20, 0.11);
});

test('a correction by another way clears the message', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open('?cap=abc');
  await whatIf.slide(14);
  await whatIf.answered('your browser');
  await expect(whatIf.cap).toHaveValue('14');
  await expect(whatIf.error('cap')).toBeHidden();
});

test('a window that is too short for an answer', async ({ page }) => {
  const whatIf = new WhatIf(page);
  await whatIf.open('?from=2022-12-24&to=2022-12-27');
  await expect(page.locator('.field-error:visible, .notice:visible').first()).toBeVisible();
  await expect(page.locator('.error-panel')).toHaveCount(0);
  await whatIf.slide(20);
  await expect(whatIf.cap).toHaveValue('20');
});

test('other methods, too much, nonsense: refused without an internal error', async ({ request }) => {
  const rows: [string, number, Parameters<typeof request.fetch>[1]][] = [
    ['/', 405, { method: 'DELETE' }],
    ['/call/answer_what_if', 400, { method: 'POST', data: '{', headers: { 'content-type': 'application/json' } }],
    ['/call/answer_what_if', 413, { method: 'POST', data: 'x'.repeat(200_000), headers: { 'content-type': 'application/json' } }],
    ['/api/v1/prices?symbols=XYZ&from=2020-01-01&to=2021-01-01', 422, {}],
    ['/api/v1/prices', 422, {}],
    ['/api/v1/prices?symbols=KO&from=2021-01-01&to=2020-01-01', 422, {}],
  ];
  for (const [path, status, options] of rows) {
    const response = await request.fetch(path, options);
    const about = `${options?.method ?? 'GET'} ${path}: ${await response.text()}`;
    expect(response.status(), about).toBeLessThan(500);
    expect(response.status(), about).toBeGreaterThanOrEqual(400);
    test.info().annotations.push({ type: `${path} → ${response.status()}`, description: `wanted about ${status}` });
  }
});
