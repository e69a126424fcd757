// Every document is answered in WebAssembly as it is natively.
//
//   cargo run --release -p studio --example vectors -- target/vectors.json
//   FINX_STUDIO_JS=…/studio.js node crates/studio/tests/wasm.mjs target/vectors.json [times.json]
//
// `studio.js` is what `wasm-bindgen` makes for `web`, with `studio_bg.wasm` beside it. With a
// second argument each document is answered for a while, and the times are written there.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const script = process.env.FINX_STUDIO_JS;
const [vectorsPath, timesPath] = process.argv.slice(2);
if (!script || !vectorsPath) {
  console.error('usage: FINX_STUDIO_JS=<studio.js> node wasm.mjs <vectors.json> [<times.json>]');
  process.exit(2);
}
const url = pathToFileURL(resolve(script));
const { default: init, Studio } = await import(url);
const module_or_path = readFileSync(new URL('studio_bg.wasm', url));

/** Largest difference of numbers of about one. */
const CLOSE = 1e-9;
/** The same where the receipt names Clarabel. */
const CLOSE_BY_CLARABEL = 1e-7;
/** Prices are basis points per percentage point: a million times the unit of the objective. */
const PRICE = 1e4;
/** What a limit may move before a price changes is a ratio of small numbers. */
const RANGE = 1e2;
/** The same where a vertex of the scenarios is left: many lie close together, and rounding says which. */
const RANGE_OF_VERTICES = 1e6;
/** Solvers that end at a vertex. */
const AT_VERTICES = ['cutting_planes', 'sign_pattern'];
/** Each document is answered for so long, so that its time means something. */
const TIMED_MS = 150;

const { files, cases, risk } = JSON.parse(readFileSync(vectorsPath, 'utf8'));
const failures = [];
const times = [];
let passed = 0;

let range = RANGE;

function unit(path) {
  if (path.endsWith('.price_bp_per_percent')) return PRICE;
  if (/\.(valid_from|valid_to)$/.test(path)) return range;
  return 1;
}

/** Same shape and texts; numbers close. Times are what they are. */
function same(found, expected, close, path = '') {
  if (path.endsWith('.time_ms')) return;
  if (typeof expected === 'number' && typeof found === 'number') {
    const limit = close * unit(path) * Math.max(1, Math.abs(expected));
    assert.ok(Math.abs(found - expected) <= limit, `${path}: ${found}, natively ${expected}`);
  } else if (Array.isArray(expected) && Array.isArray(found)) {
    assert.equal(found.length, expected.length, `${path}: lengths differ`);
    expected.forEach((value, i) => same(found[i], value, close, `${path}[${i}]`));
  } else if (expected !== null && found !== null && typeof expected === 'object') {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort(), `${path}: keys differ`);
    for (const key of Object.keys(expected)) same(found[key], expected[key], close, `${path}.${key}`);
  } else {
    assert.equal(found, expected, `${path}: ${found}, natively ${expected}`);
  }
}

function compare(found, expected) {
  const { receipt, ...answer } = found;
  const { receipt: native, ...rest } = expected;
  for (const key of ['inputs_hash', 'data_version', 'finx', 'solver', 'seed']) {
    assert.equal(receipt[key], native[key], key);
  }
  assert.ok(receipt.duration_ms >= 0, `duration ${receipt.duration_ms}`);
  const residual = Math.max(native.kkt_residual ?? 0, 1e-9);
  assert.ok((receipt.kkt_residual ?? 0) <= 10 * residual, `residual ${receipt.kkt_residual}`);
  const by_clarabel = native.solver === 'clarabel';
  if (!by_clarabel && expected.weights) {
    const held = ({ weights }) => Object.keys(weights).sort().filter((asset) => weights[asset] !== 0);
    assert.deepEqual(held(found), held(expected), 'what is held');
  }
  range = AT_VERTICES.includes(native.solver) ? RANGE_OF_VERTICES : RANGE;
  same(answer, rest, by_clarabel ? CLOSE_BY_CLARABEL : CLOSE);
}

/** The median of the times that the receipts name. */
function duration(studio) {
  const begin = performance.now();
  const durations = [];
  while (performance.now() - begin < TIMED_MS || durations.length < 5) {
    durations.push(JSON.parse(studio.answer()).receipt.duration_ms);
  }
  durations.sort((a, b) => a - b);
  return durations[durations.length >> 1];
}

await init({ module_or_path });
for (const { name, document, answer, ms } of cases) {
  const studio = new Studio();
  try {
    const csv = JSON.parse(document).data.prices_csv;
    if (csv) studio.file(csv, files[csv]);
    assert.equal(studio.prepare(document), 'null', 'the document is refused');
    compare(JSON.parse(studio.answer()), answer);
    passed += 1;
    if (timesPath) times.push({ name, native_ms: ms, wasm_ms: duration(studio) });
  } catch (error) {
    failures.push(`${name}\n    ${error.message}`);
  }
  studio.free();
}
for (const { name, document, answer } of risk) {
  const studio = new Studio();
  try {
    for (const [file, text] of Object.entries(files)) studio.file(file, text);
    const { receipt, ...found } = JSON.parse(studio.risk(document));
    const { receipt: native, ...expected } = answer;
    for (const key of ['inputs_hash', 'data_version', 'finx', 'seed']) assert.equal(receipt[key], native[key], key);
    same(found, expected, CLOSE);
    passed += 1;
  } catch (error) {
    failures.push(`risk/${name}\n    ${error.message}`);
  }
  studio.free();
}
if (timesPath) writeFileSync(timesPath, JSON.stringify(times));

for (const failure of failures) console.error(`FAILED ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length > 0 || passed === 0 ? 1 : 0);
