import { expect, type Locator, type Page } from '@playwright/test';

import { numberIn, pattern, textOf, weightsOfLink } from './text';

export const GOALS = {
  min_risk: 'Minimum risk',
  max_sharpe: 'Maximum Sharpe',
  target_return: 'Target return',
  max_utility: 'Maximum utility',
  equal_weight: 'Equal weight',
} as const;
export type GoalKey = keyof typeof GOALS;

export const WINDOWS = ['1Y', '3Y', '5Y', '10Y', 'All'] as const;

/** What the first page says, in words and numbers. */
export interface Said {
  why: string;
  kpis: string[];
  findings: string[];
  weights: Map<string, number>;
}

/** The what-if of the landing page, by what a person sees and touches. */
export class WhatIf {
  readonly bench: Locator;
  readonly slider: Locator;
  readonly cap: Locator;
  readonly badge: Locator;
  readonly sentence: Locator;
  readonly notice: Locator;
  readonly weightsLink: Locator;
  readonly receipt: Locator;

  constructor(readonly page: Page) {
    this.bench = page.getByRole('region', { name: 'What-if' });
    this.slider = page.getByRole('slider', { name: 'Most in one holding, slider' });
    this.cap = page.getByRole('textbox', { name: 'Most in one holding' });
    this.badge = page.locator('.badge');
    this.sentence = page.locator('.why__sentence');
    this.notice = page.locator('.notice');
    this.weightsLink = page.getByRole('link', { name: 'Weights' });
    this.receipt = page.locator('.receipt__facts');
  }

  async open(query = '') {
    await this.page.goto(`/${query}`);
    await this.hydrated();
  }

  /** Charts are measured and drawn anew as soon as WebAssembly has taken over. */
  async hydrated() {
    await expect(this.page.locator('.chart__still svg').first()).toBeAttached();
    await expect(this.page.locator('.chart__wide')).toHaveCount(0, { timeout: 30_000 });
  }

  goal(key: GoalKey): Locator {
    return this.page.getByRole('radio', { name: GOALS[key] });
  }

  window(name: (typeof WINDOWS)[number]): Locator {
    return this.page.getByRole('radio', { name, exact: true });
  }

  chip(symbol: string): Locator {
    return this.page.getByRole('checkbox', { name: symbol, exact: true });
  }

  error(field: string): Locator {
    return this.page.locator(`#error-${field}`);
  }

  kpi(name: 'Volatility a year' | 'Return a year' | 'Largest fall' | 'Holdings'): Locator {
    return this.page.locator('.kpi', { hasText: name }).locator('.kpi__value');
  }

  async kpiNumber(name: Parameters<WhatIf['kpi']>[0]): Promise<number> {
    return numberIn(await textOf(this.kpi(name)));
  }

  /** Sets the slider in percent, as a drag that ends there. */
  async slide(percent: number) {
    await this.slider.fill(String(Math.round(10 * percent)));
  }

  /** Types into a field as a person does, and leaves it by Enter. */
  async type(field: Locator, text: string) {
    await field.fill(text);
    await field.press('Enter');
  }

  /** The newest question is answered, with everything that belongs to it. */
  async answered(by: 'your browser' | 'the server') {
    await expect(this.badge).toContainText(`Solved ${by === 'your browser' ? 'in' : 'on'} ${by} in `);
    await expect(this.page.locator('.stale')).toHaveCount(0);
  }

  /** The answer is that for this cap: everything that quotes it does. */
  async expectCap(percent: string) {
    await expect(this.cap).toHaveValue(percent);
    await expect(this.slider).toHaveValue(String(Math.round(10 * Number(percent))));
    await expect(this.slider).toHaveAttribute('aria-valuetext', pattern(`${percent} %`));
  }

  async weights(): Promise<Map<string, number>> {
    return weightsOfLink((await this.weightsLink.getAttribute('href')) ?? '');
  }

  async said(): Promise<Said> {
    const texts = async (selector: string) => {
      const found = await this.page.locator(selector).allTextContents();
      return found.map((text) => text.replace(/\s+/gu, ' ').trim());
    };
    return {
      why: await textOf(this.sentence),
      kpis: await texts('.kpi'),
      findings: await texts('.bench .finding'),
      weights: await this.weights(),
    };
  }
}

/** Same symbols, weights this close. */
export function expectSameWeights(found: Map<string, number>, wanted: Map<string, number>, close = 1e-7) {
  expect([...found.keys()]).toEqual([...wanted.keys()]);
  for (const [symbol, weight] of wanted) {
    expect(Math.abs((found.get(symbol) ?? Number.NaN) - weight), symbol).toBeLessThanOrEqual(close);
  }
}

/** Weights that are a portfolio under this cap. */
export function expectPortfolio(weights: Map<string, number>, count: number, cap: number) {
  const values = [...weights.values()];
  expect(values).toHaveLength(count);
  expect(values.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThanOrEqual(cap + 1e-9);
}
