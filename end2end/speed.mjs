// How fast it is, as a person and as a server see it: `npm run speed`.

import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { chromium } from '@playwright/test';

import { CHROMIUM_ARGUMENTS, chromiumPath } from './support/chromium.mjs';
import { drag, install, median, quantile } from './support/probe.mjs';
import { serve } from './support/server.mjs';

const INPUTS = 120;
const RENDERS = 50;

/** @type {{ name: string, values: number[], goal: string }[]} */
const rows = [];

if (!process.env.FINX_URL) await starts();
const server = await serve('speed-server');
try {
  await renders();
  await drags();
} finally {
  await server.stop();
}

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, load ${loadavg()[0]?.toFixed(1)}`);
console.log(`${''.padEnd(58)}${['median', 'p95', 'least', 'n'].map((head) => head.padStart(9)).join('')}   goal`);
for (const { name, values, goal } of rows) {
  const cells = [median(values), quantile(values, 0.95), Math.min(...values)].map((value) => value.toFixed(2).padStart(9));
  console.log(`${name.padEnd(58)}${cells.join('')}${String(values.length).padStart(9)}   ${goal}`);
}

/** From the start of the process until it answers, with the data imported before. */
async function starts() {
  const dataDir = mkdtempSync(join(tmpdir(), 'finx-speed-'));
  try {
    /** @type {number[]} */
    const values = [];
    for (let i = 0; i < 4; i += 1) {
      const started = await serve('speed-start', { dataDir });
      await started.stop();
      values.push(started.readyMs);
    }
    const [first = Number.NaN, ...others] = values;
    rows.push({ name: 'finx starts with an empty data directory, ms', values: [first], goal: '' });
    rows.push({ name: 'finx starts with the data present, ms', values: others, goal: '< 500' });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Documents of the landing page, one after the other over one connection. */
async function renders() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const time = async (/** @type {string} */ path) => {
    const start = performance.now();
    await new Promise((resolve, reject) => {
      get(server.url + path, { agent, headers: { accept: 'text/html', 'accept-encoding': 'br' } }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`));
        response.resume();
        response.once('end', resolve);
      }).once('error', reject);
    });
    return performance.now() - start;
  };
  /** @param {(i: number) => string} path */
  const series = async (path) => {
    const values = [];
    for (let i = 0; i < RENDERS; i += 1) values.push(await time(path(i)));
    return values;
  };
  for (let i = 0; i < 5; i += 1) await time('/');
  rows.push({ name: 'server renders /, always the same, ms', values: await series(() => '/'), goal: '< 20' });
  // Each cap is asked for once: nothing of the answer can have been kept.
  rows.push({ name: 'server renders /?cap=…, each time another, ms', values: await series((i) => `/?cap=${(5.3 + 0.4 * i).toFixed(1)}`), goal: '< 20' });
  rows.push({ name: 'server renders /instruments/AAPL, ms', values: await series(() => '/instruments/AAPL'), goal: '' });
  agent.destroy();
}

/** The slider of the landing page, dragged through its whole range. */
async function drags() {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(install);
    await page.goto(server.url);
    await page.locator('.chart__wide').first().waitFor({ state: 'detached' });
    const slider = page.getByRole('slider');
    await slider.fill('110');
    await page.getByText('Solved in your browser').waitFor();
    const values = Array.from({ length: INPUTS }, (_, i) => 51 + ((i * 37) % 249));
    await page.evaluate(drag, values);
    const { inputMs, frameMs, longTaskMs, replies } = await page.evaluate(drag, values);
    const quick = replies.filter(({ detail }) => detail === 'quick');
    const full = replies.filter(({ detail }) => detail === 'full');
    if (quick.length < 30) throw new Error(`only ${quick.length} answers: too few for a median`);
    rows.push({ name: 'browser solves 20 companies (solver), ms', values: quick.map((r) => r.solveMs), goal: '' });
    rows.push({ name: 'browser answers a drag (what the badge says), ms', values: quick.map((r) => r.totalMs), goal: '< 5' });
    rows.push({ name: 'question to answer, there and back, ms', values: quick.map((r) => r.waitMs), goal: '' });
    rows.push({ name: 'redraw of an answer: script, style, layout, ms', values: quick.map((r) => r.redrawMs), goal: '< 16' });
    rows.push({ name: 'an input event: script, style, layout, ms', values: inputMs, goal: '' });
    rows.push({ name: 'between frames while dragging, ms', values: frameMs, goal: '16.7' });
    if (full.length > 0) rows.push({ name: 'with the walk-forward, after a rest, ms', values: full.map((r) => r.totalMs), goal: '' });
    rows.push({ name: 'tasks that block above 50 ms, ms', values: longTaskMs.length > 0 ? longTaskMs : [0], goal: '0' });
  } finally {
    await browser.close();
  }
}
