// The module in the browser answers as the server does.
//
//   cargo run --release -p whatif --example cases -- target/whatif-cases.json
//   FINX_WHATIF_JS=…/whatif.js node crates/whatif/tests/wasm.mjs target/whatif-cases.json
//
// `whatif.js` is what `wasm-bindgen` makes for `web`, with `whatif_bg.wasm` beside it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const script = process.env.FINX_WHATIF_JS;
const [casesPath] = process.argv.slice(2);
if (!script || !casesPath) {
  console.error('usage: FINX_WHATIF_JS=<whatif.js> node wasm.mjs <cases.json>');
  process.exit(2);
}
const url = pathToFileURL(resolve(script));
const { default: init, Engine } = await import(url);
const module_or_path = readFileSync(new URL('whatif_bg.wasm', url));

/** Largest difference of numbers of about one. */
const CLOSE = 1e-9;
/** The same where the receipt names Clarabel. */
const CLOSE_BY_CLARABEL = 1e-7;
/** Prices are basis points per percentage point: a million times the unit of the objective. */
const CLOSE_PRICE = 1e-6;
/** Wealth is rounded to six digits, and two roundings may fall apart. */
const CLOSE_WEALTH = 1.1e-5;

let passed = 0;
const failures = [];

function check(name, run) {
  try {
    run();
    passed += 1;
  } catch (error) {
    failures.push(`${name}\n    ${error.message}`);
  }
}

/** Same shape, texts and counts; numbers close. */
function same(found, expected, close, path = '') {
  if (typeof expected === 'number' && typeof found === 'number') {
    const wealth = path.includes('.wealth[');
    const price = path.endsWith('.bp_per_percent');
    const limit = wealth ? CLOSE_WEALTH : price ? Math.max(CLOSE_PRICE, 1e4 * close) : close;
    const scale = Math.max(1, Math.abs(expected));
    if (Number.isInteger(expected) && found === expected) return;
    assert.ok(Math.abs(found - expected) <= limit * scale, `${path}: ${found}, natively ${expected}`);
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
  assert.equal(receipt.inputs, native.inputs, 'inputs');
  assert.equal(receipt.solver, native.solver, 'solver');
  assert.ok(receipt.solve_ms >= 0 && receipt.total_ms >= receipt.solve_ms, 'times');
  assert.ok(receipt.kkt_residual < 1e-8 || native.kkt_residual >= 1e-8, `residual ${receipt.kkt_residual}`);
  same(answer, rest, native.solver === 'clarabel' ? CLOSE_BY_CLARABEL : CLOSE);
}

await init({ module_or_path });
const engine = new Engine();
const { head, prices, sessions } = JSON.parse(readFileSync(casesPath, 'utf8'));
const numbers = Float64Array.from(prices, (price) => price ?? NaN);

let handle = 0;
let sequence = 0;
const quick = [];
for (const { selection, error, cases } of sessions) {
  handle += 1;
  const about = `${selection.symbols.length} assets ${selection.from} to ${selection.to}`;
  const request = JSON.stringify({ do: 'prepare', handle, head, selection });
  const prepared = JSON.parse(engine.prepare(request, numbers));
  check(`prepare ${about}`, () => {
    assert.equal(prepared.handle, handle);
    assert.deepEqual(prepared.error ?? null, error);
    assert.equal(prepared.is, error ? 'failed' : 'prepared');
  });
  for (const { patch, detail, answer, error: refused } of cases) {
    sequence += 1;
    const name = `${about} ${detail} ${JSON.stringify(patch)}`;
    const text = JSON.stringify({ do: 'solve', handle, sequence, patch, detail });
    const begin = performance.now();
    const reply = JSON.parse(engine.solve(text));
    if (detail === 'quick') quick.push(performance.now() - begin);
    check(name, () => {
      assert.equal(reply.handle, handle);
      assert.equal(reply.sequence, sequence);
      if (refused) assert.deepEqual(reply.error, refused);
      else compare(reply.answer, answer);
    });
  }
}

check('an unknown handle is refused', () => {
  const patch = { goal: { kind: 'min_risk' }, cap: 0.1 };
  const text = JSON.stringify({ do: 'solve', handle: 0, sequence: 7, patch, detail: 'quick' });
  const reply = JSON.parse(engine.solve(text));
  assert.equal(reply.is, 'failed');
  assert.equal(reply.sequence, 7);
  assert.equal(reply.error.error, 'not_found');
});
check('what is not a request is refused', () => {
  assert.equal(JSON.parse(engine.solve('{')).error.error, 'transport');
});

for (const failure of failures) console.error(`FAILED ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);
