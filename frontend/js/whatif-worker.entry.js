// The what-if in a module worker. The page posts `{ request, prices? }`: the JSON text of a
// `contract::what_if::Request`, and with `Prepare` a transferred `Float64Array`. Replies are the
// JSON text of a `contract::what_if::Reply`.
//
// A person drags faster than anything can be answered, so questions that wait are replaced by
// newer ones and get no reply. One request is worked on per task: what has arrived meanwhile is
// read first.

import init, { Engine } from './whatif.js';

/** Requests in the order in which they will be worked on. */
const waiting = [];
let engine = null;
/** Why there is no engine and will be none. */
let broken = null;

const ticks = new MessageChannel();
let ticking = false;

function tick() {
  if (!ticking && waiting.length > 0 && (engine || broken)) {
    ticking = true;
    ticks.port2.postMessage(null);
  }
}

ticks.port1.onmessage = () => {
  ticking = false;
  const next = waiting.shift();
  if (next) {
    self.postMessage(work(next));
    tick();
  }
};

self.onmessage = ({ data: { request, prices } }) => {
  if (prices) {
    // Questions about what is being replaced need no answer any more.
    drop((other) => !other.prices);
    waiting.push({ request, prices });
  } else {
    const { detail } = JSON.parse(request);
    drop((other) => !other.prices && (detail === 'quick' || other.detail === detail));
    waiting.push({ request, detail });
  }
  tick();
};

function drop(superseded) {
  for (let i = waiting.length - 1; i >= 0; i -= 1) {
    if (superseded(waiting[i])) waiting.splice(i, 1);
  }
}

function work({ request, prices }) {
  if (!broken) {
    try {
      return prices ? engine.prepare(request, prices) : engine.solve(request);
    } catch (error) {
      // A panic: its text is in the console, and the memory of the module is not to be trusted.
      broken = error;
    }
  }
  const { handle, sequence = null } = JSON.parse(request);
  const error = { error: 'transport', message: `the what-if worker does not run: ${broken.message ?? broken}` };
  return JSON.stringify({ is: 'failed', handle, sequence, error });
}

init({ module_or_path: new URL('./whatif_bg.wasm', import.meta.url) }).then(
  () => {
    engine = new Engine();
  },
  (error) => {
    broken = error;
  },
).finally(tick);
