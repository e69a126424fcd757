import { defineConfig } from '@playwright/test';

import { CHROMIUM_ARGUMENTS, chromiumPath } from './support/chromium.mjs';

export default defineConfig({
  testDir: './tests',
  outputDir: './artifacts/results',
  globalSetup: './support/setup.ts',
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  // Pictures hold for one build on one machine: they stay out of the repository.
  expect: { timeout: 15_000, toHaveScreenshot: { pathTemplate: './artifacts/baselines/{arg}{ext}' } },
  reporter: [['list'], ['json', { outputFile: './artifacts/report.json' }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Without pictures: they are nine tenths of a trace, and a broken build fails hundreds of tests.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    launchOptions: { executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS },
  },
});
