// What Lighthouse says about the first page: `npm run lighthouse`.
//
// The machine's other work moves the times, so they are printed. What fails is what no noise
// explains: bytes above the budget, and anything inaccessible.

import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

import { CHROMIUM_ARGUMENTS, chromiumPath } from './support/chromium.mjs';
import { ARTIFACTS, serve } from './support/server.mjs';

/**
 * Largest transfer of the first visit, in bytes as they come over the wire, headers included. The
 * same limits as those of the build (`cargo xtask budget`), where the reasons stand.
 */
const BUDGETS = /** @type {const} */ ({
  WebAssembly: { limit: 400_000, goal: 400_000 },
  Scripts: { limit: 30_000, goal: 30_000 },
  Styles: { limit: 25_000, goal: 25_000 },
});

/** What the page should reach on a quiet machine. */
const GOALS = [
  { name: 'Performance', goal: '≥ 95' },
  { name: 'Accessibility', goal: '100' },
  { name: 'Best practices', goal: '' },
  { name: 'LCP, s', goal: '≤ 1.5' },
  { name: 'TBT, ms', goal: '≤ 150' },
  { name: 'CLS', goal: '≤ 0.02' },
  { name: 'FCP, s', goal: '' },
];

const FORMS = [
  { name: 'desktop', config: desktopConfig },
  { name: 'mobile', config: undefined },
];

const server = await serve('lighthouse-server');
const profile = mkdtempSync(join(tmpdir(), 'finx-lighthouse-'));
/** @type {string[]} */
const failures = [];
try {
  // The first request after a start reads prices; a visitor is rarely the first.
  await fetch(server.url);
  const results = [];
  for (const form of FORMS) results.push({ ...form, result: await measure(form) });
  print(results);
} finally {
  await server.stop();
  rmSync(profile, { recursive: true, force: true });
}
for (const failure of failures) console.error(`failed: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** @param {(typeof FORMS)[number]} form */
async function measure({ name, config }) {
  const userDataDir = join(profile, name);
  mkdirSync(userDataDir);
  const chrome = await launch({
    chromePath: chromiumPath(),
    chromeFlags: CHROMIUM_ARGUMENTS,
    userDataDir,
    logLevel: 'silent',
  });
  try {
    const onlyCategories = ['performance', 'accessibility', 'best-practices'];
    const flags = { port: chrome.port, output: /** @type {const} */ ('html'), logLevel: /** @type {const} */ ('error'), onlyCategories };
    const found = await lighthouse(`${server.url}/`, flags, config);
    if (!found) throw new Error('Lighthouse has found nothing');
    mkdirSync(ARTIFACTS, { recursive: true });
    writeFileSync(join(ARTIFACTS, `lighthouse-${name}.html`), String(found.report));
    if (found.lhr.runtimeError) throw new Error(found.lhr.runtimeError.message);
    return found.lhr;
  } finally {
    chrome.kill();
  }
}

/** @typedef {Awaited<ReturnType<typeof measure>>} Result */

/** @param {Result} result */
function timings({ categories, audits }) {
  const score = (/** @type {string} */ id) => `${Math.round(100 * (categories[id]?.score ?? 0))}`;
  const value = (/** @type {string} */ id) => audits[id]?.numericValue ?? Number.NaN;
  return [
    score('performance'),
    score('accessibility'),
    score('best-practices'),
    (value('largest-contentful-paint') / 1000).toFixed(2),
    value('total-blocking-time').toFixed(0),
    value('cumulative-layout-shift').toFixed(3),
    (value('first-contentful-paint') / 1000).toFixed(2),
  ];
}

/**
 * What came over the wire, by kind.
 * @param {Result} result
 */
function weights({ audits }) {
  const details = /** @type {{ items?: { url: string, transferSize: number, resourceType?: string, mimeType?: string }[] }} */ (
    audits['network-requests']?.details ?? {});
  const items = details.items ?? [];
  const sum = (/** @type {(item: (typeof items)[number]) => boolean} */ is) =>
    items.filter(is).reduce((total, item) => total + (item.transferSize ?? 0), 0);
  return {
    WebAssembly: sum(({ url }) => url.endsWith('.wasm')),
    Scripts: sum(({ url }) => url.endsWith('.js')),
    Styles: sum(({ url }) => url.endsWith('.css')),
    Document: sum(({ resourceType }) => resourceType === 'Document'),
    Everything: sum(() => true),
  };
}

/** @param {{ name: string, result: Result }[]} results */
function print(results) {
  const line = (/** @type {string[]} */ cells) => console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(11))).join(''));
  line(['', ...results.map(({ name }) => name), 'goal']);
  const columns = results.map(({ result }) => timings(result));
  GOALS.forEach(({ name, goal }, i) => line([name, ...columns.map((column) => column[i] ?? ''), goal]));

  for (const { name, result } of results) {
    const inaccessible = Object.values(result.audits)
      .filter(({ id, score }) => score === 0 && result.categories.accessibility?.auditRefs.some((ref) => ref.id === id && ref.weight > 0));
    for (const { title } of inaccessible) failures.push(`accessibility, ${name}: ${title}`);
    if ((result.categories.accessibility?.score ?? 0) < 1 && inaccessible.length === 0) {
      failures.push(`accessibility, ${name}: below 100`);
    }
  }

  console.log();
  const first = results[0];
  if (!first) return;
  line(['First load', 'bytes', 'limit', 'goal']);
  for (const [name, bytes] of Object.entries(weights(first.result))) {
    const budget = name in BUDGETS ? BUDGETS[/** @type {keyof typeof BUDGETS} */ (name)] : undefined;
    const written = (/** @type {number | undefined} */ number) => number?.toLocaleString('en') ?? '';
    line([name, written(bytes), written(budget?.limit), written(budget?.goal)]);
    if (budget && bytes > budget.limit) failures.push(`${name}: ${bytes} bytes, limit ${budget.limit}`);
    if (budget && bytes === 0) failures.push(`${name}: nothing was loaded`);
  }
  console.log(`\nReports: ${ARTIFACTS}lighthouse-*.html`);
}
