// What a drag costs, measured inside the page. Installed before the page's own scripts.

/**
 * @typedef {object} Reply
 * @property {number} redrawMs from the worker's message to style and layout of what it changed
 * @property {number} waitMs from the question to its answer
 * @property {number} totalMs as the receipt says
 * @property {number} solveMs as the receipt says
 * @property {string} detail `quick` or `full`
 */

/**
 * @typedef {object} Drag
 * @property {number[]} inputMs each input event: from dispatch to style and layout
 * @property {number[]} frameMs between frames
 * @property {number[]} longTaskMs tasks above 50 ms
 * @property {Reply[]} replies
 */

/** Runs in the page: listens to the worker, to long tasks and to what jumps. */
export function install() {
  /** @type {{ asked: Map<number, { at: number, detail: string }>, heard: { at: number, done: number, text: string }[], long: number[], shift: number }} */
  const probe = { asked: new Map(), heard: [], long: [], shift: 0 };
  Object.assign(window, { finxProbe: probe });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) probe.long.push(duration);
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = /** @type {PerformanceEntry & { value: number, hadRecentInput: boolean }} */ (entry);
      if (!shift.hadRecentInput) probe.shift += shift.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
  if (!window.Worker) return;

  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function postMessage(/** @type {any[]} */ ...list) {
    const text = list[0]?.request;
    if (typeof text === 'string' && text.includes('"sequence"')) {
      const { sequence, detail } = JSON.parse(text);
      probe.asked.set(sequence, { at: performance.now(), detail });
    }
    return Reflect.apply(post, this, list);
  };
  const handler = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
  if (!handler) return;
  Object.defineProperty(Worker.prototype, 'onmessage', {
    ...handler,
    set(listener) {
      handler.set?.call(this, listener && ((/** @type {MessageEvent} */ event) => {
        const at = performance.now();
        listener.call(this, event);
        // The page redraws in microtasks: they have run when a task begins.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          document.documentElement.getBoundingClientRect();
          probe.heard.push({ at, done: performance.now(), text: event.data });
          channel.port1.close();
        };
        channel.port2.postMessage(null);
      }));
    },
  });
}

/**
 * Runs in the page: drags the slider through these values, one each frame, and lets it go.
 * @param {number[]} values
 * @returns {Promise<Drag>}
 */
export async function drag(values) {
  const probe = /** @type {any} */ (window).finxProbe;
  const slider = /** @type {HTMLInputElement} */ (document.querySelector('input[type=range]'));
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const task = () => new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { channel.port1.close(); resolve(undefined); };
    channel.port2.postMessage(null);
  });
  probe.heard = [];
  probe.long = [];
  const inputMs = [];
  const frameMs = [];
  let last = await frame();
  for (const value of values) {
    const now = await frame();
    frameMs.push(now - last);
    last = now;
    const start = performance.now();
    slider.value = String(value);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await task();
    document.documentElement.getBoundingClientRect();
    inputMs.push(performance.now() - start);
  }
  slider.dispatchEvent(new Event('change', { bubbles: true }));
  // The full answer comes after a rest.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const replies = probe.heard.flatMap((/** @type {{ at: number, done: number, text: string }} */ { at, done, text }) => {
    const reply = JSON.parse(text);
    const asked = probe.asked.get(reply.sequence);
    if (reply.is !== 'solved' || !asked) return [];
    const { total_ms: totalMs, solve_ms: solveMs } = reply.answer.receipt;
    return [{ redrawMs: done - at, waitMs: at - asked.at, totalMs, solveMs, detail: asked.detail }];
  });
  return { inputMs, frameMs, longTaskMs: probe.long, replies };
}

/** @param {number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * @param {number[]} values
 * @param {number} share
 */
export function quantile(values, share) {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
