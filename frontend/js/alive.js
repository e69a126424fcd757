// When a printed chart comes alive. One observer serves every chart of a page; what is loaded is
// loaded once. A chart in view asks for the modules as soon as the page is idle, so that they are
// there when it is touched; pointer or focus asks at once, and then ECharts takes over in place.
// Whoever saves data loads nothing before the first touch.
//
//   const chart = attach(element, ask)   `ask(true)` is the figure as JSON, and says that the
//                                        chart is live; `ask(false)` that it is not any more
//   chart.update()                       the figure has changed
//   chart.dispose()

let view;

// The charts' own modules; a failure is forgotten, so that the next touch tries again.
function load() {
  view ??= import('./charts-view.js');
  view.catch(() => { view = undefined; });
  return view;
}

const whenIdle = globalThis.requestIdleCallback
  ? (work) => requestIdleCallback(work, { timeout: 3_000 })
  : (work) => setTimeout(work, 300);

let observer;
let ahead = false;

function loadAhead() {
  if (ahead) return;
  ahead = true;
  // What cannot be loaded is asked for once more when it is touched.
  whenIdle(() => load().then((module) => module.load()).catch(() => { ahead = false; }));
}

function observe(element) {
  if (navigator.connection?.saveData) return;
  observer ??= new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        observer.unobserve(target);
        loadAhead();
      }
    }
  });
  observer.observe(element);
}

export function attach(element, ask) {
  const chart = { element, ask, live: undefined, waking: false, gone: false };
  const abort = new AbortController();
  const wake = () => void takeOver(chart, abort);
  for (const sign of ['pointerenter', 'focus']) {
    element.addEventListener(sign, wake, { signal: abort.signal });
  }
  // A pointer that was there before the page could listen enters nothing.
  if (element.matches(':hover, :focus')) wake();
  observe(element);
  return {
    update() {
      if (chart.live) chart.module.update(chart.live, ask(true));
    },
    dispose() {
      chart.gone = true;
      abort.abort();
      observer?.unobserve(element);
      if (chart.live) chart.module.dispose(chart.live);
      chart.live = undefined;
    },
  };
}

async function takeOver(chart, abort) {
  if (chart.waking) return;
  chart.waking = true;
  let handle;
  try {
    chart.module = await load();
    await chart.module.load();
    if (chart.gone) return;
    handle = chart.module.mount(chart.element, chart.ask(true));
    await handle.ready;
    // It was left meanwhile.
    if (chart.gone) return chart.module.dispose(handle);
    chart.live = handle;
    // The figure may have changed while it was drawn.
    chart.module.update(handle, chart.ask(true));
    abort.abort();
    if (document.activeElement === chart.element) chart.element.querySelector('.fg-live')?.focus();
  } catch (error) {
    // The picture stays; the next touch tries again.
    console.warn('chart', error);
    if (handle) chart.module.dispose(handle);
    chart.waking = false;
    if (!chart.gone) chart.ask(false);
  }
}
