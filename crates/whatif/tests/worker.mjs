// The worker answers the newest question and reports what keeps it from answering.
//
//   FINX_WHATIF_JS=…/whatif.js node crates/whatif/tests/worker.mjs
//
// The worker's script runs here as it is, beside a module that only notes what it is asked.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const entry = join(here, '../../../frontend/js/whatif-worker.entry.js');
const folder = mkdtempSync(join(tmpdir(), 'whatif-worker-'));
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');

let worlds = 0;
let passed = 0;
let failed = 0;

/** A worker with its own copy of the scripts; `module` is the text of its `whatif.js`. */
async function worker(module) {
  worlds += 1;
  const world = join(folder, String(worlds));
  cpSync(entry, join(world, 'worker.js'));
  if (module) writeFileSync(join(world, 'whatif.js'), module);
  const replies = [];
  const scope = { postMessage: (text) => replies.push(JSON.parse(text)) };
  globalThis.self = scope;
  await import(pathToFileURL(join(world, 'worker.js')));
  // `self` belongs to the worker that was made last: tests run one after another.
  return { post: (data) => scope.onmessage({ data }), replies };
}

const noting = (rest = '') => `
  export default () => Promise.resolve();
  export class Engine {
    prepare(request, prices) { return JSON.stringify({ prepared: JSON.parse(request).handle, prices: prices.length }); }
    solve(request) { const { sequence, detail } = JSON.parse(request); ${rest} return JSON.stringify({ sequence, detail }); }
  }`;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const settled = () => pause(50);
/** As long as a busy machine takes to compile a module. */
const PATIENCE_MS = 30_000;
const prepare = (handle) => ({
  request: JSON.stringify({ do: 'prepare', handle }),
  prices: new Float64Array(3),
});
const solve = (sequence, detail) => ({
  request: JSON.stringify({ do: 'solve', handle: 1, sequence, patch: {}, detail }),
});

async function test(name, run) {
  try {
    await run();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`FAILED ${name}\n    ${error.message}`);
  }
}

await test('questions that wait are replaced by the newest', async () => {
  const { post, replies } = await worker(noting());
  post(prepare(1));
  for (const sequence of [1, 2, 3]) post(solve(sequence, 'quick'));
  post(solve(4, 'full'));
  post(solve(5, 'full'));
  await settled();
  assert.deepEqual(replies, [
    { prepared: 1, prices: 3 },
    { sequence: 3, detail: 'quick' },
    { sequence: 5, detail: 'full' },
  ]);
});

await test('a newer quick question cancels a full one that has not begun', async () => {
  const { post, replies } = await worker(noting());
  post(prepare(1));
  post(solve(1, 'full'));
  post(solve(2, 'quick'));
  await settled();
  post(solve(3, 'full'));
  await settled();
  assert.deepEqual(replies.map((reply) => reply.sequence), [undefined, 2, 3]);
});

await test('every preparation is done, in order, and ends older questions', async () => {
  const { post, replies } = await worker(noting());
  post(prepare(1));
  post(solve(1, 'quick'));
  post(prepare(2));
  post(prepare(3));
  post(solve(2, 'quick'));
  await settled();
  assert.deepEqual(replies.map((reply) => reply.prepared ?? reply.sequence), [1, 2, 3, 2]);
});

await test('what arrives while one is answered still replaces what waits', async () => {
  globalThis.meanwhile = () => {};
  const { post, replies } = await worker(noting('globalThis.meanwhile(sequence);'));
  globalThis.meanwhile = (sequence) => {
    if (sequence === 1) for (const next of [2, 3, 4]) post(solve(next, 'quick'));
  };
  post(solve(1, 'quick'));
  await settled();
  assert.deepEqual(replies.map((reply) => reply.sequence), [1, 4]);
});

await test('a module that cannot start is reported for every request', async () => {
  const { post, replies } = await worker(
    `export default () => Promise.reject(new Error('no memory')); export class Engine {}`,
  );
  post(prepare(8));
  post(solve(9, 'quick'));
  await settled();
  assert.deepEqual(replies.map(({ is, handle, sequence }) => ({ is, handle, sequence })), [
    { is: 'failed', handle: 8, sequence: null },
    { is: 'failed', handle: 1, sequence: 9 },
  ]);
  assert.equal(replies[0].error.error, 'transport');
  assert.match(replies[0].error.message, /no memory/);
});

await test('after a panic nothing is answered any more', async () => {
  const { post, replies } = await worker(
    noting(`if (sequence === 1) throw new Error('unreachable');`),
  );
  for (const sequence of [1, 2]) {
    post(solve(sequence, 'quick'));
    await settled();
  }
  assert.deepEqual(replies.map((reply) => reply.is), ['failed', 'failed']);
});

if (process.env.FINX_WHATIF_JS) {
  await test('the real module starts and refuses what it does not know', async () => {
    const script = resolve(process.env.FINX_WHATIF_JS);
    const wasm = readFileSync(script.replace(/\.js$/, '_bg.wasm'));
    globalThis.fetch = async () => new Response(wasm, { headers: { 'content-type': 'application/wasm' } });
    const { post, replies } = await worker(readFileSync(script, 'utf8'));
    post({
      request: JSON.stringify({
        do: 'prepare',
        handle: 3,
        head: { symbols: ['A'], days: ['2020-01-02'], index: false },
        selection: { symbols: ['B'], from: '2020-01-02', to: '2020-02-03' },
      }),
      prices: Float64Array.of(1),
    });
    for (let waited = 0; replies.length === 0 && waited < PATIENCE_MS; waited += 50) await settled();
    assert.equal(replies[0].handle, 3);
    assert.deepEqual(replies[0].error.fields?.map(({ field }) => field), ['assets'], JSON.stringify(replies));
  });
}

rmSync(folder, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
